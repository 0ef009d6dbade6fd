package commands

// An instance and its reaper: start, see ready, reap, start again. What others
// do to an instance from outside is in start.go, stop.go, wait.go, status.go.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
	"github.com/holdfast-run/holdfast/commands/internal/tail"
)

// The values of Status.State.
const (
	stateStarting   = "starting"
	stateReady      = "ready"
	stateRestarting = "restarting"
	stateStopping   = "stopping"
	stateExited     = "exited"
	stateStopped    = "stopped"
	stateFailed     = "failed"
	stateLost       = "lost"
)

// An instance is a persistent command under one name, from Start until it has
// ended for good: one process, and another after each restart. It is safe for
// concurrent use; one goroutine, the reaper, runs keep.
type instance struct {
	*Wanted
	tail     *tail.Tail
	parent   *proc.Parent
	killWait time.Duration                                   // see proc.Command
	succeeds func(ctx context.Context, oneshot string) error // for ready.exec
	quit     chan struct{}                                   // closed when it is to end: cuts a backoff short
	done     chan struct{}                                   // closed when over

	mu        sync.Mutex // guards what follows; taken after Runner.mu, before any of tail's and process's
	state     string
	changed   chan struct{} // closed and replaced at every change; see await
	ending    ending        // why it is to end; by itself is no reason
	cause     error         // what goes with ending, or why it ended as it did
	process   *proc.Process // the current or last one; nil before the first
	startedAt time.Time     // of process
	readyAt   time.Time     // of process; zero: not yet
	endedAt   time.Time     // of process; zero: not yet
	exit      proc.Exit     // of process, once it has ended
	failed    bool          // it was not started, or not ready in time, or once too often
	lost      bool          // its exit status is
	stuck     bool          // it survives SIGKILL
	closing   bool          // Close found it alive
	asked     string        // the signal process was last sent, to end
	starters  int           // Start calls that wait
	readies   int           // how often a process became ready
	restarts  int
	restart   Restart // see Status
	backoff   backoff
	settled   bool // state stays as it is
	over      bool // and the Runner has let go
}

// keep is the reaper's life, at whose end the instance has settled. It begins with
// what the first spawn returned, for that is done by Start itself: it saves the
// switch to another goroutine.
func (p *instance) keep(process *proc.Process, err error) {
	for {
		note := func() { p.notStarted(err) }
		if err == nil {
			exit, lost := p.attend(process)
			note = func() { p.ended(exit, lost) }
		}
		pause, again := p.conclude(note)
		if !again {
			return
		}
		if !p.pause(pause) {
			p.conclude(func() {})
			return
		}
		if err = p.foreign(); err == nil {
			process, err = p.spawn(p.isEnding)
		}
	}
}

// attend sees a process ready, reaps it and returns how it ended, or why nobody
// knows.
func (p *instance) attend(process *proc.Process) (proc.Exit, error) {
	ctx, gone := context.WithCancel(context.Background())
	var prober sync.WaitGroup
	if p.Invocation.Ready != nil {
		proof := p.proof()
		// Owner: this call. It ends when the process is ready or gone. This call
		// waits.
		prober.Go(func() { p.prove(ctx, process, proof) })
	}
	exit, err := p.reap(process)
	gone()
	prober.Wait()
	p.tail.Flush()
	return exit, err
}

// conclude takes note of what has become of a process and decides what follows:
// another one after a pause, or nothing. It is one step, or a Start in the middle
// of it would join an instance that is not to be started again.
func (p *instance) conclude(note func()) (pause time.Duration, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	note()
	if pause, again = p.next(); !again {
		p.settle()
	}
	return pause, again
}

// errEnding is the error of a spawn that comes after a reason to end.
var errEnding = errors.New("told to end before it was started")

// spawn starts a process. A reason to end that comes meanwhile kills it. The
// error is errEnding; or guardian.ErrSilent underneath if giveUp, which is asked
// while a guardian does not answer, was true.
func (p *instance) spawn(giveUp func() bool) (*proc.Process, error) {
	if p.isEnding() {
		return nil, errEnding
	}
	process, err := spawn(p.parent, p.Invocation, proc.Command{
		Stdout:   p.tail.Sink(tail.Stdout),
		Stderr:   p.tail.Sink(tail.Stderr),
		KillWait: p.killWait,
		GiveUp:   giveUp,
	})
	if err != nil {
		return nil, p.named(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process != nil {
		p.restarts++
	}
	p.process, p.startedAt = process, time.Now()
	p.readyAt, p.endedAt = time.Time{}, time.Time{}
	p.exit, p.failed, p.asked = proc.Exit{}, false, ""
	switch {
	case p.ending != notEnding:
		p.closing = p.ending == closed // which did not find it yet
		process.Kill()
	case p.Invocation.Ready == nil:
		p.isReady()
	default:
		p.enter(stateStarting)
	}
	return process, nil
}

// reap waits until the process has exited and its group is empty.
func (p *instance) reap(process *proc.Process) (proc.Exit, error) {
	exit, err := process.Wait()
	for err == proc.ErrSurvives {
		p.isStuck()
		exit, err = process.Wait()
	}
	for process.AwaitEmpty() != nil {
		p.isStuck()
	}
	return exit, err
}

// next decides what follows the end of a process. The caller holds mu.
func (p *instance) next() (pause time.Duration, again bool) {
	if p.ending != notEnding || p.lost || p.readies == 0 || !p.wanted() {
		return 0, false
	}
	healthy := time.Duration(0)
	if !p.readyAt.IsZero() {
		healthy = p.endedAt.Sub(p.readyAt)
		p.readyAt = time.Time{} // once is enough, should the next one not start
	}
	pause, again = p.backoff.next(healthy)
	if !again {
		p.failed = true
		p.cause = fmt.Errorf("given up, for restart.max is %d: %w", p.Invocation.Restart.Max, p.cause)
		return 0, false
	}
	p.restart = p.nextRestart()
	p.enter(stateRestarting)
	return pause, true
}

// nextRestart is the Restart that the end of the process leads to. The caller
// holds mu.
func (p *instance) nextRestart() Restart {
	why := p.complaint()
	if p.failed {
		why = p.cause.Error()
	}
	return Restart{
		Consecutive: p.backoff.row, Max: p.backoff.Max,
		ExitCode: p.exit.Code, Signal: p.exit.Signal, Why: why,
	}
}

// wanted reports whether the spec wants a restart after how the process ended.
// The caller holds mu.
func (p *instance) wanted() bool {
	switch p.Invocation.Restart.On {
	case "always":
		return true
	case "failure":
		return p.failed || p.exit != proc.Exit{}
	}
	return false
}

// pause waits, and reports false if the instance is to end.
func (p *instance) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.quit:
		return false
	}
}
