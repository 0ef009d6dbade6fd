package proc

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
)

func TestMain(m *testing.M) {
	if guardian.Child() {
		return
	}
	goleak.VerifyTestMain(m)
}

// A keeper is a Sink that keeps everything, up to a limit.
type keeper struct {
	kept  bytes.Buffer
	limit int // 0: none
	room  [1000]byte
}

func (k *keeper) Buffer() []byte { return k.room[:] }

func (k *keeper) Filled(n int) bool {
	k.kept.Write(k.room[:n])
	return k.limit == 0 || k.kept.Len() <= k.limit
}

// newParent returns a Parent that is closed at the end of the test.
func newParent(t *testing.T) *Parent {
	t.Helper()
	p := &Parent{}
	t.Cleanup(func() {
		if r, err := p.Close(context.Background()); err != nil || len(r.Survivors) > 0 {
			t.Errorf("Close = %+v, %v", r, err)
		}
	})
	return p
}

// parents are the ways to have children.
func parents(t *testing.T) map[string]*Parent {
	return map[string]*Parent{"guardian": newParent(t), "own": {Uncontained: true}}
}

// shell starts a line of sh.
func shell(t *testing.T, parent *Parent, line string, c Command) (*Process, *keeper) {
	t.Helper()
	out := &keeper{}
	c.Path, c.Argv, c.Dir = "/bin/sh", []string{"sh", "-c", line}, "/"
	c.Env = []string{"PATH=/usr/bin:/bin"}
	c.Stderr = &keeper{}
	if c.Stdout == nil {
		c.Stdout = out
	}
	p, err := parent.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

func TestExit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line string
		want Exit
	}{
		{"exit 0", Exit{}},
		{"exit 255", Exit{Code: 255}},
		{"kill -TERM $$", Exit{Code: -1, Signal: "SIGTERM"}},
		{"kill -40 $$", Exit{Code: -1, Signal: "signal 40"}},
	}
	for name, parent := range parents(t) {
		for _, test := range tests {
			t.Run(name+"/"+test.line, func(t *testing.T) {
				t.Parallel()
				p, _ := shell(t, parent, test.line, Command{})
				if got, err := p.Wait(); got != test.want || err != nil {
					t.Errorf("Wait = %+v, %v, want %+v", got, err, test.want)
				}
			})
		}
	}
}

// The leader of a group must be the leader of a session too.
func TestOwnSession(t *testing.T) {
	t.Parallel()
	for name, parent := range parents(t) {
		p, out := shell(t, parent, "cut -d ' ' -f 1,5,6 /proc/$$/stat", Command{})
		if _, err := p.Wait(); err != nil {
			t.Fatal(err)
		}
		ids := strings.Fields(out.kept.String())
		if len(ids) != 3 || ids[0] != ids[1] || ids[1] != ids[2] {
			t.Errorf("%s: pid, group and session are %v, want all the same", name, ids)
		}
	}
}

// Every way of waiting must carry the streams.
func TestWaysOfWaiting(t *testing.T) {
	t.Parallel()
	const line = "echo one; sleep 0.2; echo two; sleep 0.1; cat; echo three"
	in := strings.Repeat("x", 300_000)
	for _, test := range []struct {
		name    string
		prepare func(*Process)
		parked  bool
	}{
		{"thread, then parked", func(*Process) {}, true},
		{"parked", func(p *Process) { p.waiter.leaveThread(p.fds[:]) }, true},
		{"thread", func(p *Process) { p.waiter.until = time.Now().Add(time.Hour) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, out := shell(t, newParent(t), line, Command{Stdin: in})
			test.prepare(p)
			if exit, err := p.Wait(); exit != (Exit{}) || err != nil {
				t.Fatalf("Wait = %+v, %v", exit, err)
			}
			if want := "one\ntwo\n" + in + "three\n"; out.kept.String() != want {
				t.Errorf("got %d bytes, want %d", out.kept.Len(), len(want))
			}
		})
	}
}

