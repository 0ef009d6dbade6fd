package proc

// Waiting until one of a few descriptors is ready, at first at the price of a
// thread and then, for commands that take their time, without one.

import (
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// threadTime is how long a command may block a thread in poll(2). That wakes
// up sooner than the Go scheduler does, which matters to a short command only.
const threadTime = 50 * time.Millisecond

// A waiter waits for descriptors. Only giveUpAt may be called from another
// goroutine than wait is.
type waiter struct {
	until time.Time // when to leave the thread

	mu     sync.Mutex // guards what follows
	giveUp time.Time  // zero: never
	parked *os.File   // an epoll instance over the descriptors; nil: not yet needed
}

// wait waits until one of fds is ready and leaves in Revents what each is ready
// for. A negative descriptor is left out; one that is closed must be made
// negative. The error is os.ErrDeadlineExceeded after giveUpAt.
func (w *waiter) wait(fds []unix.PollFd) error {
	for {
		parked, overdue := w.mode()
		if overdue {
			return os.ErrDeadlineExceeded
		}
		if parked != nil {
			return park(parked, fds)
		}
		left := max(time.Until(w.until), time.Millisecond)
		ready, err := poll(fds, left)
		if ready || err != nil {
			return err
		}
		// Without a descriptor for parking, a thread is the next best thing.
		w.until = time.Now().Add(threadTime)
		w.leaveThread(fds)
	}
}

func (w *waiter) mode() (parked *os.File, overdue bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.parked, !w.giveUp.IsZero() && !time.Now().Before(w.giveUp)
}

// leaveThread makes the epoll instance that park needs, if the system lets it.
func (w *waiter) leaveThread(fds []unix.PollFd) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return
	}
	for _, fd := range fds {
		if fd.Fd < 0 {
			continue
		}
		event := unix.EpollEvent{Events: uint32(fd.Events), Fd: fd.Fd}
		err = errors.Join(err, unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, int(fd.Fd), &event))
	}
	if err = errors.Join(err, unix.SetNonblock(epoll, true)); err != nil {
		_ = unix.Close(epoll)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.parked = os.NewFile(uintptr(epoll), "epoll")
	_ = w.parked.SetReadDeadline(w.giveUp)
}

// giveUpAt sets when wait is to stop. Only the first call counts.
func (w *waiter) giveUpAt(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.giveUp.IsZero() {
		return
	}
	w.giveUp = t
	if w.parked != nil {
		_ = w.parked.SetReadDeadline(t)
	}
}

// neverGiveUp undoes giveUpAt and makes it do nothing from here on.
func (w *waiter) neverGiveUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.giveUp = time.Now().AddDate(100, 0, 0)
	if w.parked != nil {
		_ = w.parked.SetReadDeadline(time.Time{})
	}
}

func (w *waiter) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.parked != nil {
		_ = w.parked.Close()
		w.parked = nil
	}
}

// park waits as poll does, but in Go's own poller, which watches the epoll
// instance. What is ready is asked of fds alone, so it does not matter that
// the instance may still know of a descriptor that is closed.
func park(epoll *os.File, fds []unix.PollFd) error {
	conn, err := epoll.SyscallConn()
	if err != nil {
		return err
	}
	var pollErr error
	err = conn.Read(func(uintptr) bool {
		var ready bool
		ready, pollErr = poll(fds, 0)
		return ready || pollErr != nil
	})
	return errors.Join(err, pollErr)
}

// poll reports whether one of fds is ready, and what for, or becomes so
// within the timeout.
func poll(fds []unix.PollFd, timeout time.Duration) (ready bool, err error) {
	n, err := unix.Poll(fds, int((timeout+time.Millisecond-1)/time.Millisecond))
	if err == unix.EINTR {
		return false, nil
	}
	return n > 0, os.NewSyscallError("poll", err)
}
