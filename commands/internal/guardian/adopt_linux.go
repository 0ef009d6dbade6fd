package guardian

// Processes that are no commands and end with the session: the host's side, and
// behind it the guardian's.

import (
	"math"

	"golang.org/x/sys/unix"
)

// Adopt makes a process that is no command end with the session: that process
// alone, not what it started. From its return on that holds even if this
// process is killed. pidfd stays the caller's. The error is ErrGone, or ErrSilent
// if it does not answer and giveUp, which is asked as by Spawn, is true; or the
// system's.
func (g *Guardian) Adopt(pid, pidfd int, giveUp func() bool) error {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return err
	}
	defer unix.Close(ends[0])
	g.use()
	err := g.insist(giveUp, func() error {
		return g.askWithin(0, request{kind: askAdopt, number: int64(pid)}, ends[1], pidfd)
	})
	_ = unix.Close(ends[1])
	if err == nil {
		err = g.awaitAnswer(ends[0], giveUp)
	}
	if err != nil {
		return err
	}
	a, _, err := readAnswer(ends[0])
	switch {
	case err != nil:
		return g.unanswered(forgotten)
	case a.pid == 0:
		return a.errno
	}
	return nil
}

// forgotten is no command's number, but that of a request which a guardian takes
// along when it ends, so that another can be asked.
const forgotten = math.MaxUint64

// An adoptee is a process that ends with the session though another started it
// and will reap it. It alone is killed: its group may be its starter's.
type adoptee struct {
	pid    int
	name   string
	pidfd  int
	killed bool // it was alive when it was signalled
}

func (a *adoptee) kill() {
	if isAlive(a.pidfd) {
		a.killed = unix.PidfdSendSignal(a.pidfd, unix.SIGKILL, nil, 0) == nil
	}
}

// adopt takes a pidfd, unless the process is adopted already.
func (k *keeper) adopt(pid, pidfd int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dropGone()
	for _, a := range k.adopted {
		if a.pid == pid { // and lives, so the number is its own
			_ = unix.Close(pidfd)
			return
		}
	}
	k.adopted = append(k.adopted, adoptee{pid: pid, name: stat(pid).name, pidfd: pidfd})
}

// adoptedGone reports whether all adopted processes have exited.
func (k *keeper) adoptedGone() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dropGone()
	return len(k.adopted) == 0
}

// dropGone forgets adopted processes that have exited, and notes those that
// were killed. The caller holds mu.
func (k *keeper) dropGone() {
	left := k.adopted[:0]
	for _, a := range k.adopted {
		if isAlive(a.pidfd) {
			left = append(left, a)
			continue
		}
		if a.killed {
			k.note(Process{PID: a.pid, Program: a.name, Status: unix.WaitStatus(unix.SIGKILL)})
		}
		_ = unix.Close(a.pidfd)
	}
	k.adopted = left
}

// isAlive reports whether the process has not exited.
func isAlive(pidfd int) bool {
	fds := [...]unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	n, err := unix.Poll(fds[:], 0)
	for err == unix.EINTR { // which comes instead of an answer, even without a wait
		n, err = unix.Poll(fds[:], 0)
	}
	return n == 0 && err == nil
}
