package hosttest_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/host/hosttest"
)

// A fake that calls t.Fatal ends its goroutine, and must not make the test hang.
func TestFakeThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"leaves": func(context.Context, hosttest.Call) (any, error) {
			runtime.Goexit()
			return nil, nil
		},
	}})
	for _, verb := range []string{"run", "exec", "start"} {
		_, err := s.Run(t.Context(), host.Script{
			Source: `await commands[args[0]]("leaves")`, Args: []any{verb}, Timeout: 20 * time.Second,
		})
		const want = `command "leaves": its fake neither returned nor panicked`
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", verb, err, want)
		}
	}
}

// loggedT is a t whose log can be read.
type loggedT struct {
	testing.TB
	log strings.Builder
}

func (t *loggedT) Logf(format string, args ...any) { fmt.Fprintf(&t.log, format, args...) }

func TestFakeThatPanics(t *testing.T) {
	t.Parallel()
	logged := &loggedT{TB: t}
	s := hosttest.New(logged, hosttest.Config{Commands: map[string]hosttest.Command{
		"panics": func(context.Context, hosttest.Call) (any, error) { panic("oh no") },
	}})
	for _, verb := range []string{"run", "exec", "start"} {
		logged.log.Reset()
		_, err := s.Run(t.Context(), host.Script{
			Source: `await commands[args[0]]("panics")`, Args: []any{verb}, Timeout: 20 * time.Second,
		})
		if err == nil || !strings.Contains(err.Error(), "oh no") {
			t.Errorf("%s: got %v", verb, err)
		}
		if log := logged.log.String(); !strings.Contains(log, "misuse_test.go") {
			t.Errorf("%s: no stack in the log: %s", verb, log)
		}
	}
}

// A fatalT is a t that New ends.
type fatalT struct {
	testing.TB
	fatal string
}

func (t *fatalT) Helper() {}

func (t *fatalT) Fatal(args ...any) {
	t.fatal = fmt.Sprint(args...)
	runtime.Goexit()
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	never := func(context.Context, hosttest.Call) (any, error) { return nil, nil }
	for name, cfg := range map[string]hosttest.Config{
		"without specs": {Commands: map[string]hosttest.Command{"a": nil, "b": never, "dev": nil}},
		"with specs": {Specs: parse(t),
			Commands: map[string]hosttest.Command{"a": never, "dev": nil}},
	} {
		ft := &fatalT{}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			hosttest.New(ft, cfg)
		}()
		<-ended
		want := map[string]string{
			"without specs": "hosttest: the fake of command \"a\" is nil\n" +
				`hosttest: the fake of command "dev" is nil`,
			"with specs": "hosttest: Specs declares no command \"a\"\n" +
				`hosttest: the fake of command "dev" is nil`,
		}[name]
		if ft.fatal != want {
			t.Errorf("%s: got %q, want %q", name, ft.fatal, want)
		}
	}
}

// stubbornT takes what the end of the test complains about.
type stubbornT struct {
	testing.TB
	cleanups []func()
	errors   []string
}

func (t *stubbornT) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }
func (t *stubbornT) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}

// The end of the test does not wait for ever for a fake that does not look at its
// context, and says which.
func TestFakeThatDoesNotReturn(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	st := &stubbornT{TB: t}
	s := hosttest.New(st, hosttest.Config{Commands: map[string]hosttest.Command{
		"stubborn": func(context.Context, hosttest.Call) (any, error) {
			<-release
			return nil, nil
		},
	}})
	s.Eval(`await commands.run("stubborn", {}, { timeoutMs: 10 }).catch(() => {})`)
	for _, f := range st.cleanups {
		f()
	}
	want := "hosttest: a fake of stubborn has not returned 5s after its context ended"
	if len(st.errors) != 1 || st.errors[0] != want {
		t.Errorf("got %q, want %q", st.errors, want)
	}
}

// A panic that no script can see any more fails the test.
func TestFakeThatPanicsLate(t *testing.T) {
	t.Parallel()
	for verb, source := range map[string]string{
		"run":   `await commands.run("late", {}, { timeoutMs: 10 }).catch(() => {})`,
		"start": `await commands.start("late", {}, { signal: AbortSignal.timeout(10) }).catch(() => {})`,
	} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			st := &stubbornT{TB: t}
			s := hosttest.New(st, hosttest.Config{Commands: map[string]hosttest.Command{
				"late": func(context.Context, hosttest.Call) (any, error) {
					<-release
					panic("oh no")
				},
			}})
			s.Eval(source)
			close(release)
			for _, f := range st.cleanups {
				f()
			}
			const want = `hosttest: the fake of command "late" panicked when its call had gone on ` +
				"without it: oh no\n"
			if len(st.errors) != 1 || !strings.HasPrefix(st.errors[0], want) ||
				!strings.Contains(st.errors[0], "misuse_test.go") {
				t.Errorf("got %q, want %q and a stack", st.errors, want)
			}
		})
	}
}

func TestLogger(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	s := hosttest.New(t, hosttest.Config{
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
		Bindings: map[string]host.Func{
			"panics": func(context.Context, host.Call) (any, error) { panic("oh no") },
		},
	})
	if _, err := s.Run(t.Context(), host.Script{Source: `await panics()`}); err == nil {
		t.Error("a binding that panics did not fail the run")
	}
	if got := log.String(); !strings.Contains(got, `panic="oh no"`) {
		t.Errorf("the log is %q", got)
	}
}
