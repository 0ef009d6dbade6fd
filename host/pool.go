package host

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/remote"
)

// A pool starts workers and keeps a few that no session has yet, for a worker
// takes some milliseconds to start. How many follows what is asked for: each time
// none is ready one more is kept, and each spareTime in which none is taken one
// fewer, down to none. The zero value is closed.
type pool struct {
	start func() (*remote.VM, error)

	mu     sync.Mutex // guards what follows; never held while waiting
	opened bool
	want   int           // spares to keep
	spares []*spare      // oldest first
	refill *time.Timer   // nil until something was taken
	shrink *time.Timer   // runs while there are spares
	ended  chan struct{} // closed with the last worker; nil until close

	alive sync.WaitGroup // counts spares that are being started, and processes
}

// A spare is a worker that is being started, or waits.
type spare struct {
	ready  chan struct{} // closed when the fields below are set
	worker *remote.VM
	err    error
}

const (
	maxSpares = 4
	// spareTime is how long spares wait for somebody to want one.
	spareTime = time.Minute
	// refillDelay keeps a new spare out of the way of the run that took the last
	// one. A program that makes one run and ends never starts it.
	refillDelay = 25 * time.Millisecond
)

// open starts the first spare.
func (p *pool) open(start func() (*remote.VM, error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.start, p.opened, p.want = start, true, 1
	p.shrink = time.AfterFunc(spareTime, p.leave)
	p.add()
}

// add starts a spare. The caller holds mu.
func (p *pool) add() {
	s := &spare{ready: make(chan struct{})}
	p.spares = append(p.spares, s)
	// Owner: the pool. It ends with the process that it starts; close waits.
	p.alive.Go(func() {
		s.worker, s.err = p.start()
		close(s.ready)
		if s.err == nil {
			<-s.worker.Ended()
			s.worker.Close()
		}
	})
}

// take returns a worker for a session. The error is ErrClosed, ctx's cause, or why
// none could be started.
func (p *pool) take(ctx context.Context, tier *remote.Tier) (*remote.VM, error) {
	for {
		s, fresh := p.pop()
		if s == nil {
			return nil, ErrClosed
		}
		if !ends(ctx, s.ready) {
			p.giveBack(s)
			return nil, fmt.Errorf("waiting for a worker to start: %w", context.Cause(ctx))
		}
		switch {
		case s.err != nil && fresh:
			return nil, s.err
		case s.err != nil: // of a while ago: what was short then may not be so any more
		case !s.worker.Poisoned(): // as one may be while it waits
			s.worker.Attach(tier)
			return s.worker, nil
		}
	}
}

// pop takes the oldest spare out, or a fresh one if there is none. It is nil if
// the pool is closed.
func (p *pool) pop() (s *spare, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.opened {
		return nil, false
	}
	if len(p.spares) == 0 {
		fresh = true
		p.want = min(p.want+1, maxSpares)
		p.add()
	}
	s = p.spares[0]
	p.spares = p.spares[1:]
	p.shrink.Reset(spareTime)
	if p.refill == nil {
		p.refill = time.AfterFunc(refillDelay, p.fill)
	} else {
		p.refill.Reset(refillDelay)
	}
	return s, fresh
}

// giveBack makes a spare that was taken out the next to be taken.
func (p *pool) giveBack(s *spare) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.opened {
		go s.end() // owner: the pool; ends with the spare, which close waits for
		return
	}
	p.spares = slices.Insert(p.spares, 0, s)
}

// fill starts the spares that are wanted. It runs on a timer's goroutine.
func (p *pool) fill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.opened && len(p.spares) < p.want {
		p.add()
	}
}

// leave ends one spare that nobody has wanted. It runs on a timer's goroutine.
func (p *pool) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.want = max(p.want-1, 0)
	if !p.opened || len(p.spares) == 0 {
		return
	}
	go p.spares[0].end() // owner: the pool; ends with the spare, which close waits for
	p.spares = p.spares[1:]
	if len(p.spares) > 0 {
		p.shrink.Reset(spareTime)
	}
}

// end kills the spare once it has been started.
func (s *spare) end() {
	<-s.ready
	if s.err == nil {
		s.worker.Kill()
	}
}

// close ends the spares and waits for all workers, which the sessions have closed
// by now, or for the end of ctx, which is the error.
func (p *pool) close(ctx context.Context) error {
	p.mu.Lock()
	if p.ended == nil {
		p.ended = make(chan struct{})
		go p.end(p.spares) // owner: the pool; ends with the last worker, which this call awaits
		p.spares, p.opened = nil, false
		if p.shrink != nil {
			p.shrink.Stop()
		}
		if p.refill != nil {
			p.refill.Stop()
		}
	}
	p.mu.Unlock()
	if !ends(ctx, p.ended) {
		return fmt.Errorf("workers have not ended: %w", context.Cause(ctx))
	}
	return nil
}

// end ends the last spares and waits for all workers.
func (p *pool) end(spares []*spare) {
	for _, s := range spares {
		s.end()
	}
	p.alive.Wait()
	close(p.ended)
}
