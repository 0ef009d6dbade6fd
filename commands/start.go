package commands

import (
	"context"
	"errors"
	"fmt"

	"github.com/holdfast-run/holdfast/commands/internal/tail"
)

// StartOptions are what a caller may add to one Start.
type StartOptions struct {
	// As is the name under which the instance goes; "" is the command's own.
	// So one command can be started several times. It has the form of a
	// command's name and is not that of another command.
	As string
}

// Start starts a persistent command and returns once it is ready, as its spec
// says; one without ready is so as soon as its program is executed. If it is
// running under that name already, with the same values, Start waits until that
// is ready and returns its status. The command ends when the process that was
// started does: what is left of its process group is killed then.
//
// A command that exits before it is ready, or is not ready in time and then
// stopped, is an error (CodeNotReady) with what it wrote last; so is one that is not
// started, for its ready.tcp or ready.http answers already. If ctx ends
// before the command was ever ready it is killed, unless another Start waits for
// it too.
//
// The error is an *Error: also CodeConflict if other values or another command
// run under that name, CodeLimit if Config.MaxPersistent others run, CodeSpawn,
// CodeCancelled.
func (r *Runner) Start(
	ctx context.Context, name string, values map[string]any, o StartOptions,
) (status Status, err error) {
	defer func() { r.done(name, err) }()
	if err := r.refusalOf(name); err != nil {
		return Status{}, err
	}
	wanted, err := r.rules.Start(name, values, o)
	if err != nil {
		return Status{}, err
	}
	p, seen, err := r.claim(ctx, &instance{Wanted: wanted})
	if err != nil {
		return Status{}, err
	}
	return p.awaitStart(ctx, seen)
}

// awaitStart waits until a process is ready, for a Start that has joined when
// so many had been ready.
func (p *instance) awaitStart(ctx context.Context, seen int) (Status, error) {
	err := p.await(ctx, func() bool { return p.readies > seen || p.over })
	if err != nil {
		err = fmt.Errorf("cancelled before it was ready: %w", err)
	}
	if p.leave(err) {
		// It is killed: that takes no time worth a context, or it is stuck.
		_ = p.await(context.Background(), func() bool { return p.over || p.stuck })
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err != nil:
		return p.status(), p.failure(CodeCancelled, err)
	case p.readies > seen:
		return p.status(), nil
	}
	return p.status(), p.startFailure()
}

// join counts a Start that waits, unless the instance is to end. It returns how
// many processes have been ready before the one to wait for.
func (p *instance) join() (seen int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending != notEnding || p.settled {
		return 0, false
	}
	p.starters++
	if p.state == stateReady {
		return p.readies - 1, true
	}
	return p.readies, true
}

// leave undoes join. If the Start was cancelled and no other waits for what it
// began, that is killed.
func (p *instance) leave(cancelledBy error) (killed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.starters--
	if cancelledBy == nil || p.starters > 0 || p.readies > 0 || p.settled {
		return false
	}
	p.end(cancelled, cancelledBy)
	p.kill()
	return true
}

// startFailure is the error of a Start whose instance has ended before it was
// ready. The caller holds mu.
func (p *instance) startFailure() error {
	switch p.ending {
	case closed:
		return p.failure(CodeCancelled, fmt.Errorf("cancelled before it was ready: %w", p.cause))
	case cancelled:
		return p.failure(CodeCancelled, p.cause)
	case stopped:
		return p.failure(CodeNotReady, errors.New("stopped before it was ready"))
	}
	if p.process == nil {
		return p.cause // of spawn
	}
	return p.failure(CodeNotReady, p.cause)
}

// failureLines is how many lines of log an error carries.
const failureLines = 20

// failure is an error with what the process wrote last, and how it ended if it
// has. The caller holds mu.
func (p *instance) failure(code Code, err error) error {
	if p.stuck {
		err = fmt.Errorf("%w; %w", err, p.process.Remains())
	}
	e := &Error{Code: code, Command: p.Invocation.Command, Name: p.Name, Err: err}
	if p.process == nil {
		return e
	}
	e.Lines = publicLines(p.tail.Last(failureLines))
	if p.alive() {
		return e
	}
	s := p.status()
	e.Result = &Result{
		Command:   p.Invocation.Command,
		Code:      s.ExitCode,
		Signal:    s.Signal,
		Stdout:    s.Stdout,
		Stderr:    s.Stderr,
		Duration:  s.Uptime,
		TimedOut:  p.ending == timedOut,
		Cancelled: p.ending == cancelled || p.ending == closed,
	}
	return e
}

// complaint picks the line of log that says what went wrong. Of stdout, which
// has much else to say, it must name an error.
func (p *instance) complaint() string {
	if said := complaint(p.tail.Text(tail.Stderr, tailBytes)); said != "" {
		return said
	}
	if said := complaint(p.tail.Text(tail.Stdout, tailBytes)); namesError(said) {
		return said
	}
	return ""
}
