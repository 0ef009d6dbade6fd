package guardian

// What keep waits for.

import (
	"time"

	"golang.org/x/sys/unix"
)

// reapAfter is how long keep alone waits for the end of commands. It would not
// see what else ends: what they have left behind, once it is the guardian's.
const reapAfter = 50 * time.Millisecond

// A readiness is what await has found.
type readiness struct {
	request bool // there is one, or the host's end of the socket is closed
	end     bool // everything is to end
}

// await waits until there is something to do, and buries what has exited.
func (k *keeper) await() readiness {
	fds, wait := k.awaited()
	n, err := poll(fds, wait)
	if n == 0 && err == nil && wait == reapAfter {
		k.wake()
	}
	if n <= 0 {
		return readiness{}
	}
	ready := readiness{
		request: fds[0].Revents != 0,
		end:     fds[1].Revents != 0 || fds[2].Revents != 0,
	}
	for _, command := range fds[3:] {
		if command.Revents != 0 {
			k.tend()
			break
		}
	}
	return ready
}

// awaited returns what to wait for and how long, after it has told what is due.
// Below zero is without limit.
func (k *keeper) awaited() ([]unix.PollFd, time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tellDue(false)
	k.polled = k.polled[:0]
	for _, fd := range []int{controlFD, k.host, k.asked} {
		k.polled = append(k.polled, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
	}
	wait := time.Duration(-1)
	if !k.reaping && len(k.commands) > 0 {
		wait = reapAfter
		for _, c := range k.commands {
			k.polled = append(k.polled, unix.PollFd{Fd: int32(c.pidfd), Events: unix.POLLIN})
		}
	}
	if len(k.untold) > 0 {
		wait = max(time.Until(k.untold[0].due), 0)
	}
	return k.polled, wait
}

// tend buries what has exited, and wakes reap if what is left is no command.
func (k *keeper) tend() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.buryExited() && len(k.commands) == 0 {
		k.wakeLocked()
	}
}

// readableWithin waits until fd is readable, and reports false if that takes too
// long. A negative one never is.
func readableWithin(fd int, d time.Duration) bool {
	fds := [...]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, _ := poll(fds[:], d)
	return n > 0
}

// poll is ppoll(2) without a mask of signals. Below zero is without limit.
func poll(fds []unix.PollFd, limit time.Duration) (int, error) {
	if limit < 0 {
		return unix.Ppoll(fds, nil, nil)
	}
	left := unix.NsecToTimespec(int64(limit)) // which Linux counts down
	return unix.Ppoll(fds, &left, nil)
}
