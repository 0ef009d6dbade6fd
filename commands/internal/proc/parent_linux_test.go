package proc

import (
	"context"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/nets"
)

// What the nets could not do when the guardian was killed, for want of descriptors,
// is done by Close.
func TestCaughtAtLast(t *testing.T) {
	p := &Parent{Net: nets.New(nil, "")}
	daemon := `setsid sh -c 'echo $$; exec sleep 3600 >/dev/null' & wait`
	leader, out := shell(t, p, daemon, Command{})
	for !strings.Contains(out.kept.String(), "\n") {
		if err := leader.waiter.wait(leader.fds[:]); err != nil {
			t.Fatal(err)
		}
		leader.take(fdStdout)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(out.kept.String()))
	if err != nil {
		t.Fatal(err)
	}
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 3, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	guardian := p.guardian.PID()
	p.mu.Unlock()
	_ = unix.Kill(guardian, unix.SIGKILL)
	lost := within(10*time.Second, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.lost != nil
	})
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	if !lost {
		t.Error("the nets do not miss the descriptors")
	}
	_, _ = leader.Wait()
	if _, err := p.Close(context.Background()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if anyLives(pid) { // of its group, whose leader it is
		t.Errorf("process %d is alive", pid)
	}
}

// within reports whether claim becomes true in time.
func within(limit time.Duration, claim func() bool) bool {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(limit); !claim(); <-tick.C {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}
