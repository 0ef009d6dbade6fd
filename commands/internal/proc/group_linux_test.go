package proc

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A signal goes to the whole group, and also to those of it that are stopped.
func TestSignal(t *testing.T) {
	t.Parallel()
	const line = `trap 'exit 3' USR1; (trap 'echo child; exit' USR1; echo up; while :; do sleep 0.01; done) & ` +
		`wait; wait; exit 4`
	p, out := shell(t, newParent(t), line, Command{})
	for out.kept.Len() == 0 {
		if err := p.waiter.wait(p.fds[:]); err != nil {
			t.Fatal(err)
		}
		p.take(fdStdout)
	}
	if err := unix.Kill(-p.PID(), unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	p.Signal(syscall.SIGUSR1)
	exit, err := p.Wait()
	if err != nil || exit.Code != 3 && exit.Code != 4 {
		t.Errorf("Wait = %+v, %v", exit, err)
	}
	p.Signal(syscall.SIGUSR1) // to nobody
}

func TestAwaitEmpty(t *testing.T) {
	t.Parallel()
	p, out := shell(t, newParent(t), "sleep 3600 & echo $!; exit 0", Command{})
	if _, err := p.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := p.AwaitEmpty(); err != nil {
		t.Error(err)
	}
	left, err := strconv.Atoi(strings.TrimSpace(out.kept.String()))
	if err != nil {
		t.Fatal(err)
	}
	if group, err := unix.Getpgid(left); err == nil && group == p.PID() && anyLives(group) {
		t.Errorf("process %d of the group lives", left)
	}
}

func TestAwaitEmptyGivesUp(t *testing.T) {
	t.Parallel()
	p, _ := shell(t, newParent(t), "exec sleep 3600", Command{})
	if awaitEmpty(p.PID(), time.Now().Add(20*time.Millisecond)) {
		t.Error("a group with a process in it counts as empty")
	}
	p.Kill()
	if _, err := p.Wait(); err != nil {
		t.Fatal(err)
	}
	if !awaitEmpty(p.PID(), time.Now()) {
		t.Error("an empty group does not count as empty")
	}
}

func TestLives(t *testing.T) {
	t.Parallel()
	stat := func(name, state string, group, threads int) string {
		return fmt.Sprintf("17 (%s) %s 1 %d 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 %d 0 99", name, state, group, threads)
	}
	tests := []struct {
		name, stat string
		want       bool
	}{
		{"running", stat("a", "R", 7, 1), true},
		{"stopped", stat("a", "T", 7, 1), true},
		{"of another group", stat("a", "R", 8, 1), false},
		{"a name like a stat", stat("b) Z 1 9 9 (c", "S", 7, 1), true},
		{"zombie", stat("a", "Z", 7, 1), false},
		{"zombie without threads", stat("a", "Z", 7, 0), false},
		{"zombie with another thread", stat("a", "Z", 7, 2), true},
		{"dead", stat("a", "X", 7, 1), false},
		{"cut short", "17 (a) R", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := lives(test.stat, 7); got != test.want {
				t.Errorf("lives(%q) = %v", test.stat, got)
			}
		})
	}
}
