package host_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

func TestVarsOutliveTheVM(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	eval(t, s, `vars.set("kept", {n: 1}); globalThis.lost = 1`)
	if got := eval(t, s, `return [typeof lost, vars.get("kept").n]`); got != `["number",1]` {
		t.Errorf("in the same VM: got %s", got)
	}
	if err := s.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := eval(t, s, `return [typeof lost, vars.get("kept").n]`); got != `["undefined",1]` {
		t.Errorf("after Reset: got %s", got)
	}
	if got := s.Status().Generation; got != 2 {
		t.Errorf("generation %d, want 2", got)
	}
}

func TestValueCrossesAsJSON(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	for source, want := range map[string]string{
		`return {b: 1, a: [undefined, NaN, new Date(0)]}`: `{"b":1,"a":[null,null,"1970-01-01T00:00:00.000Z"]}`,
		`return "text"`:  `"text"`,
		`return null`:    `null`,
		`return () => 1`: ``,
		``:               ``,
	} {
		if got := eval(t, s, source); got != want {
			t.Errorf("%s: got %s, want %s", source, got, want)
		}
	}
	res, err := s.Run(t.Context(), host.Script{Source: `1`})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Decode(new(any)); !errors.Is(err, host.ErrNoValue) {
		t.Errorf("decoding undefined: got %v, want ErrNoValue", err)
	}
}

