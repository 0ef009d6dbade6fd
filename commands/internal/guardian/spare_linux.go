package guardian

import "sync"

// A Spare keeps a guardian ready for whoever needs one next, so that it need not
// wait for its start. It does so once two have asked, for then there will be more.
// The zero value is ready, and a nil Spare never has one. It is safe for
// concurrent use. Close must be called.
type Spare struct {
	starting sync.WaitGroup

	mu     sync.Mutex // guards what follows
	asked  int
	closed bool
	ready  *Guardian // nil: none
}

// Take returns a guardian that is watched by killed, see Watch, or nil, and has
// the next one started.
func (s *Spare) Take(killed func(*Guardian)) *Guardian {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	g := s.ready
	s.ready = nil
	if s.asked++; s.asked > 1 {
		// Owner: s. It ends when a guardian was started. Close waits for it.
		s.starting.Go(s.start)
	}
	if g == nil || !g.Watch(killed) {
		return nil // there is none, or somebody has killed it
	}
	return g
}

// start makes a guardian ready, unless another start has. If none can be started,
// whoever needs one is told.
func (s *Spare) start() {
	g, err := Start()
	if err != nil {
		return
	}
	s.mu.Lock()
	keep := s.ready == nil && !s.closed
	if keep {
		s.ready = g
	}
	s.mu.Unlock()
	if !keep {
		g.Discard()
	}
}

// Close ends the guardian that nobody took. Take returns nil from here on.
// Closing twice is fine.
func (s *Spare) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.starting.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready != nil {
		s.ready.Discard()
		s.ready = nil
	}
}
