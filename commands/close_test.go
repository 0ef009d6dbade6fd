package commands_test

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

func TestCloseKillsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+chatty.argv()+" }\n")
	type outcome struct {
		res *commands.Result
		err error
	}
	outcomes := make(chan outcome, 3)
	for range cap(outcomes) {
		go func() {
			res, err := r.Exec(context.Background(), "x", nil, commands.Options{})
			outcomes <- outcome{res, err}
		}()
	}
	eventually(t, "three are running", func() bool { return commands.InFlight(r) == 3 })
	report, err := r.Close(t.Context())
	if err != nil || len(report.Killed) != 3 || report.Duration <= 0 {
		t.Fatalf("Close = %+v, %v, want three killed", report, err)
	}
	for _, k := range report.Killed {
		if k.Command != "x" || k.PID <= 1 || k.Signal != "SIGKILL" {
			t.Errorf("killed %+v", k)
		}
	}
	for range cap(outcomes) {
		o := <-outcomes
		e, ok := errors.AsType[*commands.Error](o.err)
		if !ok || e.Code != commands.CodeCancelled || !errors.Is(e, commands.ErrClosed) ||
			e.Result != o.res {
			t.Errorf("call in flight: %v", o.err)
		}
		if o.res == nil || !o.res.Cancelled || o.res.Signal != "SIGKILL" {
			t.Errorf("result %+v", o.res)
		}
	}
	again, err := r.Close(t.Context())
	if err != nil || !reflect.DeepEqual(again, report) {
		t.Errorf("second Close = %+v, %v, want %+v", again, err, report)
	}
}

func TestCloseRefusesCalls(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+hang.argv()+" }\n")
	if report, err := r.Close(t.Context()); err != nil || len(report.Killed) != 0 {
		t.Fatalf("Close = %+v, %v", report, err)
	}
	e := failure(t, r, "x", commands.Options{})
	if e.Code != commands.CodeClosed || !errors.Is(e, commands.ErrClosed) || e.Result != nil {
		t.Errorf("got %v", e)
	}
	if want := `command "x": runner is closed`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
}

// The one who has the place keeps it, but the others need not wait for it.
func TestCloseReleasesTheLine(t *testing.T) {
	t.Parallel()
	r := newRunnerWith(t, commands.Config{MaxInFlight: 1}, "  x: { run: "+hang.argv()+" }\n")
	release := commands.Occupy(r, "x")
	defer release()
	errs := make(chan error, 5)
	for range cap(errs) {
		go func() {
			_, err := r.Exec(context.Background(), "x", nil, commands.Options{})
			errs <- err
		}()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := r.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	for range cap(errs) {
		if err := <-errs; !errors.Is(err, commands.ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
}

func TestCloseConcurrently(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+hang.argv()+" }\n")
	var calls sync.WaitGroup
	for range 4 {
		calls.Go(func() { _, _ = r.Exec(context.Background(), "x", nil, commands.Options{}) })
	}
	eventually(t, "four are running", func() bool { return commands.InFlight(r) == 4 })
	var closers sync.WaitGroup
	for range 4 {
		closers.Go(func() {
			if report, err := r.Close(context.Background()); err != nil || len(report.Killed) != 4 {
				t.Errorf("Close = %+v, %v", report, err)
			}
		})
	}
	closers.Wait()
	calls.Wait()
}

// isSurvivor is how an error ends about a process that is still there, or is known
// to have died but not how.
var isSurvivor = regexp.MustCompile(
	`; (process \d+ survives SIGKILL|the guardian of the session does not answer: process \d+)$`)

// A process counts as a survivor before it has been killed, and so every way
// through that code is taken with one that does die: unless it dies first.
func TestSurvivor(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+hang.argv()+" }\n")
	commands.SetKillWait(r, -time.Second)
	survived := false
	for range 10 {
		res, err := r.Exec(t.Context(), "x", nil, commands.Options{Timeout: 200 * time.Millisecond})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		if res == nil || !res.TimedOut || res.Code != -1 {
			t.Errorf("result %+v", res)
		}
		if survived = isSurvivor.MatchString(err.Error()); survived {
			break
		}
	}
	if !survived {
		t.Error("none is said to survive")
	}
	if _, err := r.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestCloseNamesSurvivors(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+hang.argv()+" }\n")
	release := commands.Occupy(r, "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := r.Close(ctx)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), `"x" (process 0)`) {
		t.Errorf("Close with a survivor: %v", err)
	}
	release()
	if _, err := r.Close(t.Context()); err != nil {
		t.Errorf("Close without: %v", err)
	}
}
