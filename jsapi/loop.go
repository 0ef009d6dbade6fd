package jsapi

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// A loop is the event loop of one run: timers, and work that comes back from off
// the loop. The goroutine that calls VM.Run is the loop's and alone touches the
// VM; only post may be called from other goroutines. Nothing outlives the run:
// timers that have not fired and work that comes back late are dropped. Only an
// entry adopts the timers of signals from the one before.
type loop struct {
	ctx context.Context // the run's: STYLE's exception, a loop lives as long as its run

	// On the loop only.
	timers    timers
	unhandled []*goja.Promise  // rejected, and nobody has handled it yet
	failure   *ScriptError     // ends the run; the first one counts
	calls     map[uint64]*call // work off the loop
	holding   int              // calls that keep the run going
	lastCall  uint64

	work sync.WaitGroup // counts goroutines off the loop; close waits for them

	mu      sync.Mutex // guards posted, streams, broken and closed
	posted  []func()
	streams map[Stream]struct{} // open ones
	broken  *ScriptError        // a panic at the end of one; nil: there was none
	closed  bool
	wake    chan struct{} // holds one token when posted is not empty
}

// A call is work off the loop that a script waits for.
type call struct {
	what  string // "commands.run(\"clone\")"
	stack []goja.StackFrame
	// background says that the script does not wait: the run may end before.
	background bool
}

func newLoop(ctx context.Context) *loop {
	return &loop{
		ctx: ctx, wake: make(chan struct{}, 1),
		calls: make(map[uint64]*call), streams: make(map[Stream]struct{}),
	}
}

// hold keeps the run alive, unless c is in the background, until the returned
// function has handed back a closure, which then runs on the loop. Call hold on
// the loop; call the function exactly once, from any goroutine.
func (l *loop) hold(c *call) (settle func(func())) {
	l.lastCall++
	id := l.lastCall
	l.calls[id] = c
	if !c.background {
		l.holding++
	}
	return func(f func()) {
		l.post(func() {
			if l.ctx.Err() != nil {
				return // the call stays, to say what the run waited for
			}
			delete(l.calls, id)
			if !c.background {
				l.holding--
			}
			f()
		})
	}
}

// oldest returns the call that holds the run longest, nil if there is none.
func (l *loop) oldest() *call {
	for _, id := range slices.Sorted(maps.Keys(l.calls)) {
		if c := l.calls[id]; !c.background {
			return c
		}
	}
	return nil
}

// post runs f on the loop, or drops it if the run is over.
func (l *loop) post(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.posted = append(l.posted, f)
	select {
	case l.wake <- struct{}{}:
	default: // a token is there already
	}
}

// take returns what was posted since the last call.
func (l *loop) take() []func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	posted := l.posted
	l.posted = nil
	return posted
}

// fail ends the run with err unless something failed before.
func (l *loop) fail(err *ScriptError) {
	if l.failure == nil {
		l.failure = err
	}
}

// turn runs what is due, one macrotask after the other, and asks stop after each
// whether the run is to end.
func (l *loop) turn(stop func() bool) {
	for _, f := range l.take() {
		if f(); stop() {
			return
		}
	}
	now := time.Now()
	for t := l.timers.due(now); t != nil; t = l.timers.due(now) {
		if t.fire(); stop() {
			return
		}
	}
}

// idle reports whether nothing pending can run any more JavaScript, calls and
// timers that do not hold the run aside.
func (l *loop) idle() bool {
	if l.holding > 0 || l.timers.holding > 0 {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.posted) == 0
}

// wait blocks until something is due or the run's context ends.
func (l *loop) wait() {
	var due <-chan time.Time
	if next := l.timers.next(); next != nil {
		timer := time.NewTimer(time.Until(next.deadline))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-l.wake:
	case <-due:
	case <-l.ctx.Done():
	}
}

// close drops what is pending and waits for the work off the loop, whose context
// has ended. It reports false if some of that is still running after grace.
func (l *loop) close(grace time.Duration) bool {
	l.mu.Lock()
	l.closed = true
	l.posted = nil
	l.mu.Unlock()
	l.closeStreams()
	if len(l.calls) == 0 {
		return true
	}
	done := make(chan struct{})
	go func() { // owner: this call; ends with the last work; nobody waits after grace
		l.work.Wait()
		close(done)
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
