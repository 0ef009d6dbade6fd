package main

import (
	"errors"
	"fmt"
)

// The exit statuses. A run that a signal ends has statusSignal plus the number
// of the signal: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP, and 141 when
// nobody reads its output any more.
const (
	statusOK      = 0
	statusFailed  = 1 // the script failed, or check found errors
	statusUsage   = 2 // the command line or the spec file is wrong
	statusTimeout = 124
	statusCrashed = 125 // memory limit, or a crash of the VM
	statusSignal  = 128
)

// An exitError ends the process with a status.
type exitError struct {
	status int
	err    error  // nil: there is nothing to say
	hint   string // what to do next; "" if err says it
	told   bool   // the user knows already: only a document still says err
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// misuse is the error of a wrong command line.
func misuse(hint, format string, args ...any) error {
	return &exitError{status: statusUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// asExit returns err as an *exitError; what is none failed.
func asExit(err error) *exitError {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit
	}
	return &exitError{status: statusFailed, err: err}
}
