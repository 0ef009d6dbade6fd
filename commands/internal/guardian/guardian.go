// Package guardian answers: how does everything a session started end, however
// the session and its host end?
//
// A guardian is a process of its own, this same binary started again, and the
// parent of every command of one session. It adopts what a command leaves
// behind (it is a child subreaper), so "I have no children" is an exact proof
// that the session is empty, and whatever it signals is its own unreaped child,
// whose number nobody else can have.
//
// The host's side is Guardian, a handle, and Ward, one command in its care.
// The other side is the keeper, which Child runs. There are guardians on Linux
// only; elsewhere Child returns false and Ready says nothing is amiss.
//
// A command gets its environment, folder and streams from the host with each
// request. Everything else a process inherits (user, umask, limits, namespaces)
// it gets as it was in the host when the guardian was started.
package guardian

import (
	"errors"
	"sync/atomic"
)

// ErrNoChild is Ready's error.
var ErrNoChild = errors.New("this program cannot contain what it starts: " +
	"let its main, or its TestMain, begin with: if host.Child() { return }")

// ErrLost is the error of a request or a command whose guardian ended in the
// middle.
var ErrLost = errors.New("the guardian of the session was killed")

// ErrSilent is the error of a command or an adoption that was given up.
var ErrSilent = errors.New("the guardian of the session does not answer")

// called remembers that main began with Child. It is a variable of the package
// because it is a fact about this program: a guardian is this program started
// again, and becomes one only if main lets it.
var called atomic.Bool

// Child reports false at once unless this process was started to be a guardian.
// Then it is one, and exits when everything in its care has ended. It must be
// called before main does anything else.
func Child() bool {
	called.Store(true)
	return beGuardian()
}

// Ready returns ErrNoChild if this program cannot be started as a guardian.
func Ready() error {
	if available && !called.Load() {
		return ErrNoChild
	}
	return nil
}
