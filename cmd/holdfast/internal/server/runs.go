package server

// The runs in flight: their numbers, and how they are cancelled.

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// Why a run is cancelled.
var (
	errGone   = errors.New("the client went away")
	errClosed = errors.New("the session was closed")
	errEnding = errors.New("the server is ending")
)

// runs is the runs that have been asked for and not ended. Its zero value is
// ready.
type runs struct {
	mu       sync.Mutex // guards what follows
	last     int
	live     map[int]*liveRun
	draining bool
	empty    chan struct{} // closed when draining and nothing is live; nil before
}

type liveRun struct {
	session string
	cancel  context.CancelCauseFunc
	started bool // it does not wait for its turn any more
}

// begin gives a run a number. The error says that the server drains.
func (r *runs) begin(session string, cancel context.CancelCauseFunc) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.draining {
		return 0, noNewRuns()
	}
	if r.live == nil {
		r.live = make(map[int]*liveRun)
	}
	r.last++
	r.live[r.last] = &liveRun{session: session, cancel: cancel}
	return r.last, nil
}

// noNewRuns is the error of what would begin something while the server ends.
func noNewRuns() error {
	return &api.Error{Code: api.CodeDraining,
		Message: "the server is ending and takes no new runs"}
}

// start notes that the turn of a run has come.
func (r *runs) start(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live[id].started = true
}

// end undoes begin.
func (r *runs) end(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, id)
	r.signalEmpty()
}

// cancel cancels a run of a session, and reports false if there is none.
func (r *runs) cancel(session string, id int, cause error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	run, ok := r.live[id]
	if !ok || run.session != session {
		return false
	}
	run.cancel(cause)
	return true
}

// cancelAll cancels the runs of a session, or all if that is "", and returns how
// many there were.
func (r *runs) cancelAll(session string, cause error) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	count := 0
	for _, run := range r.live {
		if session == "" || run.session == session {
			run.cancel(cause)
			count++
		}
	}
	return count
}

// of returns the runs of a session, by number.
func (r *runs) of(session string) []api.InFlight {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := []api.InFlight{}
	for id, run := range r.live {
		if run.session == session {
			all = append(all, api.InFlight{Run: id, Waiting: !run.started})
		}
	}
	slices.SortFunc(all, func(a, b api.InFlight) int { return a.Run - b.Run })
	return all
}

// count returns how many runs there are and whether new ones are refused.
func (r *runs) count() (live int, draining bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.live), r.draining
}

// drain refuses new runs and waits for those there are; when ctx ends first it
// cancels them and returns how many.
func (r *runs) drain(ctx context.Context) (cancelled int) {
	r.mu.Lock()
	if !r.draining {
		r.draining, r.empty = true, make(chan struct{})
		r.signalEmpty()
	}
	empty := r.empty
	r.mu.Unlock()
	select {
	case <-empty:
		return 0
	case <-ctx.Done():
		return r.cancelAll("", errEnding)
	}
}

// signalEmpty ends the wait of drain. The caller holds mu.
func (r *runs) signalEmpty() {
	if !r.draining || len(r.live) > 0 {
		return
	}
	select {
	case <-r.empty:
	default:
		close(r.empty)
	}
}
