package commands_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// Many callers run, cancel and list at once while the Runner is closed under
// them. Each call must end as it may, and the race detector must be content.
func TestRunner_hammer(t *testing.T) {
	t.Parallel()
	for range 5 {
		r := newRunnerWith(t, commands.Config{MaxInFlight: 4}, ways)
		var callers sync.WaitGroup
		var made atomic.Int32
		warm := make(chan struct{})
		for range 12 {
			callers.Go(func() {
				for range 8 {
					hammer(t, r)
					if made.Add(1) == 30 {
						close(warm)
					}
				}
			})
		}
		callers.Go(func() {
			<-warm // some calls have been made, and most are yet to come
			if _, err := r.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		callers.Wait()
		if n := commands.InFlight(r); n != 0 {
			t.Errorf("%d in flight after Close", n)
		}
	}
}

// hammer makes one call.
func hammer(t *testing.T, r *commands.Runner) {
	list := r.List()
	info := list[rand.IntN(len(list))]
	o := commands.Options{Timeout: time.Duration(1+rand.IntN(60)) * time.Millisecond}
	if info.Name == "stdin" || info.Name == "deaf" {
		o.Stdin = strings.Repeat("x", 1+rand.IntN(100_000))
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		if rand.IntN(2) == 0 {
			cancel()
		}
	}()
	res, err := r.Exec(ctx, info.Name, nil, o)
	e, ok := errors.AsType[*commands.Error](err)
	switch {
	case err == nil && res != nil:
	case !ok:
		t.Errorf("%s: got %v, %v", info.Name, res, err)
	case e.Result != res || e.Command != info.Name:
		t.Errorf("%s: result %v, error %+v", info.Name, res, e)
	}
}

// ways are commands that end in every way there is.
var ways = `
  ok: [/bin/true]
  missing: [no-such-program]
  folder: { run: [/bin/true], cwd: ./no-such-folder }
  exec: [/etc/passwd]
  slow: { run: [sleep, "3600"], timeoutMs: 70 }
  flood: { run: [cat, /dev/zero], maxOutputBytes: 100000 }
  stdin: { run: [cat], stdin: text }
  deaf: { run: [/bin/true], stdin: text }
  orphan: "sleep 3600 & echo left"
`

func everyWay(r *commands.Runner) {
	var calls sync.WaitGroup
	for _, info := range r.List() {
		o := commands.Options{}
		if info.Name == "stdin" || info.Name == "deaf" {
			o.Stdin = strings.Repeat("x", 200_000)
		}
		calls.Go(func() { _, _ = r.Exec(context.Background(), info.Name, nil, o) })
	}
	calls.Wait()
}

// Runners that are closed as their first command begins leave nothing in the ledger.
func TestLedger_hammer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	specs := parse(t, "  x: ['true']\n")
	ledger, _, err := commands.OpenLedger(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		r := commands.New(commands.Config{Specs: specs, Environ: environ(), Ledger: ledger})
		returned := make(chan struct{})
		go func() {
			defer close(returned)
			_, _ = r.Run(context.Background(), "x", nil, commands.Options{})
		}()
		if _, err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
		<-returned
	}
	if err := ledger.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the ledger's folder holds %v, %v", left, err)
	}
}
