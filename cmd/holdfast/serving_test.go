package main

// Servers for tests: each is a process.

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
)

// A serving is a server in a process of its own, in a folder that is its state
// folder too.
type serving struct {
	cmd    *exec.Cmd
	dir    string
	socket string
	log    lockedBuffer
	env    []string // for it and its clients
	once   sync.Once
	err    error // how it ended
}

// startServing starts "holdfast serve" in a folder and returns once it serves.
// The caller ends it.
func startServing(program, dir string, args ...string) (*serving, error) {
	s := &serving{dir: dir, socket: filepath.Join(dir, "s")}
	s.env = append(os.Environ(), "HOLDFAST_SOCKET="+s.socket, "XDG_STATE_HOME="+dir,
		"GORACE=atexit_sleep_ms=0")
	s.cmd = exec.Command(program, append([]string{"serve"}, args...)...)
	s.cmd.Dir, s.cmd.Env, s.cmd.Stderr = dir, s.env, &s.log
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		_ = s.cmd.Wait()
		return nil, fmt.Errorf("it does not serve: %q, %w\n%s", line, err, s.log.String())
	}
	return s, nil
}

// end sends a signal and returns how the server ended.
func (s *serving) end(sig syscall.Signal) error {
	_ = s.cmd.Process.Signal(sig)
	s.once.Do(func() { s.err = s.cmd.Wait() })
	return s.err
}

// newServing is startServing with specs, for the time of a test.
func newServing(t testing.TB, specs string, args ...string) *serving {
	t.Helper()
	return newServingOf(t, "holdfast", specs, args...)
}

// newServingOf is newServing of another program than the tests'.
func newServingOf(t testing.TB, program, specs string, args ...string) *serving {
	t.Helper()
	// Not t.TempDir: its names are too long for sockets.
	dir, err := os.MkdirTemp("", "holdfast")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.WriteFile(filepath.Join(dir, "holdfast.yaml"), []byte(specs), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := startServing(program, dir, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.end(syscall.SIGTERM) })
	return s
}

// command returns a command line of holdfast's that talks to the server.
func (s *serving) command(args ...string) *exec.Cmd {
	cmd := exec.Command("holdfast", args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

// run runs a command line of holdfast's and returns what it says.
func (s *serving) run(args ...string) (stdout, stderr string, status int) {
	var out, complaint bytes.Buffer
	cmd := s.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	_ = cmd.Run()
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

// client returns a client in this process.
func (s *serving) client() *client.Client { return client.New(s.socket) }

// alive reports whether there is a process whose number is in a file.
func (s *serving) alive(t testing.TB, file string) bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	pid := strings.TrimSpace(string(text))
	if stat, err := os.ReadFile("/proc/" + pid + "/stat"); err == nil {
		// A guardian tells the end of a command before it reaps it, so it may be a
		// zombie still.
		_, state, _ := strings.Cut(string(stat), ") ")
		return !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
	}
	return exec.Command("kill", "-0", pid).Run() == nil
}

// awaitFile waits until a file of the server's folder is there.
func (s *serving) awaitFile(t testing.TB, name string) {
	t.Helper()
	eventually(t, name+" is there", func() bool {
		info, err := os.Stat(filepath.Join(s.dir, name))
		return err == nil && info.Size() > 0
	})
}

// eventually fails the test unless done becomes true.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !done(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("not within 20s: %s", what)
		}
	}
}

// serveScript is "serve ARGS...": a server in the script's folder, until the
// script ends, with a socket that HOLDFAST_SOCKET names.
func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve ARGS...")
	}
	s, err := startServing("holdfast", ts.MkAbs("."), args...)
	ts.Check(err)
	ts.Setenv("HOLDFAST_SOCKET", s.socket)
	ts.Defer(func() {
		if err := s.end(syscall.SIGTERM); err != nil {
			ts.Logf("the server: %v\n%s", err, s.log.String())
		}
	})
}

// A lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

// Write implements io.Writer.
func (b *lockedBuffer) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(text)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
