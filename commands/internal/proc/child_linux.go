package proc

// How a process comes to be, is signalled and is reaped: by a guardian, or by
// this process. Nothing else in this package knows whose child a command is.

import (
	"errors"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/nets"
)

// A child is the leader of a process group and session of its own. It is safe
// for concurrent use.
type child interface {
	// PID returns the number of the process and of its group.
	PID() int
	// Ended reports whether the leader is known to have exited.
	Ended() bool
	// Exit returns a descriptor that is readable once the leader has exited.
	// It is valid until reap.
	Exit() int
	// Signal signals the process group. It does nothing once the leader is
	// reaped.
	Signal(unix.Signal)
	// Untold returns guardian.ErrSilent if the leader has exited and that should
	// have been told; else nil.
	Untold() error
	// reap takes the exit status of a leader that has exited.
	reap() (Exit, error)
}

// A ward is a guardian's child. The guardian kills what is left of the group
// when its leader has exited.
type ward struct {
	*guardian.Ward
	net *nets.Net
}

func (w ward) reap() (Exit, error) {
	status, err := w.Reap()
	w.net.Ended(w.PID())
	if err != nil {
		return Exit{Code: -1}, err
	}
	return exitOf(syscall.WaitStatus(status)), nil
}

// An ownChild is a child of this process.
type ownChild struct {
	pid  int
	exit int // a pidfd

	mu     sync.Mutex // guards reaped, and is held while signalling
	reaped bool       // pid and exit may belong to somebody else
}

// fork starts a child of this process. It gets stdio as descriptors 0, 1 and 2
// and nothing else, for all others are O_CLOEXEC. If the first is below zero, it has
// nothing to read.
// The error is the system's error number of whatever step went wrong.
func fork(c Command, stdio [3]int) (*ownChild, error) {
	if stdio[0] < 0 {
		empty, err := os.Open(os.DevNull)
		if err != nil {
			return nil, err
		}
		defer empty.Close()
		stdio[0] = int(empty.Fd())
	}
	ch := &ownChild{exit: -1}
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

func (c *ownChild) PID() int { return c.pid }

// Ended is false: nobody has looked.
func (c *ownChild) Ended() bool { return false }

// Untold is nil: there is nobody to tell it.
func (c *ownChild) Untold() error { return nil }

func (c *ownChild) Exit() int { return c.exit }

// Signal signals the process group, and does nothing once the leader is reaped.
//
// The unreaped leader keeps the number of the group from being given to
// another. Only in a program that ignores SIGCHLD is it reaped behind our back;
// signalling by pidfd is safe even then, but takes Linux 6.9.
func (c *ownChild) Signal(s unix.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reaped {
		return
	}
	err := unix.PidfdSendSignal(c.exit, s, nil, unix.PIDFD_SIGNAL_PROCESS_GROUP)
	if err != nil && err != unix.ESRCH {
		_ = unix.Kill(-c.pid, s) // ESRCH: already empty. EPERM: ErrSurvives tells
	}
}

func (c *ownChild) reap() (Exit, error) {
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