func TestArgs(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	type point struct{ X, Y int }
	res, err := s.Run(t.Context(), host.Script{
		Source: `return args`, Args: []any{"s", 1, 2.5, nil, true, []string{"a"}, point{1, 2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(res.Value), `["s",1,2.5,null,true,["a"],{"X":1,"Y":2}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := s.Run(t.Context(), host.Script{Args: []any{func() {}}}); err == nil {
		t.Error("a function was taken as an argument")
	}
}

func TestArgsAsText(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	res, err := s.Run(t.Context(), host.Script{
		Source: `return process.argv.slice(2)`,
		Args: []any{nil, true, 1e8, 1e21, 0.5, math.NaN(), 7, uint8(8), "text",
			map[string]any{"n": 1e8}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `["null","true","100000000","1e+21","0.5","NaN","7","8","text","{\"n\":100000000}"]`
	if got := string(res.Value); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCancelledScript(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	ctx, cancel := context.WithCancelCause(t.Context())
	mine := errors.New("mine")
	h := make(chan error)
	go func() {
		_, err := s.Run(ctx, host.Script{Source: `vars.set("began", 1); for (;;);`})
		h <- err
	}()
	waitFor(t, func() bool { _, ok := s.Vars().Get("began"); return ok })
	cancel(mine)
	err := <-h
	if serr, ok := errors.AsType[*host.ScriptError](err); !ok || serr.Kind != host.KindCancelled {
		t.Errorf("got %v, want a cancelled error", err)
	}
	if !errors.Is(err, mine) {
		t.Errorf("%v does not wrap its cause", err)
	}
}

// TestCancelWhileIdleKeepsTheVM holds that a script which was only waiting loses
// no globals.
func TestCancelWhileIdleKeepsTheVM(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := s.Run(ctx, host.Script{
			Source: `globalThis.kept = 1; setTimeout(() => {}, 1e8); vars.set("began", 1)`})
		done <- err
	}()
	waitFor(t, func() bool { _, ok := s.Vars().Get("began"); return ok })
	cancel()
	if err := <-done; err == nil {
		t.Fatal("the run ended without an error")
	}
	if got := eval(t, s, `return typeof kept`); got != `"number"` && s.Status().Generation == 1 {
		t.Errorf("got %s in the same VM", got)
	}
	if got := eval(t, s, `return 6 * 7`); got != "42" {
		t.Errorf("got %s, want 42", got)
	}
}

func TestRunsAreSerialised(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	var runs sync.WaitGroup
	for range 20 {
		runs.Go(func() {
			_, err := s.Run(t.Context(), host.Script{Source: `
				const n = vars.get("n") ?? 0;
				await new Promise((done) => setTimeout(done, 1));
				vars.set("n", n + 1)`})
			if err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	if got := eval(t, s, `return vars.get("n")`); got != "20" {
		t.Errorf("20 runs counted to %s", got)
	}
}

func TestStatusDoesNotWaitBehindARun(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = s.Run(ctx, host.Script{Source: `setTimeout(() => {}, 1e8)`}) // ends by cancel
	}()
	waitFor(t, func() bool { return s.Status().Running })
	if _, err := s.Commands().Run(t.Context(), "nope", nil, commandOptions{}); err == nil {
		t.Error("an undeclared command ran")
	}
	waiting, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if _, err := s.Run(waiting, host.Script{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting in line: got %v, want a deadline error", err)
	}
	cancel()
	<-done
}

// TestEmbedderPanics holds that a session works on after what the embedder gave to a
// run has panicked.
func TestEmbedderPanics(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	func() {
		defer func() {
			if recover() != "started" {
				t.Error("the panic of Started is lost")
			}
		}()
		_, _ = s.Run(t.Context(), host.Script{Started: func() { panic("started") }})
	}()
	aborted := errors.New("aborted")
	err := fails(t, s, host.Script{
		Source:  `console.log(1); await new Promise(() => setTimeout(() => {}, 1e6))`,
		Console: func(host.ConsoleEntry) { panic(aborted) },
	}, host.KindInternal)
	if !errors.Is(err, aborted) || !strings.Contains(err.Message, "panic in the host: ") {
		t.Errorf("got %v", err)
	}
	for range 2 {
		if got := eval(t, s, `return 1`); got != "1" {
			t.Errorf("after it: %s", got)
		}
	}
}

// TestHold holds that a session which is held is not idle, and has its whole time
// left after the last release.
func TestHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, err := host.New(host.Config{Isolation: host.InProcess, IdleTTL: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		s, err := h.Session("held")
		if err != nil {
			t.Fatal(err)
		}
		first, second := s.Hold(), s.Hold()
		time.Sleep(50 * time.Minute)
		first()
		first()
		time.Sleep(50 * time.Hour)
		if left := s.Status().IdleLeft; left >= 0 {
			t.Errorf("held, but idle left is %v", left)
		}
		select {
		case <-s.Done():
			t.Error("it ended while it was held")
		default:
		}
		second()
		if left := s.Status().IdleLeft; left != time.Hour {
			t.Errorf("idle left is %v, want an hour", left)
		}
		time.Sleep(61 * time.Minute)
		<-s.Done()
		if _, err := h.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestIdleSessionEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, err := host.New(host.Config{Isolation: host.InProcess, IdleTTL: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		used, err := h.Session("used")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session("unused"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Minute) // the bubble's time
		if _, err := used.Run(t.Context(), host.Script{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		if got := h.Sessions(); len(got) != 1 || got[0] != used {
			t.Errorf("after 61 minutes: %d sessions, want the one that was used", len(got))
		}
		time.Sleep(50 * time.Minute)
		synctest.Wait()
		if got := h.Sessions(); len(got) != 0 {
			t.Errorf("after 111 minutes: %d sessions, want none", len(got))
		}
		if _, err := used.Run(t.Context(), host.Script{}); !errors.Is(err, host.ErrClosed) {
			t.Errorf("a run in an ended session got %v, want ErrClosed", err)
		}
		if _, err := h.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestLeastRecentlyUsedVMIsEvicted(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{MaxVMs: 2})
	for _, name := range []string{"a", "b", "a", "c"} { // b is the oldest at the end
		eval(t, session(t, h, name), `globalThis.here = 1; vars.set("kept", 1)`)
	}
	for name, want := range map[string]string{
		"b": `["undefined",1]`, "c": `["number",1]`,
	} {
		if got := eval(t, session(t, h, name), `return [typeof here, vars.get("kept")]`); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestSessionNames(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{})
	for _, name := range []string{"", " ", " a", "a\t", "a\nb", "\xff", strings.Repeat("x", 129)} {
		if _, err := h.Session(name); err == nil {
			t.Errorf("%q was taken as a name", name)
		}
	}
}

// TestSession_hammer uses everything at once; the race detector judges.
func TestSession_hammer(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{MaxVMs: 2, IdleTTL: 5 * time.Millisecond})
	var users sync.WaitGroup
	for i := range 8 {
		users.Go(func() {
			for n := range 30 {
				s, err := h.Session(fmt.Sprint("s", (i+n)%4))
				if err != nil {
					t.Error(err)
					return
				}
				_, err = s.Run(t.Context(), host.Script{Source: `vars.set("x", 1); await null`})
				if err != nil && !errors.Is(err, host.ErrClosed) {
					t.Error(err)
				}
				_ = s.Status()
				switch n % 10 {
				case 3:
					_ = s.Reset(t.Context())
				case 7:
					_, _ = s.Close(t.Context())
				}
			}
		})
	}
	users.Wait()
}

// TestConfigCommands holds that Config.Commands may use the host, and that nil is the
// session's own commands.
func TestConfigCommands(t *testing.T) {
	t.Parallel()
	var h *host.Host
	h = newHost(t, host.Config{
		Specs: specSet(t, "commands: { hello: [echo, hello] }"),
		Commands: func(s *host.Session) host.Commander {
			if len(h.Sessions()) != 1 || s.Name() != "s" {
				t.Errorf("%d sessions, session %q", len(h.Sessions()), s.Name())
			}
			return nil
		},
	})
	if got := eval(t, session(t, h, "s"), `return commands.run("hello")`); got != `"hello"` {
		t.Errorf("got %s", got)
	}
}

// TestConfigCommandsPanics holds that a panic in Config.Commands is the caller's of
// Run, and that the session can be closed after it.
func TestConfigCommandsPanics(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Commands: func(*host.Session) host.Commander { panic("oh no") }})
	for range 2 {
		func() {
			defer func() {
				if x := recover(); x != "oh no" {
					t.Errorf("recovered %v", x)
				}
			}()
			_, err := s.Run(t.Context(), host.Script{Source: "return 1"})
			t.Errorf("no panic, but %v", err)
		}()
	}
	if _, err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
