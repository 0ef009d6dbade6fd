package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
)

// StopOptions change how one Stop ends a command. The zero value is as its spec
// says.
type StopOptions struct {
	Signal string         // "SIGINT"; "" is the spec's
	Grace  *time.Duration // between that and SIGKILL; nil is the spec's, 0 kills at once
}

// Check returns what is wrong with the options for that command (CodeParam), or
// nil.
func (o StopOptions) Check(command string) error {
	if _, ok := proc.SignalNumber(o.Signal); ok || o.Signal == "" {
		return nil
	}
	meant := "SIG" + strings.TrimPrefix(strings.ToUpper(o.Signal), "SIG")
	if _, ok := proc.SignalNumber(meant); !ok {
		meant = "a name such as SIGTERM, SIGINT or SIGKILL"
	}
	return &Error{Code: CodeParam, Command: command,
		Err: fmt.Errorf("cannot be sent %q: no such signal; write %s", plain(o.Signal), meant)}
}

// Stop ends the instance of that name and returns how it ended, once its
// process group is empty. It sends the signal to the group, and SIGKILL after
// the grace. When the leader of the group has exited, what is left of it is
// killed too. An instance that waits for its restart ends at once; for one that
// has ended Stop returns its status.
//
// Of several Stop calls the first one sends its signal and each counts its own
// grace; a signal that is given and is another one is sent too.
//
// The error is an *Error: CodeNotRunning; CodeParam for an unknown signal;
// CodeCancelled with ctx's cause, and then the group has been killed but may not
// have gone yet; CodeTimeout if it survives SIGKILL for five seconds, or nothing
// is heard of its end for so long.
func (r *Runner) Stop(ctx context.Context, name string, o StopOptions) (Status, error) {
	p, err := r.findFor(name, o)
	if err != nil {
		return Status{}, err
	}
	signal, grace := p.Invocation.Stop.Signal, p.Invocation.Stop.Grace
	if o.Signal != "" {
		signal = o.Signal
	}
	if o.Grace != nil {
		grace = *o.Grace
	}
	p.stop(signal, o.Signal != "")
	ended, err := p.awaitEnd(ctx, grace)
	p.mu.Lock()
	defer p.mu.Unlock()
	for err == nil && !ended && !p.stuck { // it was, and has gone after all
		p.mu.Unlock()
		ended, err = p.awaitEnd(ctx, 0)
		p.mu.Lock()
	}
	switch {
	case err != nil:
		return p.status(), p.failure(CodeCancelled, fmt.Errorf("killed, but not waited for: %w", err))
	case !ended:
		return p.status(), p.failure(CodeTimeout, errors.New("cannot be ended"))
	}
	return p.status(), nil
}

// stop tells the process group to end, unless it was told so. To insist is to
// tell it again, if by another signal.
func (p *instance) stop(signal string, insist bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end(stopped, nil)
	if p.asked == "" || insist && p.asked != signal {
		p.askToEnd(signal)
	}
}

// askToEnd sends a signal to the process group, if there is one. The caller
// holds mu.
func (p *instance) askToEnd(signal string) {
	p.asked = signal
	if number, ok := proc.SignalNumber(signal); ok && p.alive() {
		p.process.Signal(number)
	}
}

// awaitEnd waits for the end, and after the grace kills the process group. It
// reports false if that does not help, and ctx's cause once it has killed.
func (p *instance) awaitEnd(ctx context.Context, grace time.Duration) (bool, error) {
	patient, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	select {
	case <-p.done:
		return true, nil
	case <-patient.Done():
	}
	p.mu.Lock()
	p.kill()
	p.mu.Unlock()
	ended := false
	err := p.await(ctx, func() bool {
		ended = p.over
		return p.over || p.stuck
	})
	return ended, err
}
