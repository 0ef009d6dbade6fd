package proc

// How a process comes to be, is signalled and is reaped: the seam behind which
// another process can take the spawning over. Nothing else in this package
// knows whose child a command is.

import (
	"errors"
	"sync"

	"syscall"

	"golang.org/x/sys/unix"
)

// A child is the leader of a process group of its own. It is safe for
// concurrent use.
type child struct {
	pid  int
	exit int // a pidfd: readable once the leader has exited

	mu     sync.Mutex // guards reaped, and is held while signalling
	reaped bool       // pid and exit may belong to somebody else
}

// spawn starts path in a new session and process group. The child gets stdio
// as descriptors 0, 1 and 2 and nothing else, for all others are O_CLOEXEC.
// The error is the system's error number of whatever step went wrong.
func spawn(c Command, stdio [3]int) (*child, error) {
	ch := &child{exit: -1}
	pid, err := syscall.ForkExec(c.Path, c.Argv, &syscall.ProcAttr{
		Dir:   c.Dir,
		Env:   c.Env,
		Files: []uintptr{uintptr(stdio[0]), uintptr(stdio[1]), uintptr(stdio[2])},
		Sys:   &syscall.SysProcAttr{Setsid: true, PidFD: &ch.exit},
	})
	if err != nil {
		return nil, err
	}
	ch.pid = pid
	if ch.exit < 0 {
		_ = unix.Kill(-pid, unix.SIGKILL)
		_, _ = ch.reap()
		return nil, errors.New("this kernel gives no pidfd; Linux 5.4 or later is needed")
	}
	return ch, nil
}

// kill sends SIGKILL to the process group, and does nothing once the leader is
// reaped.
//
// The unreaped leader keeps the number of the group from being given to
// another. Only in a program that ignores SIGCHLD is it reaped behind our back;
// signalling by pidfd is safe even then, but takes Linux 6.9.
func (c *child) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reaped {
		return
	}
	err := unix.PidfdSendSignal(c.exit, unix.SIGKILL, nil, unix.PIDFD_SIGNAL_PROCESS_GROUP)
	if err != nil && err != unix.ESRCH {
		_ = unix.Kill(-c.pid, unix.SIGKILL) // ESRCH: already empty. EPERM: ErrSurvives tells
	}
}

// reap takes the exit status of a leader that has exited and closes exit.
func (c *child) reap() (Exit, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var status syscall.WaitStatus
	_, err := syscall.Wait4(c.pid, &status, 0, nil)
	for err == unix.EINTR {
		_, err = syscall.Wait4(c.pid, &status, 0, nil)
	}
	c.reaped = true
	closeFD(&c.exit)
	if err != nil {
		return Exit{Code: -1}, ErrLost // ECHILD, the only error a valid pid gives
	}
	return exitOf(status), nil
}
