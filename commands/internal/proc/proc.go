// Package proc answers: how does this platform start a process in a group of
// its own, carry its streams, and end the whole group?
//
// Parent.Start spawns, Process.Wait carries the streams until the group's leader
// has exited, Process.Kill ends the group, Parent.Close whatever is left. On
// Linux (process_linux.go) this is raw system calls on the caller's goroutine
// and holds whatever a process does with its pipes, and a guardian makes sure of
// the end. Elsewhere (process_other.go) it is os/exec and the promises are
// weaker: see Process and Parent there.
package proc

import (
	"errors"
	"time"
)

// A Command is what to execute, with nothing left to decide.
type Command struct {
	Path string   // with a slash; a relative one is relative to Dir
	Argv []string // Argv[0] is what the process is told it is called
	Env  []string // "NAME=value" each: the whole environment
	Dir  string   // working folder

	Stdin  string // what it reads; "" is /dev/null
	Stdout Sink
	Stderr Sink

	// Brief says that it may be over within a millisecond or so. Start then
	// returns up to one later.
	Brief bool

	// GiveUp, if not nil, is asked again and again once a guardian has not answered
	// for a second. True makes Start return guardian.ErrSilent.
	GiveUp func() bool

	// KillWait is how long Wait waits for a process to go once it has been
	// killed. Zero means five seconds.
	KillWait time.Duration
}

// defaultKillWait is far beyond what an exiting process takes, even one that
// has gigabytes to give back.
const defaultKillWait = 5 * time.Second

// A Sink takes one stream. Its methods are called by Wait, one at a time and
// never again once Wait has returned.
type Sink interface {
	// Buffer returns room, at least one byte, for what is read next.
	Buffer() []byte
	// Filled says that the first n bytes of the last Buffer were read. False
	// means too much has come: the stream is closed and the group killed.
	Filled(n int) bool
}

// Exit is how a process ended.
type Exit struct {
	Code   int    // exit code; -1 if a signal ended it
	Signal string // "SIGKILL"; "" if it exited
}

// ErrSurvives is Wait's error if the process is still there KillWait after it
// was killed: it is stuck in the kernel, or belongs to someone else. Process.Remains
// says whether it is only that nobody tells its end.
var ErrSurvives = errors.New("process survives SIGKILL")

// ErrLost is Wait's error if somebody else took the exit status, which happens
// only to an uncontained process.
var ErrLost = errors.New("exit status lost: this program ignores SIGCHLD, or waits for any child")
