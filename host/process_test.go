package host_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// serverSpec declares a persistent command that says when it is ready, counts,
// and ends on SIGTERM.
const serverSpec = `
commands:
  server:
    run: echo listening; trap 'echo bye; exit 0' TERM; n=0; while :; do sleep 0.01; done
    persistent: true
    ready: { log: ^listening$ }
  kept:
    run: echo up; exec sleep 1000
    persistent: true
    ready: { log: up }
    keepAlive: true
`

func serverSession(t *testing.T, cfg host.Config) *host.Session {
	t.Helper()
	cfg.Specs = specSet(t, serverSpec)
	cfg.Environ = []string{"PATH=/usr/bin:/bin"}
	return newSession(t, cfg)
}

// alive reports whether there is a process of that number.
func alive(pid string) bool {
	n, err := strconv.Atoi(pid)
	if err != nil {
		return false
	}
	process, err := os.FindProcess(n)
	return err == nil && process.Signal(signalZero) == nil
}

func TestProcessesOutliveTheVM(t *testing.T) {
	t.Parallel()
	s := serverSession(t, host.Config{})
	pid := eval(t, s, `return (await commands.start("server")).pid`)
	for what, lose := range map[string]func(){
		"reset": func() { _ = s.Reset(t.Context()) },
		"timeout": func() {
			fails(t, s, host.Script{Source: `for (;;);`, Timeout: 20 * time.Millisecond}, host.KindTimeout)
		},
		"waiting": func() {
			fails(t, s, host.Script{
				Source: `await commands.wait("server", { for: "exit" })`, Timeout: 20 * time.Millisecond,
			}, host.KindTimeout)
		},
		"nothing": func() {},
	} {
		lose()
		got := eval(t, s, `const { pid, running, ready } = commands.status("server");
			return running && ready && commands.logs("server").lines[0].text === "listening" ? pid : null`)
		if got != pid {
			t.Errorf("after %s: process %s, want %s", what, got, pid)
		}
	}
	if got := eval(t, s, `return (await commands.start("server")).pid`); got != pid {
		t.Errorf("started again: process %s, want %s", got, pid)
	}
	got := eval(t, s, `const { state, exitCode } = await commands.stop("server");
		return [state, exitCode, commands.logs("server").lines.some(({ text }) => text === "bye")]`)
	if want := `["stopped",0,true]`; got != want {
		t.Errorf("stopped: got %s, want %s", got, want)
	}
}

func TestCloseEndsProcesses(t *testing.T) {
	t.Parallel()
	s := serverSession(t, host.Config{})
	pid := eval(t, s, `await commands.start("kept"); return (await commands.start("server")).pid`)
	if !alive(pid) {
		t.Fatalf("process %s is not alive", pid)
	}
	report, err := s.Close(t.Context())
	if err != nil || len(report.Killed) != 2 {
		t.Errorf("closing: %+v, %v; want two processes", report, err)
	}
	waitFor(t, func() bool { return !alive(pid) })
}

// TestStartEndsWithItsRun holds that a start nobody waits for any more leaves no
// process that never became ready.
func TestStartEndsWithItsRun(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{
		Environ: []string{"PATH=/usr/bin:/bin"},
		Specs: specSet(t, `
commands:
  never: { run: [sleep, "1000"], persistent: true, ready: { log: never } }
`)})
	err := fails(t, s, host.Script{
		Source: `await commands.start("never")`, Timeout: 50 * time.Millisecond,
	}, host.KindTimeout)
	if err.Line != 1 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if all := s.Commands().Processes(); len(all) > 0 && all[0].Running { // or it was not begun
		t.Errorf("running: %+v", all[0])
	}
}

func TestKeepAliveKeepsTheSession(t *testing.T) {
	t.Parallel()
	const ttl = 500 * time.Millisecond
	h := newHost(t, host.Config{
		IdleTTL: ttl, Specs: specSet(t, serverSpec), Environ: []string{"PATH=/usr/bin:/bin"},
	})
	kept, server := session(t, h, "kept"), session(t, h, "server")
	releaseKept, releaseServer := kept.Hold(), server.Hold()
	eval(t, kept, `await commands.start("kept")`)
	eval(t, server, `await commands.start("server")`)
	releaseKept()
	releaseServer()
	waitFor(t, func() bool { return len(h.Sessions()) == 1 })
	if got := h.Sessions(); len(got) != 1 || got[0] != kept {
		t.Errorf("%d sessions live, want the one that is kept", len(got))
	}
	eval(t, kept, `await commands.stop("kept", { graceMs: 0 })`)
	waitFor(t, func() bool { return len(h.Sessions()) == 0 })
}

func TestAdoptedProcessEndsWithTheSession(t *testing.T) {
	t.Parallel()
	s := serverSession(t, host.Config{})
	browser := exec.Command("sleep", "1000")
	if err := browser.Start(); err != nil {
		t.Fatal(err)
	}
	if err := s.Adopt(browser.Process.Pid); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := browser.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Errorf("the adopted process ended with %v", err)
	}
	if err := s.Adopt(os.Getpid()); !errors.Is(err, host.ErrClosed) {
		t.Errorf("adopting into a closed session: %v, want ErrClosed", err)
	}
}

// Adopt while the session is closed works, or says that.
func TestAdoptWhileClosing(t *testing.T) {
	t.Parallel()
	for range 10 {
		s := serverSession(t, host.Config{})
		browser := exec.Command("sleep", "1000")
		if err := browser.Start(); err != nil {
			t.Fatal(err)
		}
		if err := s.Adopt(browser.Process.Pid); err != nil {
			t.Fatal(err)
		}
		adopted := make(chan error)
		go func() {
			err := s.Adopt(browser.Process.Pid)
			for err == nil {
				err = s.Adopt(browser.Process.Pid)
			}
			adopted <- err
		}()
		if _, err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-adopted; !errors.Is(err, host.ErrClosed) {
			t.Errorf("Adopt: %v, want ErrClosed", err)
		}
		_ = browser.Wait()
	}
}
