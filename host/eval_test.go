package host_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/host"
)

// entry evaluates an entry that must succeed.
func entry(t *testing.T, s *host.Session, source string) *host.Evaluation {
	t.Helper()
	ev, err := s.Eval(t.Context(), host.Entry{Source: source})
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return ev
}

func TestEvalKeepsDeclarations(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	entry(t, s, "const n = 1; vars.set('n', n)")
	if ev := entry(t, s, "n + 1"); ev.Text != "2" || ev.Generation != 1 || ev.Lost {
		t.Errorf("got %+v", ev)
	}
	if got := eval(t, s, "return n"); got != "1" {
		t.Errorf("a script sees %s, want 1", got)
	}
	if err := s.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ev := entry(t, s, "[typeof n, vars.get('n')]"); ev.Text != "[ 'undefined', 1 ]" || ev.Generation != 2 {
		t.Errorf("after a reset: %+v", ev)
	}
}

// TestEvalLosesVM holds that a lost VM costs the globals and nothing else.
func TestEvalLosesVM(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		entry host.Entry
		kind  host.Kind
	}{
		{host.Entry{Source: "while (true);", Timeout: 50 * time.Millisecond}, host.KindTimeout},
		{host.Entry{Source: "let a = []; while (true) a.push([1, 2, 3])", MemoryBytes: 1 << 20}, host.KindMemory},
		{host.Entry{Source: "(function f() { f() })()"}, host.KindRuntime},
	} {
		s := newSession(t, host.Config{})
		entry(t, s, "let n = 1; vars.set('n', n)")
		ev, err := s.Eval(t.Context(), c.entry)
		serr, ok := errors.AsType[*host.ScriptError](err)
		if !ok || serr.Kind != c.kind || ev == nil || !ev.Lost || ev.Generation != 1 {
			t.Errorf("%s: got %+v, %v", c.entry.Source, ev, err)
		}
		if ev := entry(t, s, "[typeof n, vars.get('n')]"); ev.Text != "[ 'undefined', 1 ]" || ev.Generation != 2 {
			t.Errorf("%s: afterwards %+v", c.entry.Source, ev)
		}
	}
}

func TestEntryConsole(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Console: func(string, host.ConsoleEntry) { t.Error("Config.Console was called") }})
	var got []string
	ev, err := s.Eval(t.Context(), host.Entry{
		Source:  `console.warn(1); setTimeout(() => console.log(2), 1); 3`,
		Console: func(e host.ConsoleEntry) { got = append(got, e.Level+" "+e.Message) },
		Started: func() { got = append(got, "started") },
	})
	if err != nil || len(ev.Console) > 0 || !ev.Printed {
		t.Errorf("evaluation %+v, %v", ev, err)
	}
	if want := []string{"started", "warn 1", "result 3", "log 2"}; !slices.Equal(got, want) {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestEvalHasNoTimeoutOfItsOwn(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{RunTimeout: time.Millisecond})
	if ev := entry(t, s, "await new Promise((done) => setTimeout(done, 20)); 'done'"); ev.Text != "'done'" {
		t.Errorf("got %+v", ev)
	}
}

func TestCompleteAndPreview(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	entry(t, s, "const answer = 42")
	found, err := s.Complete(t.Context(), "1 + ans", len("1 + ans"))
	if err != nil || found.Start != 4 || len(found.Candidates) != 1 || found.Candidates[0].Text != "answer" {
		t.Errorf("got %+v, %v", found, err)
	}
	if shown, err := s.Preview(t.Context(), "answer + 1"); shown != "43" || err != nil {
		t.Errorf("got %q, %v", shown, err)
	}
	if st := s.Status(); st.Runs != 1 {
		t.Errorf("completing counts as a run: %+v", st)
	}
}

