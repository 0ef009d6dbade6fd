package commands_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// daemons is a command that starts so many that leave its group, and prints their
// numbers.
func daemons(dir string, count int) string {
	script := fmt.Sprintf(`>pids; i=0; while [ $((i+=1)) -le %d ]; do `+
		`setsid sh -c 'echo $$ >>pids; exec sleep 3600' >/dev/null & done; `+
		`until [ "$(wc -l <pids)" -eq %d ]; do sleep 0.01; done; cat pids`, count, count)
	return "  x: { run: " + strconv.Quote(script) + ", cwd: " + dir + ", output: lines }\n"
}

// What is killed only after the context of one Close has ended is in the report of
// the next.
func TestCloseReportsWhatDiedLate(t *testing.T) {
	t.Parallel()
	const count = 20
	r := commands.New(commands.Config{Specs: parse(t, daemons(t.TempDir(), count)), Environ: environ()})
	pids, err := r.Run(t.Context(), "x", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = r.Close(over) // whose error says who has not gone yet
	report, err := r.Close(t.Context())
	if err != nil {
		t.Errorf("Close: %v", err)
	}
	for _, pid := range pids.([]string) {
		named := func(k commands.Killed) bool { return strconv.Itoa(k.PID) == pid && k.Signal == "SIGKILL" }
		if !slices.ContainsFunc(report.Killed, named) {
			t.Errorf("process %s is not in the report, %+v", pid, report.Killed)
		}
	}
}

// A report counts what it does not list.
func TestCloseCountsAll(t *testing.T) {
	t.Parallel()
	const count = 1100
	r := newRunner(t, daemons(t.TempDir(), count))
	if _, err := r.Run(t.Context(), "x", nil, commands.Options{}); err != nil {
		t.Fatal(err)
	}
	report, err := r.Close(t.Context())
	if err != nil || len(report.Killed) != 1000 || report.Total != count {
		t.Errorf("Close = %d of %d, %v, want 1000 of %d", len(report.Killed), report.Total, err, count)
	}
}

// crowded closes a Runner while no descriptor is left, and says what that came to.
var crowded = register("crowded", func(args []string) {
	r := newRunner(embedded{dir: args[0]}, daemons(args[0], 1))
	if _, err := r.Run(context.Background(), "x", nil, commands.Options{}); err != nil {
		panic(err)
	}
	limit := syscall.Rlimit{Cur: 64, Max: 64}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		panic(err)
	}
	for {
		if _, err := syscall.Dup(0); err != nil {
			break
		}
	}
	for range 2 {
		report, err := r.Close(context.Background())
		fmt.Println(len(report.Killed), err)
	}
})

func TestCloseTakesNoDescriptor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got, want := embed(t, crowded, dir), "1 <nil>\n1 <nil>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	pid, err := os.ReadFile(filepath.Join(dir, "pids"))
	if err != nil {
		t.Fatal(err)
	}
	requireDead(t, strings.TrimSpace(string(pid)))
}

// A Close whose context ends returns, though another goes on.
func TestCloseObeysItsContext(t *testing.T) {
	t.Parallel()
	r := commands.New(commands.Config{Specs: parse(t, parentOf), Environ: environ()})
	if err := syscall.Kill(guardianOf(t, r), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	closed := make(chan error)
	go func() {
		_, err := r.Close(t.Context())
		closed <- err
	}()
	eventually(t, "it is closing", func() bool { return r.Adopt(os.Getpid()) == commands.ErrClosed })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := r.Close(ctx)
	if d := time.Since(began); d > 3*time.Second {
		t.Errorf("Close returned after %v: %v", d, err)
	}
	if err := <-closed; err != nil {
		t.Errorf("the other: %v", err)
	}
}

// Whatever Close kills is in its report, once, and by its own name.
func TestCloseReportsOnce(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv(), ""))
	s, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{As: "web"})
	if err == nil {
		err = r.Adopt(s.PID)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := []commands.Killed{{Command: "dev", Name: "web", PID: s.PID, Signal: "SIGKILL"}}
	if report, err := r.Close(t.Context()); err != nil || !slices.Equal(report.Killed, want) {
		t.Errorf("Close = %+v, %v, want %+v", report, err, want)
	}
}

// Also what was only being started.
func TestCloseReportsWhatStarts(t *testing.T) {
	t.Parallel()
	for i := range 40 {
		r := newRunner(t, persistent("dev", "[/bin/sleep, '3600']", ""))
		var starting sync.WaitGroup
		starting.Go(func() { _, _ = r.Start(t.Context(), "dev", nil, commands.StartOptions{}) })
		time.Sleep(time.Duration(i) * 100 * time.Microsecond) // another moment of the start each time
		report, err := r.Close(t.Context())
		starting.Wait()
		s, _ := r.Status("dev")
		if err != nil || s.Signal == "SIGKILL" && len(report.Killed) == 0 {
			t.Errorf("Close = %+v, %v, but it killed %+v", report, err, s)
		}
	}
}
