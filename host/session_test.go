package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	goleak.VerifyTestMain(everywhere{m})
}

// isolation is where scripts run in tests that do not say where.
var isolation host.Isolation

// everywhere runs all tests once for each place where scripts may run, since
// nobody should see a difference.
type everywhere struct{ m *testing.M }

func (e everywhere) Run() int {
	if code := e.m.Run(); code != 0 || fuzzing() {
		return code
	}
	_ = flag.Set("test.bench", "") // benchmarks say where
	fmt.Println("again, with scripts in this process:")
	isolation = host.InProcess
	return e.m.Run()
}

// raceBuild reports whether the race detector is at work.
func raceBuild() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

func fuzzing() bool { return flag.Lookup("test.fuzz").Value.String() != "" }

// newHost returns a host that the end of the test closes.
func newHost(t testing.TB, cfg host.Config) *host.Host {
	t.Helper()
	cfg.Isolation = max(cfg.Isolation, isolation)
	h, err := host.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := h.Close(context.Background()); err != nil {
			t.Errorf("closing the host: %v", err)
		}
	})
	return h
}

func newSession(t testing.TB, cfg host.Config) *host.Session {
	t.Helper()
	return session(t, newHost(t, cfg), "test")
}

func session(t testing.TB, h *host.Host, name string) *host.Session {
	t.Helper()
	s, err := h.Session(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eval runs a script that must succeed and returns its value as JSON text.
func eval(t testing.TB, s *host.Session, source string) string {
	t.Helper()
	res, err := s.Run(t.Context(), host.Script{Source: source})
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return string(res.Value)
}

// fails runs a script that must fail with a ScriptError of that kind.
func fails(t *testing.T, s *host.Session, script host.Script, kind host.Kind) *host.ScriptError {
	t.Helper()
	res, err := s.Run(t.Context(), script)
	serr, ok := errors.AsType[*host.ScriptError](err)
	if !ok || serr.Kind != kind {
		t.Fatalf("%s: got %v, want a %s error", script.Source, err, kind)
	}
	if res == nil {
		t.Fatalf("%s: a failed run has no result", script.Source)
	}
	return serr
}

func specSet(t testing.TB, yaml string) *specs.Set {
	t.Helper()
	set, err := specs.Parse(t.TempDir()+"/holdfast.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

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

func TestTimeoutCostsTheVMOnly(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`for (;;);`,
		`while (true) await null`,
		`try { for (;;); } finally { for (;;); }`,
		`await new Promise((done) => setTimeout(done, 1e6))`,
		`setInterval(() => {}, 1)`,
		`setInterval(() => { for (;;); }, 1)`,
		`throw new (class extends Error { get message() { for (;;); } })()`,
		`Promise.reject(new (class extends Error { get message() { for (;;); } })())`,
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, host.Config{})
			eval(t, s, `vars.set("kept", 1); globalThis.lost = 1`)
			script := host.Script{Source: source, Timeout: 30 * time.Millisecond}
			err := fails(t, s, script, host.KindTimeout)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v does not wrap context.DeadlineExceeded", err)
			}
			if got := eval(t, s, `return [typeof lost, vars.get("kept")]`); got != `["undefined",1]` {
				t.Errorf("after the timeout: got %s", got)
			}
		})
	}
}

func TestMemoryLimitCostsTheVMOnly(t *testing.T) {
	s := newSession(t, host.Config{})
	eval(t, s, `vars.set("kept", 1)`)
	limit := 32 << 20
	if raceBuild() {
		limit *= 8
	}
	err := fails(t, s, host.Script{
		Source:      "const all = [];\nfor (;;) all.push({ n: all.length });",
		MemoryBytes: limit,
	}, host.KindMemory)
	if err.Line != 2 {
		t.Errorf("got line %d, want 2: %v", err.Line, err)
	}
	if got := eval(t, s, `return vars.get("kept")`); got != "1" {
		t.Errorf("after the limit: got %s", got)
	}
}

func TestGarbageDoesNotCount(t *testing.T) {
	s := newSession(t, host.Config{})
	limit := 32 << 20
	if raceBuild() { // the race detector keeps notes on all memory, also on what is free
		limit *= 8
	}
	_, err := s.Run(t.Context(), host.Script{
		Source:      `for (let i = 0; i < 3e5; i++) ({ garbage: [i] });`,
		MemoryBytes: limit,
	})
	if err != nil {
		t.Error(err)
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

func TestLargestMemoryLimit(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{math.MaxInt, math.MaxInt / 2, math.MaxInt / 4} {
		s := newSession(t, host.Config{MemoryBytes: limit})
		if got := eval(t, s, `return new Array(1e4).fill("x").join("").length`); got != "10000" {
			t.Errorf("limit %d: got %s", limit, got)
		}
		const longer = `await new Promise((resolve) => setTimeout(resolve, 20))`
		if _, err := s.Run(t.Context(), host.Script{Source: longer}); err != nil {
			t.Errorf("limit %d: %v", limit, err)
		}
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

// waitFor polls until ok: for what another goroutine or process does.
func waitFor(t testing.TB, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen")
		}
		<-tick.C
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

func TestCloseEndsTheRunInFlight(t *testing.T) {
	t.Parallel()
	up := t.TempDir() + "/up"
	s := newSession(t, host.Config{
		Environ: []string{"PATH=/usr/bin:/bin"},
		Specs:   specSet(t, "commands:\n  nap: 'echo >"+up+"; exec sleep 1000'\n"),
	})
	done := make(chan error)
	go func() {
		_, err := s.Run(t.Context(), host.Script{Source: `await commands.run("nap")`})
		done <- err
	}()
	waitFor(t, func() bool { _, err := os.Stat(up); return err == nil })
	report, err := s.Close(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Killed) != 1 || report.Killed[0].Command != "nap" {
		t.Errorf("report %+v, want the nap", report)
	}
	if err := <-done; !errors.Is(err, host.ErrClosed) {
		t.Errorf("the run got %v, want ErrClosed", err)
	}
	if again, err := s.Close(t.Context()); err != nil || len(again.Killed) != 1 {
		t.Errorf("closing twice: %+v, %v", again, err)
	}
	if _, err := s.Run(t.Context(), host.Script{}); !errors.Is(err, host.ErrClosed) {
		t.Errorf("a run after Close got %v, want ErrClosed", err)
	}
}

// TestCloseGivenUp holds that a session whose Close was given up goes on to end, its
// VM and what belongs to it too, and that closing it again waits for that.
func TestCloseGivenUp(t *testing.T) {
	t.Parallel()
	var h *host.Host
	begun, release := make(chan struct{}), make(chan struct{})
	var busy, early atomic.Bool
	own := host.NewLocal(func(context.Context, *host.Session) (int, func(), error) {
		return 1, func() { early.Store(busy.Load()) }, nil
	})
	h = newHost(t, host.Config{Bindings: map[string]host.Func{
		"late": func(ctx context.Context, c host.Call) (any, error) {
			busy.Store(true)
			defer busy.Store(false)
			if _, err := own.Of(ctx, c.Session); err != nil {
				return nil, err
			}
			close(begun)
			<-ctx.Done()
			<-release
			return nil, nil
		},
	}})
	s := session(t, h, "test")
	ran := make(chan error, 1)
	go func() {
		_, err := s.Run(context.Background(), host.Script{Source: `await late()`})
		ran <- err
	}()
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 {
		_, err := s.Close(ctx)
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the run in flight has not ended") {
			t.Errorf("Close, given up: %v", err)
		}
	}
	if _, err := h.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Host.Close, given up: %v", err)
	}
	close(release)
	if err := <-ran; !errors.Is(err, host.ErrClosed) {
		t.Errorf("the run: %v", err)
	}
	if _, err := s.Close(t.Context()); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if early.Load() {
		t.Error("what belongs to the session was released while a binding used it")
	}
	if _, err := h.Close(t.Context()); err != nil {
		t.Errorf("Host.Close again: %v", err)
	}
}

// TestCloseFromABinding holds that a binding may close its own session, with its
// context.
// TestCloseOnceClosed holds that what has ended is closed without an error, also for
// whoever has no time left to wait for it: the context of a program that was
// interrupted, say.
func TestCloseOnceClosed(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{})
	s := session(t, h, "test")
	eval(t, s, `return 1`)
	if _, err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 { // a choice between two channels that are ready goes either way
		if _, err := s.Close(ctx); err != nil {
			t.Fatalf("closing the session again: %v", err)
		}
		if _, err := h.Close(ctx); err != nil {
			t.Fatalf("closing the host again: %v", err)
		}
	}
}

func TestCloseFromABinding(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{Bindings: map[string]host.Func{
		"leave": func(ctx context.Context, c host.Call) (any, error) {
			_, err := c.Session.Close(ctx)
			return nil, err
		},
	}})
	s := session(t, h, "test")
	if _, err := s.Run(t.Context(), host.Script{Source: `await leave()`}); !errors.Is(err, host.ErrClosed) {
		t.Errorf("the run: %v", err)
	}
	if _, err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
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

func TestClosedNameIsFree(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{})
	first := session(t, h, "name")
	eval(t, first, `vars.set("x", 1)`)
	if _, err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := session(t, h, "name")
	if got := eval(t, second, `return vars.keys()`); got != "[]" {
		t.Errorf("the new session has %s", got)
	}
	if got := len(h.Sessions()); got != 1 {
		t.Errorf("%d sessions, want 1", got)
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

func TestVarsAreBounded(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	big := json.RawMessage(`"` + strings.Repeat("x", 1<<20) + `"`)
	if err := s.Vars().Set("big", big); err == nil {
		t.Error("a variable over 1 MiB was taken")
	}
	half := json.RawMessage(`"` + strings.Repeat("x", 1<<19) + `"`)
	var err error
	stored := 0
	for err == nil {
		if err = s.Vars().Set(fmt.Sprint(stored), half); err == nil {
			stored++
		}
	}
	if stored != 31 {
		t.Errorf("%d variables of half a MiB were taken, want 31", stored)
	}
	if !s.Vars().Delete("0") || s.Vars().Set("again", half) != nil {
		t.Error("deleting a variable gave no room")
	}
	if got := s.Vars().Set("bad", json.RawMessage("{")); got == nil {
		t.Error("a text that is not JSON was taken")
	}
}

func TestConsoleIsBounded(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	res, err := s.Run(t.Context(), host.Script{Source: `
		console.warn("a" + "é".repeat(5000));
		for (let i = 0; i < 1500; i++) console.log(i)`})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(res.Console); got != 1000 || res.ConsoleDropped != 501 {
		t.Errorf("%d entries and %d dropped, want 1000 and 501", got, res.ConsoleDropped)
	}
	first := res.Console[0]
	if first.Level != "warn" || len(first.Message) > 8<<10 || !strings.HasSuffix(first.Message, "more bytes") {
		t.Errorf("first entry: %s of %d bytes, ends %q", first.Level, len(first.Message),
			first.Message[len(first.Message)-20:])
	}
	if strings.ContainsRune(first.Message, '\uFFFD') {
		t.Error("a character was cut in the middle")
	}
}

func TestConsoleStreams(t *testing.T) {
	t.Parallel()
	var got []string
	s := newSession(t, host.Config{Console: func(session string, e host.ConsoleEntry) {
		got = append(got, session+" "+e.Level+" "+e.Message)
	}})
	eval(t, s, `console.log("one"); console.error("two %d", 2)`)
	if want := "test log one|test error two 2"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", got, want)
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
