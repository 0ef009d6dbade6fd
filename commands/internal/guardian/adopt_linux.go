package guardian

import "golang.org/x/sys/unix"

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