// TestCompleteDuringRun holds that typing never waits for a run.
func TestCompleteDuringRun(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}), make(chan struct{})
	s := newSession(t, host.Config{Bindings: map[string]host.Func{"hold": hold(started, release)}})
	done := make(chan error)
	go func() {
		_, err := s.Run(t.Context(), host.Script{Source: "await hold()"})
		done <- err
	}()
	<-started
	if found, err := s.Complete(t.Context(), "con", 3); err != nil || len(found.Candidates) > 0 {
		t.Errorf("got %+v, %v", found, err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if found, err := s.Complete(t.Context(), "con", 3); err != nil || len(found.Candidates) == 0 {
		t.Errorf("afterwards got %+v, %v", found, err)
	}
}

// TestPeekTooLate holds that to ask for what nobody waits for any more does not cost
// the VM.
func TestPeekTooLate(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	entry(t, s, "const answer = 42")
	late := errors.New("too late")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(late)
	for range 10 {
		if _, err := s.Complete(ctx, "con", 3); !errors.Is(err, late) {
			t.Errorf("completing: %v", err)
		}
		if _, err := s.Preview(ctx, "1 + 1"); !errors.Is(err, late) {
			t.Errorf("previewing: %v", err)
		}
	}
	if ev := entry(t, s, "answer"); ev.Text != "42" || ev.Generation != 1 {
		t.Errorf("afterwards %+v", ev)
	}
}

func hold(started, release chan struct{}) host.Func {
	return func(ctx context.Context, _ host.Call) (any, error) {
		close(started)
		select {
		case <-release:
			return nil, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// A VM may be made to complete an entry, and what makes it may print.
func TestCompleteWhereSetupPrints(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Isolation: host.InProcess, Setup: func(rt *goja.Runtime) error {
		_, err := rt.RunString(`console.log("here")`)
		return err
	}})
	if found, err := s.Complete(t.Context(), "con", 3); err != nil || len(found.Candidates) == 0 {
		t.Errorf("got %+v, %v", found, err)
	}
}

// TestStoppedIsWhatHeldTheEntry holds that following events, which an entry does not
// wait for, is not among what was stopped.
func TestStoppedIsWhatHeldTheEntry(t *testing.T) {
	t.Parallel()
	var cancel context.CancelFunc // of the entry
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"follow": func(context.Context, host.Call) (any, error) { return host.NewStream(1, nil), nil },
		"wait": func(call context.Context, c host.Call) (any, error) {
			if len(c.Args) > 0 {
				cancel()
			}
			<-call.Done()
			return nil, context.Cause(call)
		},
	}})
	for source, want := range map[string]string{
		`await follow(() => {}); wait(); setTimeout(() => wait("last"))`: "wait, 1 more call",
		`await follow(() => {}); setTimeout(() => wait("last"))`:         "wait",
	} {
		var ctx context.Context
		ctx, cancel = context.WithCancel(t.Context())
		ev, err := s.Eval(ctx, host.Entry{Source: source})
		cancel()
		if err != nil || ev.Stopped != want {
			t.Errorf("%s: got %+v, %v, want %q stopped", source, ev, err, want)
		}
	}
}

// TestPeekingPrintsNothing holds that what Setup prints is for nobody to see when
// it is for no run.
func TestPeekingPrintsNothing(t *testing.T) {
	t.Parallel()
	var printed []string
	s := newSession(t, host.Config{
		Isolation: host.InProcess,
		Console:   func(_ string, e host.ConsoleEntry) { printed = append(printed, e.Message) },
		Setup: func(rt *goja.Runtime) error {
			_, err := rt.RunString(`console.log("from Setup")`)
			return err
		},
	})
	for _, peek := range []func() error{
		func() error { _, err := s.Complete(t.Context(), "con", 3); return err },
		func() error { _, err := s.Preview(t.Context(), "1 + 1"); return err },
	} {
		if err := peek(); err != nil || len(printed) > 0 {
			t.Errorf("printed %q, %v", printed, err)
		}
		if err := s.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if eval(t, s, `return 1`); len(printed) != 1 {
		t.Errorf("a run printed %q", printed)
	}
}
