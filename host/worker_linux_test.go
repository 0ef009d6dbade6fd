package host_test

// What happens to a session whose worker dies, or has to.

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// workers returns the workers of this process, by argv[0]: where /proc cannot be
// written to, they cannot name themselves.
func workers(t testing.TB) []int {
	t.Helper()
	self := strconv.Itoa(os.Getpid())
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // gone
		}
		before, after, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(after); fields[1] != self || fields[0] == "Z" {
			continue
		}
		pid, _, _ := strings.Cut(before, " (")
		line, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
		if name, _, _ := strings.Cut(string(line), "\x00"); name != "holdfast-worker" {
			continue
		}
		n, err := strconv.Atoi(pid)
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, n)
	}
	return pids
}

// killWorkers kills all workers of this process, so a test that calls it does
// not run in parallel.
func killWorkers(t testing.TB) {
	t.Helper()
	signal(t, workers(t), syscall.SIGKILL)
}

// signal sends a signal to workers, some of which may have ended.
func signal(t testing.TB, pids []int, s syscall.Signal) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
}

// halt stops workers, and returns when they have stopped.
func halt(t testing.TB, pids []int) {
	t.Helper()
	signal(t, pids, syscall.SIGSTOP)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for _, pid := range pids {
		for stopped := false; !stopped; <-tick.C {
			stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
			stopped = err != nil || strings.Contains(string(stat), ") T ") // or it has ended
		}
	}
}

// inWorkers skips the second run of all tests, which is about this process.
func inWorkers(t testing.TB) {
	if isolation != host.Worker {
		t.Skip("there are no workers")
	}
}

func TestWorkerIsKilledDuringARun(t *testing.T) {
	inWorkers(t)
	s := newSession(t, host.Config{
		Environ: []string{"PATH=/usr/bin:/bin"},
		Specs: specSet(t, `
commands:
  nap: [sleep, "1000"]
  server: { run: [sleep, "1000"], persistent: true }
`),
	})
	pid := eval(t, s, `vars.set("kept", 1); return (await commands.start("server")).pid`)
	done := make(chan error)
	go func() {
		_, err := s.Run(t.Context(), host.Script{Source: `console.log("before"); await commands.run("nap")`})
		done <- err
	}()
	waitFor(t, func() bool { return s.Commands().List()[0].Running })
	killWorkers(t)
	err := <-done
	serr, ok := errors.AsType[*host.ScriptError](err)
	if !ok || serr.Kind != host.KindCrash || !strings.Contains(serr.Message, "SIGKILL") {
		t.Errorf("got %v, want a crash by SIGKILL", err)
	}
	if s.Commands().List()[0].Running {
		t.Error("the one-shot of the lost run still runs")
	}
	// The spares were killed too, and one may have been taken before that is known.
	var res *host.Result
	waitFor(t, func() bool {
		res, err = s.Run(t.Context(), host.Script{
			Source: `return [vars.get("kept"), commands.status("server").pid]`,
		})
		return err == nil
	})
	if got := string(res.Value); got != "[1,"+pid+"]" {
		t.Errorf("the next run found %s, want 1 and %s", got, pid)
	}
	if res.Generation < 2 {
		t.Errorf("generation %d, want a new one", res.Generation)
	}
}

func TestWorkerIsKilledBetweenRuns(t *testing.T) {
	inWorkers(t)
	s := newSession(t, host.Config{})
	eval(t, s, `vars.set("kept", 1)`)
	killed := workers(t)
	killWorkers(t)
	waitFor(t, func() bool { // a new spare may come meanwhile
		return !slices.ContainsFunc(workers(t), func(pid int) bool { return slices.Contains(killed, pid) })
	})
	if got := eval(t, s, `return vars.get("kept")`); got != "1" {
		t.Errorf("the next run found %s", got)
	}
}

