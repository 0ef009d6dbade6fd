package commands

import (
	"context"
	"errors"
	"fmt"
	"regexp"
)

// WaitOptions say what to wait for: For or Pattern.
type WaitOptions struct {
	For     string         // "ready" or "exit"
	Pattern *regexp.Regexp // a line of stdout or stderr matches it
	Since   uint64         // lines before this one do not count for Pattern; 0: all that are kept do
}

// Check returns what is wrong with the options for that command (CodeParam), or
// nil.
func (o WaitOptions) Check(command string) error {
	word := o.For == "ready" || o.For == "exit"
	if o.Pattern == nil && word || o.Pattern != nil && o.For == "" {
		return nil
	}
	return &Error{Code: CodeParam, Command: command, Err: fmt.Errorf(
		`cannot be waited for like that: give "ready", "exit" or a pattern, not %q`, plain(o.For))}
}

// Wait returns the status of the instance of that name once it is ready, has
// ended and is not restarted ("exit"), or has written a line that Pattern
// matches. No such line is missed, however much comes after it.
//
// The error is an *Error: CodeNotRunning; CodeParam for another For;
// CodeNotReady if the instance has ended, so that it will never be ready or
// write that line; CodeTimeout or CodeCancelled with ctx's cause, which leaves
// the process alone.
func (r *Runner) Wait(ctx context.Context, name string, o WaitOptions) (Status, error) {
	p, err := r.findFor(name, o)
	if err != nil {
		return Status{}, err
	}
	switch o.For {
	case "ready":
		seen := p.readySoFar()
		return p.awaitState(ctx, "being ready", func() bool {
			return p.state == stateReady || p.readies > seen
		})
	case "exit":
		return p.awaitState(ctx, "an exit", func() bool { return p.over })
	}
	return p.awaitLine(ctx, o)
}

// readySoFar is how many processes have become ready.
func (p *instance) readySoFar() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.readies
}

// awaitState waits until claim is true; it is called with mu held.
func (p *instance) awaitState(
	ctx context.Context, what string, claim func() bool,
) (Status, error) {
	reached := false
	err := p.await(ctx, func() bool {
		reached = claim()
		return reached || p.over
	})
	return p.waited(what, reached, err)
}

// awaitLine waits for a line that matches.
func (p *instance) awaitLine(ctx context.Context, o WaitOptions) (Status, error) {
	found, stop := p.tail.Watch(o.Since, o.Pattern.Match)
	defer stop()
	var err error
	select {
	case <-found:
	case <-p.done:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	reached := false
	select { // a line that has come wins over an end
	case <-found:
		reached = true
	default:
	}
	return p.waited(fmt.Sprintf("a line that matches %q", o.Pattern), reached, err)
}

// waited is what Wait returns.
func (p *instance) waited(what string, reached bool, err error) (Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case reached:
		return p.status(), nil
	case err == nil:
		return p.status(), p.failure(CodeNotReady, fmt.Errorf("ended without %s: %s", what, p.how()))
	case errors.Is(err, context.DeadlineExceeded):
		return p.status(), p.failure(CodeTimeout, fmt.Errorf("waited in vain for %s: %w", what, err))
	}
	return p.status(), p.failure(CodeCancelled, fmt.Errorf("waiting for %s cancelled: %w", what, err))
}
