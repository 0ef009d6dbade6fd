package commands

import (
	"context"

	"github.com/holdfast-run/holdfast/commands/internal/tail"
)

// A Follower takes what Runner.Follow finds, one call at a time, on the goroutine
// that called Follow. An error ends Follow, which returns it.
type Follower struct {
	Logs  func(Logs) error   // some lines that came, or were lost; nil: they are not looked at
	State func(Status) error // the first one, and each after a change; never nil
}

// Follow gives to f what the instance of that name has written since o.Since and
// what it writes from then on, and the changes of its state, in order; o.Limit is
// not looked at. It returns nil once the instance has ended, is not restarted,
// and all of its lines are told. Lines that are overwritten before a slow Follower
// takes them count as Logs.Dropped; of states that follow one another quickly it
// may see the last one only.
//
// The error is that of Logs, of f, or ctx's cause. Nothing polls: a silent command
// costs a parked goroutine.
func (r *Runner) Follow(ctx context.Context, name string, o LogOptions, f Follower) error {
	p, err := r.findFor(name, o)
	if err != nil {
		return err
	}
	which := streamOf(o.Stream)
	last := Status{Restarts: -1}
	for since := o.Since; ; {
		p.mu.Lock()
		status, changed, over := p.status(), p.changed, p.over
		p.mu.Unlock()
		var page tail.Page
		if f.Logs != nil {
			page = p.tail.Read(since, which, 0)
			since = page.Next
		}
		if err := f.take(page, status, &last); err != nil || over {
			return err
		}
		if err := p.awaitMore(ctx, f.Logs != nil, since, changed); err != nil {
			return err
		}
	}
}

// take tells f what is new.
func (f Follower) take(page tail.Page, status Status, last *Status) error {
	if len(page.Lines) > 0 || page.Dropped > 0 {
		logs := Logs{Lines: publicLines(page.Lines), Next: page.Next, Dropped: page.Dropped}
		if err := f.Logs(logs); err != nil {
			return err
		}
	}
	if status.State == last.State && status.PID == last.PID && status.Restarts == last.Restarts {
		return nil
	}
	*last = status
	return f.State(status)
}

// awaitMore waits for a change of state or, if lines are wanted, one that is
// numbered since or above.
func (p *instance) awaitMore(
	ctx context.Context, lines bool, since uint64, changed <-chan struct{},
) error {
	var found <-chan struct{}
	if lines {
		line, stop := p.tail.Watch(since, func([]byte) bool { return true })
		defer stop()
		found = line
	}
	select {
	case <-found:
		return nil
	case <-changed:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
