package commands

// The changes of an instance's state, and waiting for one.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
)

// enter changes the state and wakes up whoever awaits that. The caller holds mu.
func (p *instance) enter(state string) {
	p.state = state
	close(p.changed)
	p.changed = make(chan struct{})
}

// await returns nil once claim is true; it is called with mu held. The error is
// ctx's cause.
func (p *instance) await(ctx context.Context, claim func() bool) error {
	for {
		p.mu.Lock()
		is, changed := claim(), p.changed
		p.mu.Unlock()
		if is {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// isReady takes note that the process is ready, unless it is to end. The caller
// holds mu.
func (p *instance) isReady() {
	if p.ending != notEnding {
		return
	}
	p.readies++
	p.readyAt = time.Now()
	p.enter(stateReady)
}

// notReady takes note that the process was not ready in time and asks it to end,
// unless it is to end anyway. If it is the first there will be no other.
func (p *instance) notReady(why error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending != notEnding {
		return false
	}
	p.failed, p.cause = true, why
	if p.readies == 0 {
		p.end(timedOut, why)
	}
	p.askToEnd(p.Invocation.Stop.Signal)
	return true
}

// isStuck takes note that the process, or one of its group, survives SIGKILL.
func (p *instance) isStuck() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stuck = true
	p.enter(p.state)
}

// notStarted takes note that there is no process. The caller holds mu.
func (p *instance) notStarted(err error) {
	p.failed = true
	if p.ending == notEnding || p.cause == nil {
		p.cause = err
	}
}

// ended takes note of how the process ended. The caller holds mu.
func (p *instance) ended(exit proc.Exit, err error) {
	p.exit, p.endedAt, p.stuck = exit, time.Now(), false
	p.lost = err != nil
	switch {
	case p.lost && (p.ending == notEnding || p.cause == nil):
		p.cause = err
	case p.ending == notEnding && !p.failed:
		p.cause = errors.New(p.how())
	}
}

// how says why there is no process, or how it ended and what it complained about.
// The caller holds mu.
func (p *instance) how() string {
	if p.process == nil || p.failed && p.cause != nil {
		return p.cause.Error()
	}
	how := exitText(p.exit.Code, p.exit.Signal)
	if said := p.complaint(); said != "" {
		how += ": " + said
	}
	return how
}

// end gives the instance a reason to end, unless it has one. The caller holds mu.
func (p *instance) end(why ending, cause error) {
	if p.ending != notEnding || p.settled {
		return
	}
	p.ending, p.cause = why, cause
	close(p.quit)
	p.enter(stateStopping)
}

// kill kills the process group, if there is one. The caller holds mu.
func (p *instance) kill() {
	if p.alive() {
		p.process.Kill()
	}
}

// settle enters the state in which the instance stays. Nobody is woken up before
// the Runner has let go of it and finish is called. The caller holds mu.
func (p *instance) settle() {
	p.settled = true
	switch {
	case p.lost:
		p.state = stateLost
	case p.ending == stopped, p.ending == closed:
		p.state = stateStopped
	case p.ending != notEnding, p.failed, p.readies == 0:
		p.state = stateFailed
	default:
		p.state = stateExited
	}
	if p.readies == 0 && p.ending == notEnding && !p.failed && !p.lost {
		p.cause = fmt.Errorf("exited before it was ready: %w", p.cause)
	}
}

// finish wakes up whoever waits for the end.
func (p *instance) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	p.enter(p.state)
	close(p.done)
}

// close ends the instance at once, for Runner.Close.
func (p *instance) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closing = p.alive()
	p.end(closed, ErrClosed)
	p.kill()
}

// alive reports whether there is a process. The caller holds mu.
func (p *instance) alive() bool { return p.process != nil && p.endedAt.IsZero() }

// isEnding reports whether the instance is to end, or has ended.
func (p *instance) isEnding() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ending != notEnding || p.settled
}

// killedByClose says what Close ended, if this is it.
func (p *instance) killedByClose() (Killed, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closing || p.exit.Signal == "" && !p.lost { // it was quicker
		return Killed{}, false
	}
	k := Killed{Command: p.Invocation.Command, PID: p.process.PID(), Signal: p.exit.Signal}
	if p.Name != k.Command {
		k.Name = p.Name
	}
	return k, true
}

// pid is the number of the process; 0 if there is none.
func (p *instance) pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.alive() {
		return 0
	}
	return p.process.PID()
}