// A command may read its own stdout and so take what poll has announced: then
// a read neither waits nor ends the stream.
func TestNothingToReadAfterAll(t *testing.T) {
	t.Parallel()
	p, out := shell(t, newParent(t), "sleep 0.3; echo late", Command{})
	if n := p.read(fdStdout, out.Buffer()); n != 0 {
		t.Errorf("read %d bytes, so it waited", n)
	}
	if _, err := p.Wait(); err != nil || out.kept.String() != "late\n" {
		t.Errorf("got %q, %v", out.kept.String(), err)
	}
}

func TestSinkIsFull(t *testing.T) {
	t.Parallel()
	out := &keeper{limit: 10}
	p, _ := shell(t, newParent(t), "trap '' PIPE; while echo 0123456789 || true; do :; done", Command{Stdout: out})
	if exit, err := p.Wait(); exit.Signal != "SIGKILL" || err != nil {
		t.Errorf("Wait = %+v, %v", exit, err)
	}
}

func TestKill(t *testing.T) {
	t.Parallel()
	for name, parent := range parents(t) {
		for _, parked := range []bool{false, true} {
			p, _ := shell(t, parent, "sleep 3600 & sleep 3600", Command{})
			if parked {
				p.waiter.leaveThread(p.fds[:])
			}
			var killers sync.WaitGroup
			for range 4 {
				killers.Go(p.Kill)
			}
			exit, err := p.Wait()
			if exit.Signal != "SIGKILL" || err != nil {
				t.Errorf("%s, parked %v: Wait = %+v, %v", name, parked, exit, err)
			}
			killers.Wait()
			p.Kill() // must not signal whoever has the number by now
		}
	}
}

// ownChild.Signal must leave alone a group whose leader has been reaped: its number
// may have been given to another.
func TestKillAfterReap(t *testing.T) {
	t.Parallel()
	victim, _ := shell(t, &Parent{Uncontained: true}, "sleep 3600", Command{})
	c := &ownChild{pid: victim.PID(), exit: -1, reaped: true}
	c.Signal(unix.SIGKILL)
	if err := unix.Kill(victim.PID(), 0); err != nil {
		t.Fatal(err)
	}
	victim.Kill()
	if exit, err := victim.Wait(); exit.Signal != "SIGKILL" || err != nil {
		t.Errorf("Wait = %+v, %v", exit, err)
	}
}

// Marked as reaped, a process cannot be killed, as one that is stuck in the
// kernel cannot.
func TestSurvives(t *testing.T) {
	t.Parallel()
	for _, parked := range []bool{false, true} {
		p, _ := shell(t, &Parent{Uncontained: true}, "sleep 3600", Command{KillWait: 20 * time.Millisecond})
		if parked {
			p.waiter.leaveThread(p.fds[:])
		}
		setReaped(p, true)
		p.Kill()
		if exit, err := p.Wait(); !errors.Is(err, ErrSurvives) || exit.Code != -1 {
			t.Fatalf("parked %v: Wait = %+v, %v", parked, exit, err)
		}
		p.Kill() // does not make the second Wait give up
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		context.AfterFunc(ctx, func() {
			setReaped(p, false)
			p.Kill()
		})
		if exit, err := p.Wait(); exit.Signal != "SIGKILL" || err != nil {
			t.Errorf("parked %v: second Wait = %+v, %v", parked, exit, err)
		}
		cancel()
	}
}

func setReaped(p *Process, reaped bool) {
	c := p.child.(*ownChild)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reaped = reaped
}

func TestLost(t *testing.T) {
	t.Parallel()
	p, _ := shell(t, &Parent{Uncontained: true}, "exit 3", Command{})
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(p.PID(), &status, 0, nil); err != nil {
		t.Fatal(err)
	}
	if exit, err := p.Wait(); !errors.Is(err, ErrLost) || exit.Code != -1 {
		t.Errorf("Wait = %+v, %v", exit, err)
	}
}

func TestStartErrorIsTheSystems(t *testing.T) {
	t.Parallel()
	for name, parent := range parents(t) {
		_, err := parent.Start(Command{Path: os.DevNull, Dir: "/"})
		if !errors.Is(err, syscall.EACCES) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
