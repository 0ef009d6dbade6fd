package hosttest

// How a fake is called: on a goroutine of its own, so that a call ends in time
// whatever its fake does.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// How long a fake may take to return once its context has ended, before the call
// goes on without it and before the test fails.
const (
	callPatience = 500 * time.Millisecond
	testPatience = 5 * time.Second // from the end of the test
)

// errLeft is the error of a call whose fake has ended its goroutine.
var errLeft = errors.New("its fake neither returned nor panicked, so it called t.Fatal or " +
	"runtime.Goexit: t.Fatal is for the goroutine of the test, use t.Error and return an error")

// A timeoutError is a context.DeadlineExceeded that says after what time, as that
// of package commands does.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string { return fmt.Sprintf("timed out after %v", e.after) }

func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }

// An answer is how a fake has ended.
type answer struct {
	value any
	err   error
	panic any    // nil: it did not
	stack []byte // of the panic
}

// ask records a call and has the fake answer it; take gets the answer, on the
// goroutine of the fake.
func (f *fakes) ask(ctx context.Context, fake Command, c Call, take func(answer)) {
	f.session.record(c)
	f.count(c.Name, 1)
	// Owner: f. It ends with the fake, which ctx tells to. The end of the test
	// waits.
	f.working.Go(func() {
		a := answer{err: errLeft}
		defer func() {
			if x := recover(); x != nil {
				a = answer{panic: x, stack: debug.Stack()}
			}
			f.count(c.Name, -1)
			take(a)
		}()
		value, err := fake(ctx, c)
		a = answer{value: value, err: err}
	})
}

// call is ask, and waits for the answer. The error is an *commands.Error.
func (f *fakes) call(ctx context.Context, fake Command, c Call) (any, error) {
	began := time.Now()
	answers, gone := make(chan answer), make(chan struct{})
	defer close(gone)
	f.ask(ctx, fake, c, func(a answer) {
		select {
		case answers <- a:
		case <-gone:
			f.mu.Lock()
			defer f.mu.Unlock()
			f.tooLate(c.Name, a)
		}
	})
	var a answer
	select {
	case a = <-answers:
	case <-ctx.Done():
		select {
		case a = <-answers:
		case <-time.After(callPatience):
			a.err = context.Cause(ctx)
		}
	}
	f.rethrow(c.Name, a)
	if cause := context.Cause(ctx); cause != nil && a.err != nil {
		return nil, killed(c.Name, cause, time.Since(began))
	}
	return a.value, failure(c.Name, a.err)
}

// rethrow panics with what the fake panicked with, on the goroutine of who called
// the command.
func (f *fakes) rethrow(name string, a answer) {
	if a.panic == nil {
		return
	}
	f.session.t.Logf("hosttest: the fake of command %q panics: %v\n%s", name, a.panic, a.stack)
	panic(a.panic)
}

// tooLate keeps a panic that nobody waits for, for the end of the test, which
// waits for it: a test that has ended can no longer fail. The caller holds mu.
func (f *fakes) tooLate(name string, a answer) {
	if a.panic != nil {
		f.unseen = append(f.unseen, fmt.Sprintf("the fake of command %q panicked when its call "+
			"had gone on without it: %v\n%s", name, a.panic, a.stack))
	}
}

// killed is the error of a one-shot that its context has ended.
func killed(name string, cause error, after time.Duration) error {
	e := &commands.Error{Code: commands.CodeCancelled, Command: name,
		Err: fmt.Errorf("cancelled: %w", cause)}
	_, timedOut := cause.(timeoutError)
	if timedOut {
		e.Code, e.Err = commands.CodeTimeout, cause
	}
	e.Result = &commands.Result{Command: name, Code: -1, Signal: "SIGKILL", Duration: after,
		TimedOut: timedOut, Cancelled: !timedOut}
	return e
}

// failure makes a *commands.Error of what a fake returned.
func failure(name string, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*commands.Error](err)
	if !ok {
		return &commands.Error{Code: commands.CodeSpawn, Command: name, Err: err}
	}
	named := *e // the fake may use it again
	named.Command = name
	if e.Result != nil {
		result := *e.Result
		result.Command = name
		named.Result = &result
	}
	return &named
}

func (f *fakes) count(name string, change int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy[name] += change
	if f.busy[name] == 0 {
		delete(f.busy, name)
	}
}

// awaitFakes waits until all fakes have returned, and fails the test if that takes
// too long or nobody has been told that one has panicked.
func (f *fakes) awaitFakes(t testing.TB) {
	returned := make(chan struct{})
	// Owner: this call. It ends when the last fake does. Nobody waits if that is
	// too late, for the test has failed.
	go func() {
		f.working.Wait()
		close(returned)
	}()
	late := false
	select {
	case <-returned:
	case <-time.After(testPatience):
		late = true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, text := range f.unseen {
		t.Errorf("hosttest: %s", text)
	}
	if late {
		names := slices.Sorted(maps.Keys(f.busy))
		t.Errorf("hosttest: a fake of %s has not returned %v after its context ended",
			strings.Join(names, ", "), testPatience)
	}
}
