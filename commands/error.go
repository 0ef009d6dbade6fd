package commands

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/holdfast-run/holdfast/specs"
)

// Code is a stable name of a kind of failure.
type Code string

// The kinds of failure.
const (
	CodeUndeclared Code = "UNDECLARED"
	CodeParam      Code = "PARAM"
	CodeExit       Code = "EXIT"
	CodeTimeout    Code = "TIMEOUT"
	CodeCancelled  Code = "CANCELLED"
	CodeOutput     Code = "OUTPUT" // over the cap, or not the declared shape
	CodeKind       Code = "KIND"   // a persistent command run, a one-shot started
	CodeLimit      Code = "LIMIT"
	CodeSpawn      Code = "SPAWN"
	CodeClosed     Code = "CLOSED"
	CodeNotRunning Code = "NOT_RUNNING" // of that name nothing was ever started
	CodeConflict   Code = "CONFLICT"    // the name is taken by something else
	CodeNotReady   Code = "NOT_READY"   // it ended, or time did, before it was ready
)

// An Error is why a command failed. errors.Is finds context.DeadlineExceeded
// in a timeout, the context's cause in a cancellation, ErrClosed where the
// Runner was closed, *specs.ParamError and the system's error number
// underneath.
//
// It is one type with a Code rather than a type for each kind because a script
// may live in another process: a code, a command, a result and a text survive
// the way there as plain data.
type Error struct {
	Code    Code
	Command string
	Name    string  // of the instance it is about; "" if it is about none
	Result  *Result // nil if the command was not started, or has not ended
	Lines   []Line  // of a persistent command, the last it wrote; at most 20
	Err     error
}

func (e *Error) Error() string {
	if _, ok := errors.AsType[*specs.ParamError](e.Err); ok {
		return e.Err.Error() // names the command itself
	}
	name := cmp.Or(e.Name, e.Command)
	switch e.Code {
	case CodeUndeclared, CodeKind, CodeParam, CodeConflict, CodeNotRunning:
		return fmt.Sprintf("command %q %v", name, e.Err)
	}
	return fmt.Sprintf("command %q: %v", name, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }
