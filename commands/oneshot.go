package commands

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/proc"
	"github.com/holdfast-run/holdfast/specs"
)

// A oneshot is one call of a one-shot in flight. One goroutine, the caller's,
// starts it and waits; end may come from any other.
type oneshot struct {
	inv            *specs.Invocation
	probe          bool // it tells whether a persistent command is ready
	parent         *proc.Parent
	killWait       time.Duration // see proc.Command
	stdout, stderr capture
	process        *proc.Process // nil until started; set under mu
	began          time.Time
	result         *Result // nil until the process has ended
	exitErr        error   // of proc.Process.Wait

	mu     sync.Mutex // guards what follows
	ending ending
	cause  error // why it was cancelled
}

// ending is why a one-shot or an instance ends. The first reason counts.
type ending int

const (
	notEnding ending = iota
	exited           // by itself
	timedOut
	cancelled // by its context
	closed    // by Runner.Close
	stopped   // by Runner.Stop
)

func newOneshot(inv *specs.Invocation, chunks *chunkPool) *oneshot {
	text := inv.Output != specs.Bytes
	return &oneshot{
		inv:    inv,
		stdout: capture{chunks: chunks, limit: inv.MaxOutputBytes, text: text},
		stderr: capture{chunks: chunks, limit: inv.MaxOutputBytes, text: true},
	}
}

// refused is the error of a one-shot that never got a place.
func (s *oneshot) refused(cause error) error {
	e := &Error{Code: CodeCancelled, Command: s.inv.Command}
	if cause == ErrClosed {
		e.Code, e.Err = CodeClosed, cause
		return e
	}
	e.Err = fmt.Errorf("cancelled before it was started: %w", cause)
	return e
}

// start spawns the process. A reason to end that has come before kills it.
func (s *oneshot) start(ctx context.Context, stdin string) error {
	s.began = time.Now()
	process, err := spawn(s.parent, s.inv, proc.Command{
		Stdin:    stdin,
		Stdout:   &s.stdout,
		Stderr:   &s.stderr,
		Brief:    true,
		KillWait: s.killWait,
		GiveUp:   func() bool { return s.isToEnd(ctx) },
	})
	if errors.Is(err, guardian.ErrSilent) {
		code, why := s.verdict()
		err = fmt.Errorf("%w before it was started: %w", why, guardian.ErrSilent)
		return &Error{Code: code, Command: s.inv.Command, Err: err}
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process = process
	if s.ending != notEnding {
		process.Kill()
	}
	return nil
}

// startTime is how much longer than its timeout a one-shot may take that does not
// get started: the timeout is for the process.
const startTime = 5 * time.Second

// isToEnd reports whether the one-shot, which is not started yet, is to end:
// what watch does for one that is.
func (s *oneshot) isToEnd(ctx context.Context) bool {
	if ctx.Err() != nil {
		s.end(cancelled, context.Cause(ctx))
	}
	if s.inv.Timeout > 0 && time.Since(s.began)-startTime >= s.inv.Timeout {
		s.end(timedOut, nil)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending != notEnding
}

// watch ends the one-shot on timeout or when ctx ends, until stop is called. One
// that is over has nothing to be watched for: a timer wakes up a thread.
func (s *oneshot) watch(ctx context.Context) (stop func()) {
	if s.process.Ended() {
		return func() {}
	}
	unwatch := context.AfterFunc(ctx, func() { s.end(cancelled, context.Cause(ctx)) })
	if s.inv.Timeout <= 0 {
		return func() { unwatch() }
	}
	timer := time.AfterFunc(s.inv.Timeout, func() { s.end(timedOut, nil) })
	return func() {
		unwatch()
		timer.Stop()
	}
}

// end gives the one-shot a reason to end and kills its process group, unless
// another reason came first.
func (s *oneshot) end(why ending, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending != notEnding {
		return
	}
	s.ending, s.cause = why, cause
	if s.process != nil && why != exited {
		s.process.Kill()
	}
}

// wait waits for the process and makes the result. The error is an *Error.
func (s *oneshot) wait() error {
	exit, err := s.process.Wait()
	s.end(exited, nil)
	s.exitErr = err
	s.result = &Result{
		Command:   s.inv.Command,
		Code:      exit.Code,
		Signal:    exit.Signal,
		Stdout:    s.stdout.take(),
		Stderr:    s.stderr.take(),
		Duration:  time.Since(s.began),
		TimedOut:  s.ending == timedOut,
		Cancelled: s.ending == cancelled || s.ending == closed,
		Truncated: s.stdout.over || s.stderr.over,
	}
	return s.failure()
}

// survives reports whether the process is still there although it was killed.
func (s *oneshot) survives() bool { return s.exitErr == proc.ErrSurvives }

// waitOn waits until a process that survives has gone.
func (s *oneshot) waitOn() { _, _ = s.process.Wait() }

// killedByClose says what Close ended, if this is it: Close itself, or the
// context of a caller that ends when the session does.
func (s *oneshot) killedByClose() (Killed, bool) {
	if s.ending != closed && s.ending != cancelled || s.process == nil {
		return Killed{}, false
	}
	if s.result.Signal == "" && !s.survives() { // it was quicker
		return Killed{}, false
	}
	return Killed{Command: s.inv.Command, PID: s.process.PID(), Signal: s.result.Signal}, true
}

// pid is the number of the process; 0 before it is started.
func (s *oneshot) pid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return 0
	}
	return s.process.PID()
}

// failure is the error of a one-shot that has ended, if it did not end by
// itself and within its limits.
func (s *oneshot) failure() error {
	code, err := s.verdict()
	if err == nil {
		return nil
	}
	if s.survives() {
		err = fmt.Errorf("%w; %w", err, s.process.Remains())
	}
	return &Error{Code: code, Command: s.inv.Command, Result: s.result, Err: err}
}

// verdict is why the one-shot failed; nil if it ended by itself.
func (s *oneshot) verdict() (Code, error) {
	switch {
	case s.stdout.over:
		return CodeOutput, overError("stdout", s.inv.MaxOutputBytes)
	case s.stderr.over:
		return CodeOutput, overError("stderr", s.inv.MaxOutputBytes)
	case s.ending == timedOut:
		return CodeTimeout, timeoutError{s.inv.Timeout}
	case s.ending == cancelled, s.ending == closed:
		return CodeCancelled, fmt.Errorf("cancelled: %w", s.cause)
	default:
		return CodeExit, s.exitErr
	}
}

func overError(stream string, limit int) error {
	return fmt.Errorf("%s is over %d bytes, the spec's maxOutputBytes", stream, limit)
}

// A timeoutError is a context.DeadlineExceeded that says after what time.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string { return fmt.Sprintf("timed out after %v", e.after) }

func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }
