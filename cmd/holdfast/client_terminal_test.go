package main

// What the clients of a server show in a real terminal.

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const shownSpecs = `
commands:
  slow: echo $$ > slow; exec sleep 1000
  server: { run: "echo up; echo down >&2; exec sleep 1000", persistent: true, ready: { log: up } }
  stubborn:
    run: "trap '' TERM; echo $$ > stubborn; while :; do sleep 0.1; done"
    persistent: true
    stop: { graceMs: 600000 }
`

// openClient runs a command line of holdfast's in a terminal. more is put before
// it: variables of its environment.
func openClient(t *testing.T, s *serving, more, line string) *terminal {
	t.Helper()
	holdfast, err := exec.LookPath("holdfast")
	if err != nil {
		t.Fatal(err)
	}
	return openTerminal(t, s.dir,
		"env HOLDFAST_SOCKET="+s.socket+" XDG_STATE_HOME="+s.dir+" "+more+" "+holdfast+" "+line)
}

// mustRun runs a script in a session.
func (s *serving) mustRun(t *testing.T, session, script string) {
	t.Helper()
	if _, complaint, status := s.run("run", "--session", session, "-e", script); status != 0 {
		t.Fatal(complaint)
	}
}

// TestPsWatch holds that ps --watch stays in its place, follows what happens and
// the width of the terminal, and gives the terminal back.
func TestPsWatch(t *testing.T) {
	t.Parallel()
	s := newServing(t, shownSpecs)
	s.mustRun(t, "work", `await commands.start("server")`)
	w := openClient(t, s, "", "ps --watch")
	w.awaitAnywhere("\nserver  work ")
	s.mustRun(t, "work", `await commands.start("server", {}, { as: "second" })`)
	w.awaitAnywhere("\nserver  work ")
	w.awaitScreen("two lines below one header", func(screen string) bool {
		return strings.Contains(screen, "\nsecond  work ") && strings.Count(screen, "NAME") == 1 &&
			strings.Count(screen, "\n") == 2
	})
	if cursor := w.tmux("display-message", "-p", "#{cursor_flag}"); cursor != "0\n" {
		t.Errorf("the cursor is in the way: %q", cursor)
	}
	w.tmux("resize-window", "-x", "25")
	w.awaitScreen("name, process and state", func(string) bool {
		header, rest, _ := strings.Cut(w.tmux("capture-pane", "-p"), "\n") // without what scrolled away
		return strings.Join(strings.Fields(header), " ") == "NAME PID STATE" &&
			strings.Count(rest, "ready") == 2
	})
	w.keys("C-c")
	w.await("exit 130")
	if cursor := w.tmux("display-message", "-p", "#{cursor_flag}"); cursor != "1\n" {
		t.Errorf("the cursor is not given back: %q", cursor)
	}
}

// TestProgressInTerminal holds that a run shows what it waits for, and that
// nothing of it stays.
func TestProgressInTerminal(t *testing.T) {
	t.Parallel()
	s := newServing(t, shownSpecs)
	first := openClient(t, s, "", `run --session a -e 'await commands.run("slow")'`)
	first.awaitAnywhere(`s waiting for "slow"`)
	second := openClient(t, s, "", `run --session a -e 'return 2'`)
	second.awaitAnywhere("s waiting for its turn")
	third := openClient(t, s, "", `run --json --session a -e 'return 3'`)
	third.awaitAnywhere("s waiting for its turn")
	third.keys("C-c")
	third.await("exit 130")
	if shown := third.screen(); !strings.HasPrefix(shown, "holdfast: interrupted\n") ||
		!strings.Contains(shown, `"kind":"cancelled"`) {
		t.Errorf("a run that never had its turn:\n%s", shown)
	}
	first.keys("C-c")
	first.await("exit 130")
	first.awaitAnywhere("holdfast: interrupted: ending \"slow\"\n")
	second.await("2\nexit 0")
	for _, term := range []*terminal{first, second, third} {
		if shown := term.screen(); strings.Contains(shown, "waiting for") {
			t.Errorf("progress is left:\n%s", shown)
		}
	}
}

// TestStopProgress holds that what waits for the end of a process says so.
func TestStopProgress(t *testing.T) {
	t.Parallel()
	s := newServing(t, shownSpecs)
	s.mustRun(t, "a", `await commands.start("stubborn")`)
	s.awaitFile(t, "stubborn")
	stop := openClient(t, s, "", "stop stubborn")
	stop.awaitAnywhere(`s waiting for "stubborn" to stop`)
	if out, err := exec.Command("sh", "-c", "kill -9 $(cat "+s.dir+"/stubborn)").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	stop.await("stubborn: stopped (SIGKILL)\nexit 0")
	if shown := stop.screen(); strings.Contains(shown, "waiting for") {
		t.Errorf("progress is left:\n%s", shown)
	}
}

// TestInterruptedProgress holds that nothing of it stays when the wait for a server
// is cut short.
func TestInterruptedProgress(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "holdfast") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &serving{dir: dir, socket: filepath.Join(dir, "s")}
	mute, err := net.Listen("unix", s.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mute.Close() })
	for line, shown := range map[string]string{
		"stop --session a stubborn": `s waiting for "stubborn" to stop`,
		"close a":                   "s ending a",
	} {
		client := openClient(t, s, "", line)
		client.awaitAnywhere(shown)
		client.keys("C-c")
		client.await("exit 130")
		if got := client.screen(); got != "exit 130" {
			t.Errorf("%s: the terminal shows\n%s", line, got)
		}
	}
}

// TestLogsInColour holds that a terminal shows the streams in different colours,
// unless it shall not.
func TestLogsInColour(t *testing.T) {
	t.Parallel()
	s := newServing(t, shownSpecs)
	s.mustRun(t, "a", `await commands.start("server")`)
	shown := openClient(t, s, "", "logs -f server")
	shown.awaitAnywhere(" err down")
	escaped := shown.screen("-e")
	for _, want := range []string{"\x1b[34mout\x1b[39m up", "\x1b[31merr"} {
		if !strings.Contains(escaped, want) {
			t.Errorf("no %q in %q", want, escaped)
		}
	}
	shown.keys("C-c")
	shown.await("exit 130")
	plain := openClient(t, s, "NO_COLOR=1", "logs server")
	plain.await("exit 0")
	if escaped := plain.screen("-e"); !strings.Contains(escaped, " err down") || strings.Contains(escaped, "\x1b") {
		t.Errorf("colours in spite of NO_COLOR: %q", escaped)
	}
}
