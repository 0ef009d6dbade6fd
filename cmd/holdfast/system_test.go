package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// newTestSystem returns a system in an empty folder with no environment, no
// terminal and no signals; its streams are buffers.
func newTestSystem(t *testing.T) (sys *system, stdout, stderr *bytes.Buffer) {
	t.Helper()
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	received := make(chan os.Signal)
	t.Cleanup(func() { close(received) }) // ends who waits for signals
	return &system{
		program: "holdfast",
		stdin:   bytes.NewReader(nil), stdout: stdout, stderr: stderr,
		dir:     t.TempDir(),
		columns: func(io.Writer) (int, bool) { return 0, false },
		rows:    func(io.Writer) int { return 24 },
		signals: func() <-chan os.Signal { return received },
		exit:    func(status int) { t.Errorf("exit at once with status %d", status) },
	}, stdout, stderr
}

// signalled gives sys signals that the test sends.
func (sys *system) signalled(t *testing.T) chan<- os.Signal {
	t.Helper()
	received := make(chan os.Signal, 1)
	t.Cleanup(func() { close(received) })
	sys.signals = func() <-chan os.Signal { return received }
	return received
}

func TestShown(t *testing.T) {
	t.Parallel()
	sys := &system{dir: "/home/me/project/sub"}
	for path, want := range map[string]string{
		"/home/me/project/sub/holdfast.yaml": "holdfast.yaml",
		"/home/me/project/holdfast.yaml":     "../holdfast.yaml",
		"/home/me/holdfast.yaml":             "../../holdfast.yaml",
		"/home/me/other/holdfast.yaml":       "/home/me/other/holdfast.yaml",
		"/home/me/project/sub/x/a.yaml":      "x/a.yaml",
	} {
		if got := sys.shown(path); got != want {
			t.Errorf("shown(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestColoursOnTerminalOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		terminal bool
		environ  []string
		want     bool
	}{
		{"terminal", true, []string{"TERM=xterm"}, true},
		{"no terminal", false, []string{"TERM=xterm"}, false},
		{"NO_COLOR", true, []string{"TERM=xterm", "NO_COLOR=1"}, false},
		{"empty NO_COLOR", true, []string{"TERM=xterm", "NO_COLOR="}, true},
		{"dumb terminal", true, []string{"TERM=dumb"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sys, stdout, _ := newTestSystem(t)
			sys.environ = c.environ
			sys.columns = func(io.Writer) (int, bool) { return 80, c.terminal }
			if got := newPalette(sys, stdout).on; got != c.want {
				t.Errorf("colours: %v, want %v", got, c.want)
			}
		})
	}
}

// TestDefaultSocket holds that a folder of the environment that is not absolute does
// not make where the server is depend on where its clients are.
func TestDefaultSocket(t *testing.T) {
	t.Parallel()
	for dir, want := range map[string]bool{"/run/user/7": true, "run": false, "": false} {
		sys := &system{environ: []string{"XDG_RUNTIME_DIR=" + dir, "TMPDIR=/t"}}
		path, _ := sys.socketPath("")
		if in := path == "/run/user/7/holdfast/serve.sock"; in != want || !filepath.IsAbs(path) {
			t.Errorf("XDG_RUNTIME_DIR=%s: %s", dir, path)
		}
	}
}
