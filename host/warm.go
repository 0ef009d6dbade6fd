package host

import (
	"slices"
	"sync"
)

// warm is the sessions that have a VM between runs, least recently used first.
type warm struct {
	limit int // negative: none

	mu       sync.Mutex // guards sessions; held while a victim is tried, never for a wait
	sessions []*Session
}

// use notes that s has a VM and has used it, and evicts others past the limit. A
// session in the middle of a run is passed over: it comes here at its end.
func (w *warm) use(s *Session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remove(s)
	w.sessions = append(w.sessions, s)
	for i := 0; w.limit >= 0 && len(w.sessions) > w.limit && i < len(w.sessions); {
		if victim := w.sessions[i]; victim != s && victim.evict() {
			w.sessions = slices.Delete(w.sessions, i, i+1)
			continue
		}
		i++
	}
}

// drop notes that s has no VM.
func (w *warm) drop(s *Session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remove(s)
}

func (w *warm) remove(s *Session) {
	w.sessions = slices.DeleteFunc(w.sessions, func(t *Session) bool { return t == s })
}

func (w *warm) has(s *Session) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Contains(w.sessions, s)
}
