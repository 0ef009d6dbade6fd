package commands

// Who gets a name, and what becomes of who had it.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/proc"
	"github.com/holdfast-run/holdfast/commands/internal/tail"
)

// claim returns the instance that has wanted's name, one that others have
// started or else wanted itself, and what join does. One that is about to end is
// waited for.
func (r *Runner) claim(ctx context.Context, wanted *instance) (p *instance, seen int, err error) {
	for {
		if err := context.Cause(ctx); err != nil {
			return nil, 0, wanted.refused(CodeCancelled,
				fmt.Errorf("cancelled before it was started: %w", err))
		}
		p, err := r.enlist(wanted)
		if err != nil {
			return nil, 0, err
		}
		if p == wanted {
			r.launch(ctx, p)
			return p, 0, nil
		}
		if seen, ok := p.join(); ok {
			return p, seen, nil
		}
		select {
		case <-p.done:
		case <-ctx.Done():
		}
	}
}

// enlist returns the live instance that has wanted's name, or makes wanted
// itself live. The error is an *Error.
func (r *Runner) enlist(wanted *instance) (*instance, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, wanted.refused(CodeClosed, ErrClosed)
	}
	old := r.instances[wanted.Name]
	if r.live[old] {
		if old.isEnding() {
			return old, nil
		}
		return old, r.rules.Conflict(old.Wanted, wanted.Wanted)
	}
	if r.maxPersistent >= 0 && len(r.live) >= r.maxPersistent {
		return nil, wanted.refused(CodeLimit, fmt.Errorf("%d persistent commands are running, "+
			"the most allowed; stop one of %s", len(r.live), r.liveNames()))
	}
	r.replace(old, wanted)
	return wanted, nil
}

// refused is the error of a Start that has started nothing.
func (p *instance) refused(code Code, err error) error {
	return &Error{Code: code, Command: p.Invocation.Command, Name: p.Name, Err: err}
}

// replace makes wanted live in the place of old, which may be nil. The numbers
// of lines run on, so that a reader of old's log reads on in wanted's. The
// caller holds mu.
func (r *Runner) replace(old, wanted *instance) {
	first := uint64(0)
	if old != nil {
		first = old.tail.Next()
		r.past = slices.DeleteFunc(r.past, func(p *instance) bool { return p == old })
	}
	wanted.tail = tail.New(first)
	wanted.state, wanted.starters = stateStarting, 1
	wanted.backoff = backoff{Restart: wanted.Invocation.Restart}
	wanted.killWait, wanted.parent = r.killWait, r.parent
	wanted.succeeds = r.succeeds
	wanted.quit = make(chan struct{})
	wanted.done = make(chan struct{})
	wanted.changed = make(chan struct{})
	r.instances[wanted.Name] = wanted
	r.live[wanted] = true
}

// launch starts the first process of p, which enlist has made live, or leaves
// that to p's reaper once ctx has ended: other Starts may wait for it.
func (r *Runner) launch(ctx context.Context, p *instance) {
	var process *proc.Process
	err := p.foreign()
	if err == nil {
		process, err = p.spawn(func() bool { return ctx.Err() != nil || p.isEnding() })
	}
	// Owner: r. It ends when the command has ended for good. Close waits for it,
	// through live.
	go func() {
		if errors.Is(err, guardian.ErrSilent) {
			process, err = p.spawn(p.isEnding)
		}
		p.keep(process, err)
		r.retire(p)
		p.finish()
	}()
}

// maxPast is how many instances that have ended a Runner remembers.
const maxPast = 64

// retire takes note that p has ended.
func (r *Runner) retire(p *instance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, p)
	r.past = append(r.past, p)
	if len(r.past) > maxPast {
		delete(r.instances, r.past[0].Name)
		r.past = slices.Delete(r.past, 0, 1)
	}
	if k, ok := p.killedByClose(); ok {
		r.killed = append(r.killed, k)
	}
	r.signalEmpty()
}

// liveNames names what is live. The caller holds mu.
func (r *Runner) liveNames() string {
	var names []string
	for p := range r.live {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
