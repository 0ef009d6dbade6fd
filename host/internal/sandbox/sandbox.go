// Package sandbox answers: where can code run that nobody trusts, so that it
// costs itself and nothing else?
//
// A worker is a child process of this same program, started again, that can
// compute and talk on one socket and, once it has confined itself, do nothing
// else. Whatever it does, the host ends it by killing it.
//
// Child, Confine and Confinement are the worker's side; Start and Process are
// the host's. What travels on the socket is for the caller to say.
//
// Linux keeps all of this. Other Unix systems have workers that are separate
// processes and no more: they see no environment, but files, network and terminal
// are open to them, and nothing limits or tells their memory. Elsewhere there are
// no workers.
package sandbox

import (
	"errors"
	"os"
	"sync/atomic"

	"github.com/holdfast-run/holdfast/internal/launch"
)

// ErrNoChild is Ready's error on a system that has workers.
var ErrNoChild = errors.New("this program cannot run scripts in a process of their own: " +
	"let its main, or its TestMain, begin with: if host.Child() { return }")

// called remembers that main began with Child. It is a variable of the package
// because it is a fact about this program: a worker is this program started
// again, and becomes one only if main lets it.
var called atomic.Bool

// Child reports whether this process was started to be a worker, and returns
// its socket, which is the caller's. It must be called before main does anything
// else, on any system; in every other process it changes nothing.
//
// A worker is then cut loose from what it inherited: other descriptors are
// closed, the environment is empty, signals that ask a process to end are
// ignored, and it ends at once when its host does, whatever it is doing, even if
// it was stopped. It is not confined yet: what needs a file is to be done before
// Confine.
func Child() (socket *os.File, ok bool) {
	called.Store(true)
	return becomeWorker()
}

// Ready returns nil if this program can start workers. The error is ErrNoChild
// if its main does not begin with Child, and wraps errors.ErrUnsupported where
// there are none.
func Ready() error {
	switch {
	case !available:
		return errUnavailable
	case !called.Load():
		return ErrNoChild
	default:
		return nil
	}
}

// Confinement says which measures hold in a worker. All of them are on top of
// what Child and Start do.
type Confinement struct {
	// Limits: it opens no descriptor, writes no file and dumps no core.
	Limits bool
	// Private: other processes of the user neither trace it nor read its memory.
	Private bool
	// NoNewPrivileges: nothing it could execute has more rights than it has.
	NoNewPrivileges bool
	// Landlock is the version of the Landlock interface by which no file and,
	// where that version knows of them, no network and no signal to others is
	// within reach; 0 if Landlock is missing.
	Landlock int
	// Seccomp: the kernel refuses every system call but the few that computing,
	// and reading and writing what is open, need.
	Seccomp bool
}

// Confine takes from this process, for good, everything it does not need to
// compute. Call it in a worker once, before the first script, and after
// whatever needs a file, such as the time zone, which Child has loaded. What a
// system does not have is left out; the error says that it failed at something
// that it has, and then the worker must not be used. In a process that is no
// worker it is an error, and does nothing.
//
// What has not been opened by then never is: no file, no socket, no copy of a
// descriptor. Where the filter holds, no process can be started and none
// signalled, and no code can be mapped.
func Confine() (Confinement, error) {
	if len(os.Args) == 0 || os.Args[0] != launch.Name {
		return Confinement{}, errors.New("confining a process that is no worker")
	}
	return confine()
}
