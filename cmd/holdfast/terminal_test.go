package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A terminal is a program in a real terminal, which tmux emulates.
type terminal struct {
	*testing.T
	socket string
}

// terminalPatience bounds how long a test waits for what must appear.
const terminalPatience = 20 * time.Second

// openTerminal starts a shell command in a terminal of 80 columns and 24 rows.
func openTerminal(t *testing.T, dir, command string) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed; CI has it")
	}
	sockets, err := os.MkdirTemp("", "hf") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t, filepath.Join(sockets, "tmux")}
	t.Cleanup(func() {
		_ = exec.Command("tmux", "-S", term.socket, "kill-server").Run()
		os.RemoveAll(sockets)
	})
	term.tmux("-f", os.DevNull, "new-session", "-d", "-x", "80", "-y", "24", "-c", dir,
		// The shell waits for what Ctrl-C ends; it is itself no part of a test.
		"trap : INT; "+command+`; echo "exit $?"; exec cat`)
	return term
}

func (t *terminal) tmux(args ...string) string {
	t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", t.socket}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// text types text, which must not end with ";": tmux would take that for its own.
func (t *terminal) text(text string) {
	t.Helper()
	t.tmux("send-keys", "-l", "--", text)
}

// keys presses keys by tmux's names: "Enter", "C-c".
func (t *terminal) keys(names ...string) {
	t.Helper()
	t.tmux(append([]string{"send-keys"}, names...)...)
}

// enter types a line.
func (t *terminal) enter(line string) {
	t.Helper()
	t.text(line)
	t.keys("Enter")
}

// paste pastes text, and says so to a program that wants to know.
func (t *terminal) paste(text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "paste")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.tmux("load-buffer", file)
	t.tmux("paste-buffer", "-p")
}

// screen is what the terminal shows and has shown, without empty lines.
func (t *terminal) screen(flags ...string) string {
	t.Helper()
	return withoutEmpty(t.tmux(append([]string{"capture-pane", "-p", "-S", "-1000"}, flags...)...))
}

// visible is what the terminal shows, without empty lines and what has scrolled
// away.
func (t *terminal) visible() string {
	t.Helper()
	return withoutEmpty(t.tmux("capture-pane", "-p"))
}

func withoutEmpty(all string) string {
	var lines []string
	for line := range strings.Lines(all) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// await waits until the screen ends with text.
func (t *terminal) await(text string) {
	t.Helper()
	t.awaitScreen(text, func(screen string) bool { return strings.HasSuffix(screen, text) })
}

// awaitAnywhere waits until text is on the screen.
func (t *terminal) awaitAnywhere(text string) {
	t.Helper()
	t.awaitScreen(text, func(screen string) bool { return strings.Contains(screen, text) })
}

func (t *terminal) awaitScreen(want string, shown func(string) bool) {
	t.Helper()
	deadline := time.Now().Add(terminalPatience)
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for screen := t.screen(); !shown(screen); screen = t.screen() {
		if time.Now().After(deadline) {
			t.Fatalf("waited for\n%s\nbut the terminal shows\n%s", want, screen)
		}
		<-poll.C
	}
}
