package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Report says what Close had to kill.
type Report struct {
	Killed   []Killed      // ordered by PID
	Duration time.Duration // from the first Close until nothing was left
}

// Killed is one process group that Close ended.
type Killed struct {
	Command string
	PID     int
	Signal  string // what ended it
}

// Close refuses further calls (ErrClosed), kills every process group at once,
// also those of persistent commands, and returns once all are reaped and their
// calls have an error (CodeCancelled, with what was captured), or with an error
// naming the survivors when ctx ends first. Status and Logs go on to answer. Closing twice is fine: it waits again and returns the same report.
func (r *Runner) Close(ctx context.Context) (Report, error) {
	r.endAll()
	select {
	case <-r.empty:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	report := Report{Killed: slices.Clone(r.killed), Duration: r.took}
	slices.SortFunc(report.Killed, func(a, b Killed) int { return cmp.Compare(a.PID, b.PID) })
	if r.idle() {
		return report, nil
	}
	report.Duration = time.Since(r.began)
	return report, fmt.Errorf("still running after %v: %s: %w",
		report.Duration.Round(time.Millisecond), r.survivors(), context.Cause(ctx))
}

// endAll closes the Runner and kills whatever is in flight.
func (r *Runner) endAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.closed = true
	r.began = time.Now()
	close(r.closing)
	for s := range r.inFlight {
		s.end(closed, ErrClosed)
	}
	for p := range r.live {
		p.close()
	}
	r.signalEmpty()
}

// signalEmpty lets Close return if there is nothing to wait for. The caller
// holds mu.
func (r *Runner) signalEmpty() {
	if r.closed && r.idle() {
		r.took = time.Since(r.began)
		close(r.empty)
	}
}

// idle reports whether there is no process. The caller holds mu.
func (r *Runner) idle() bool { return len(r.inFlight) == 0 && len(r.live) == 0 }

// survivors names what is in flight or live. The caller holds mu.
func (r *Runner) survivors() string {
	var names []string
	for s := range r.inFlight {
		names = append(names, fmt.Sprintf("%q (process %d)", s.inv.Command, s.pid()))
	}
	for p := range r.live {
		names = append(names, fmt.Sprintf("%q (process %d)", p.name, p.pid()))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
