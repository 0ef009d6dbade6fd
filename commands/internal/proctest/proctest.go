// Package proctest answers: how do the tests of these packages get real
// processes to look at? For tests only.
//
// A test binary runs itself again as one of its Programs, started by Start; and
// Unprivileged runs all of a package's tests once more as another user.
package proctest

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// self runs this binary again, also as a user who may not reach its file.
const self = "/proc/self/exe"

// flag is the first argument of a binary that is to be a program.
const flag = "-program"

// lifetime is how long a program that hangs lives if nobody ends it.
const lifetime = 2 * time.Minute

// Programs are what a test binary can be run as, by name.
type Programs map[string]func(args []string)

// Main runs the program that the command line names, if it does, and reports
// whether it did. TestMain begins with it.
func (p Programs) Main() bool {
	if len(os.Args) < 3 || os.Args[1] != flag {
		return false
	}
	p[os.Args[2]](os.Args[3:])
	return true
}

// Hang blocks for as long as a test may take.
func Hang() { time.Sleep(lifetime) }

// Command returns the command that runs a program, with this process's
// environment. The race detector is told not to take a second to exit.
func Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(self, append([]string{flag, name}, args...)...)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	return cmd
}

// A Process is a program that a test has started.
type Process struct {
	t    testing.TB
	cmd  *exec.Cmd
	said chan string
}

// Start starts cmd, which Command made, and kills it at the end of the test.
func Start(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{t: t, cmd: cmd, said: make(chan string, 64)}
	ended := make(chan struct{})
	// Owned by the Process, ends with the stream, awaited by the clean-up.
	go func() {
		defer close(ended)
		defer close(p.said)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			p.said <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = stdout.Close() // a survivor may still hold the other end
		for range p.said {
		}
		<-ended
		_ = cmd.Wait()
	})
	return p
}

// PID returns the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Line returns the next line that the program prints.
func (p *Process) Line() string {
	p.t.Helper()
	select {
	case line, ok := <-p.said:
		if !ok {
			p.t.Fatalf("program %q printed no more", p.cmd.Args)
		}
		return line
	case <-time.After(30 * time.Second):
		p.t.Fatalf("program %q printed nothing for 30s", p.cmd.Args)
	}
	return ""
}

// Kill kills the process and reaps it.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	_ = p.Wait()
}

// Wait reaps the process once it has exited. The error says how it ended.
func (p *Process) Wait() error {
	state, err := p.cmd.Process.Wait()
	if err == nil && !state.Success() {
		err = errors.New(state.String())
	}
	return err
}

// Eventually fails the test unless done becomes true within ten seconds.
func Eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); !done(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("not within 10s: %s", what)
		}
	}
}

// With returns env with variables set, each "NAME=value", instead of what it
// had under these names.
func With(env []string, variables ...string) []string {
	var kept []string
	for _, pair := range env {
		name, _, _ := strings.Cut(pair, "=")
		replaced := false
		for _, v := range variables {
			replaced = replaced || strings.HasPrefix(v, name+"=")
		}
		if !replaced {
			kept = append(kept, pair)
		}
	}
	return append(kept, variables...)
}
