package jsapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Kind says why a script failed.
type Kind string

const (
	KindSyntax    Kind = "syntax"    // the source does not parse
	KindRuntime   Kind = "runtime"   // the script threw, or left a rejection unhandled
	KindTimeout   Kind = "timeout"   // the run's deadline passed
	KindMemory    Kind = "memory"    // the run's memory limit was passed
	KindCancelled Kind = "cancelled" // the run's context was cancelled
	KindInternal  Kind = "internal"  // Go code under the script panicked
	KindCrash     Kind = "crash"     // the process that held the VM died of it
)

// ErrMemory is the cause to end a run's context with when the run has used more
// memory than it may.
var ErrMemory = errors.New("memory limit exceeded")

// A ScriptError is why a run failed. Positions are those of the file the user
// wrote. errors.Is finds context.DeadlineExceeded in a timeout, the context's
// cause in a cancellation, and the Go error of a binding or a command in what a
// script threw because of it.
type ScriptError struct {
	Kind    Kind
	Name    string // of the error thrown: "TypeError"; "" for what is not an Error
	Message string
	File    string // "" where the position is not known
	Line    int    // from 1
	Column  int    // from 1, in characters
	Snippet string // the source line and, below it, a caret
	Stack   string // in Node's layout; "" if there is none
	// Properties are those the script has given the Error, as Node prints them
	// behind its stack: "{ status: 404 }"; "" if there are none. Those of a
	// CommandError are in Err.
	Properties string
	Err        error // the Go error underneath; nil if there is none
}

// Error returns position, name and message on one line, unless the message has
// several.
func (e *ScriptError) Error() string {
	var b strings.Builder
	if e.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	}
	b.WriteString(e.Title())
	return b.String()
}

// Title returns name and message, as the first line of a stack has them.
func (e *ScriptError) Title() string {
	switch {
	case e.Name == "" && e.Kind == KindRuntime:
		return "uncaught " + e.Message
	case e.Name == "":
		return e.Message
	case e.Message == "":
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// Unwrap returns the Go error underneath.
func (e *ScriptError) Unwrap() error { return e.Err }

var errNeverSettles = &ScriptError{
	Kind: KindRuntime, Name: "Error",
	Message: "the script awaits a promise that nothing pending can settle",
}

// ErrAbandoned is in the error of a run that has left a function of the host
// running, and has waited for it in vain.
var ErrAbandoned = &ScriptError{
	Kind: KindInternal, Name: "Error",
	Message: "a function of the host ignores its context and still runs after the run's end",
}

// ErrExited is the error of a function of the host that has ended its goroutine:
// by runtime.Goexit, as a failing test does.
var ErrExited = errors.New("a function of the host has ended its goroutine")

// Abandoned returns e with ErrAbandoned underneath, too; that if e is nil.
func (e *ScriptError) Abandoned() *ScriptError {
	if e == nil {
		return ErrAbandoned
	}
	c := *e
	c.Err = errors.Join(e.Err, ErrAbandoned)
	return &c
}

// panicError reports a Go panic under a script.
func panicError(x any, stack []byte) *ScriptError {
	if e, ok := x.(*ScriptError); ok { // what attempt made of one
		return e
	}
	e := &ScriptError{Kind: KindInternal, Name: "Error", Stack: string(stack)}
	e.Message = fmt.Sprintf("panic in the host: %v", x)
	if err, ok := x.(error); ok {
		e.Err = err
	}
	return e
}

// ContextError is why a run ended whose context has ended with that cause.
func ContextError(cause error) *ScriptError {
	e := &ScriptError{Message: cause.Error(), Err: cause}
	switch {
	case errors.Is(cause, ErrMemory):
		e.Kind, e.Name = KindMemory, "MemoryError"
	case errors.Is(cause, context.DeadlineExceeded):
		e.Kind, e.Name = KindTimeout, "TimeoutError"
		if cause == context.DeadlineExceeded {
			e.Message = "the script ran longer than its context allows"
		}
	default:
		e.Kind, e.Name = KindCancelled, "AbortError"
		if cause == context.Canceled {
			e.Message = "the script was cancelled"
		}
	}
	return e
}

// at returns a copy of e with a position, where one is known.
func (e *ScriptError) at(p position) *ScriptError {
	c := *e
	if p.line > 0 {
		c.File, c.Line, c.Column = p.file, p.line, p.column
	}
	return &c
}

// withSource returns e with a snippet of the script it points into, and its
// column counted in characters.
func (e *ScriptError) withSource(s Script) *ScriptError {
	if e.File != s.Name || e.Line < 1 {
		return e
	}
	line, ok := sourceLine(s.Source, e.Line)
	if !ok {
		return e
	}
	c := *e
	c.Column, c.Snippet = snippet(line, e.Column)
	return &c
}