// TestNativeLoopIsKilled holds that a script ends that the engine cannot
// interrupt.
func TestNativeLoopIsKilled(t *testing.T) {
	inWorkers(t)
	t.Parallel()
	for name, source := range map[string]string{
		"regular expression": `/(a+)+b(?=c)/.test("a".repeat(40))`,
		"fill":               `const a = []; a.length = 2**32 - 1; a.fill(0)`,
		"search":             `"a".repeat(1e6).indexOf("a".repeat(5e5) + "b")+ Array.prototype.indexOf.call({length: 2**53 - 1}, 1)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, host.Config{})
			began := time.Now()
			serr := fails(t, s, host.Script{Source: source, Timeout: 100 * time.Millisecond}, host.KindTimeout)
			if !errors.Is(serr, context.DeadlineExceeded) {
				t.Errorf("%v is no DeadlineExceeded", serr)
			}
			if !strings.Contains(serr.Message, "100ms") {
				t.Errorf("message %q", serr.Message)
			}
			t.Logf("%v after %v", serr, time.Since(began))
			if got := eval(t, s, `return 1`); got != "1" {
				t.Errorf("the next run got %s", got)
			}
		})
	}
}

// TestCrashIsAResult holds that what ends a process of Go is a failed run.
func TestCrashIsAResult(t *testing.T) {
	inWorkers(t)
	t.Parallel()
	for _, c := range []struct {
		name, source string
		kinds        []host.Kind
	}{
		{"one giant allocation", `new ArrayBuffer(2**33)`, []host.Kind{host.KindMemory, host.KindRuntime}},
		{"one large allocation", `const b = new Uint8Array(300 * 2**20); for (;;) b.fill(1)`, []host.Kind{host.KindMemory}},
		{"doubling", `let s = "x"; for (;;) s += s`, []host.Kind{host.KindMemory, host.KindRuntime}},
		{"growing", `const a = []; for (;;) a.push([a.length])`, []host.Kind{host.KindMemory}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, host.Config{})
			eval(t, s, `vars.set("kept", 1)`)
			res, err := s.Run(t.Context(), host.Script{
				Source: `console.log("before");` + c.source, MemoryBytes: 64 << 20, Timeout: 20 * time.Second,
			})
			serr, ok := errors.AsType[*host.ScriptError](err)
			if !ok {
				t.Fatalf("got %v, want a script's error", err)
			}
			found := false
			for _, kind := range c.kinds {
				found = found || serr.Kind == kind
			}
			if !found {
				t.Errorf("got %s: %v, want one of %v", serr.Kind, serr, c.kinds)
			}
			if len(res.Console) != 1 || res.Console[0].Message != "before" {
				t.Errorf("what it had printed is %v", res.Console)
			}
			if got := eval(t, s, `return vars.get("kept")`); got != "1" {
				t.Errorf("the next run got %s", got)
			}
		})
	}
}

// TestHugeAllocationAtOnce holds that it is told what it is, also in a first run,
// whose limit comes while it is under way: then what the system refuses may be
// what the collector wants for itself, which fails in ways of its own.
func TestHugeAllocationAtOnce(t *testing.T) {
	inWorkers(t)
	for range 20 {
		h := newHost(t, host.Config{})
		s, err := h.Session("s")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Run(t.Context(), host.Script{Source: `new Uint8Array(1e9)`})
		serr, ok := errors.AsType[*host.ScriptError](err)
		if err != nil && (!ok || serr.Kind != host.KindMemory) { // nil: it was quicker, and used none of it
			t.Errorf("got %v, want a memory error", err)
		}
		if _, err := h.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// TestNoWorkerIsLeft holds that closing a host ends its spares too.
func TestNoWorkerIsLeft(t *testing.T) {
	inWorkers(t)
	h, err := host.New(host.Config{})
	if err != nil {
		t.Fatal(err)
	}
	eval(t, session(t, h, "one"), `return 1`)
	waitFor(t, func() bool { return len(workers(t)) == 2 }) // its own and a spare
	if _, err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if left := workers(t); len(left) > 0 {
		t.Errorf("workers %v are left", left)
	}
}

// TestWorkerThatStandsStill holds that a worker which does nothing at all, not
// even read, is ended in time.
func TestWorkerThatStandsStill(t *testing.T) {
	inWorkers(t)
	s := newSession(t, host.Config{})
	eval(t, s, `vars.set("kept", 1)`)
	stopped := workers(t) // its own, and perhaps a spare
	halt(t, stopped)
	source := strings.Repeat("// more than a socket has room for\n", 1<<15)
	fails(t, s, host.Script{Source: source, Timeout: 50 * time.Millisecond}, host.KindTimeout)
	signal(t, stopped, syscall.SIGCONT)
	if got := eval(t, s, `return vars.get("kept")`); got != "1" {
		t.Errorf("the next run found %s", got)
	}
}

// TestCloseWhileCompleting holds that to close a session is not to wait for what
// completes an entry.
func TestCloseWhileCompleting(t *testing.T) {
	inWorkers(t)
	s := newSession(t, host.Config{})
	eval(t, s, `return 1`)
	stopped := workers(t) // its own, and perhaps a spare
	halt(t, stopped)
	defer signal(t, stopped, syscall.SIGCONT)
	done := make(chan error, 1)
	go func() {
		_, err := s.Complete(context.Background(), "con", 3)
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("completed by a worker that stands still: %v", err)
	case <-time.After(50 * time.Millisecond): // it waits for the worker
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, host.ErrClosed) {
		t.Errorf("completing ended with %v", err)
	}
}

// TestWhatIsTooLargeToCross holds that a script is told so, and keeps its VM.
func TestWhatIsTooLargeToCross(t *testing.T) {
	inWorkers(t)
	t.Parallel()
	s := newSession(t, host.Config{MemoryBytes: -1, Bindings: map[string]host.Func{
		"page.size": func(_ context.Context, c host.Call) (any, error) { return len(c.Args), nil },
	}})
	eval(t, s, `globalThis.kept = 1`)
	got := eval(t, s, `try { await page.size("x".repeat(17 * 2**20)) } catch (e) { return e.message }`)
	if !strings.Contains(got, "more data than can pass") {
		t.Errorf("a binding got 17 MiB of text: %s", got)
	}
	got = eval(t, s, `const large = "x".repeat(65 * 2**20);
		const errors = await Promise.all([
			commands.run("c", {}, { stdin: large }), commands.start("c", { p: large }),
		].map((call) => call.catch((e) => [e.code, e.command, /more data than can pass/.test(e.message)])));
		return errors`)
	if want := `[["ERR_COMMAND_LIMIT","c",true],["ERR_COMMAND_LIMIT","c",true]]`; got != want {
		t.Errorf("a command got 65 MiB: %s, want %s", got, want)
	}
	serr := fails(t, s, host.Script{Source: `return "x".repeat(65 * 2**20)`}, host.KindRuntime)
	if !strings.Contains(serr.Message, "the script's value: more data than can pass") {
		t.Errorf("a value of 65 MiB: %v", serr)
	}
	if got := eval(t, s, `return typeof kept`); got != `"number"` {
		t.Errorf("the VM is lost: %s", got)
	}
}
