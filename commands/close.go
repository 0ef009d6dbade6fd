package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
)

// Report says what Close had to kill.
type Report struct {
	Killed   []Killed      // ordered by PID; at most 1000 of what commands left behind
	Total    int           // how many were killed, listed or not
	Duration time.Duration // from the first Close until everything had ended
}

// Killed is a process that Close or OpenLedger ended: a command with its group,
// or a single process that a command had left behind.
type Killed struct {
	Command string // "" for what was left behind
	Name    string // of an instance that is not named like its command (StartOptions.As)
	Program string // "" for a command; else as the system calls it, at most 15 bytes
	PID     int
	Signal  string // what ended it
}

// closeWait is how long Close waits, unless its context ends first.
const closeWait = 5 * time.Second

// Close refuses further calls (ErrClosed), kills everything that was started
// here at once, persistent commands and what commands left behind too, and
// returns once all of it is reaped and the calls in flight have an error
// (CodeCancelled, with what was captured). When ctx ends first, or after five
// seconds, the error names the survivors. Status and Logs go on to answer.
// Closing twice is fine: it waits again and returns the same report.
//
// Without a guardian (Config.Uncontained) nobody can say what commands left
// behind. After a guardian was killed it is what the nets below it find; the
// error says what they could not end.
func (r *Runner) Close(ctx context.Context) (Report, error) {
	ctx, cancel := context.WithTimeout(ctx, closeWait)
	defer cancel()
	r.endAll()
	ended, lost := r.parent.Close(ctx)
	r.preparing.Wait()
	select {
	case <-r.empty:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	report := Report{Killed: slices.Clone(r.killed), Duration: time.Since(r.began)}
	for _, l := range ended.Killed {
		if slices.ContainsFunc(r.killed, func(k Killed) bool { return k.PID == l.PID }) {
			continue // a command that was adopted as well
		}
		report.Killed = append(report.Killed, Killed{Program: l.Program, PID: l.PID, Signal: l.Signal})
	}
	report.Total = len(report.Killed) + ended.Unlisted
	slices.SortFunc(report.Killed, func(a, b Killed) int { return cmp.Compare(a.PID, b.PID) })
	if survivors := r.survivors(ended.Survivors); survivors != "" {
		return report, errors.Join(lost, fmt.Errorf("still running after %v: %s: %w",
			report.Duration.Round(time.Millisecond), survivors, context.Cause(ctx)))
	}
	if r.took == 0 {
		r.took = report.Duration
	}
	report.Duration = r.took
	return report, lost
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
		close(r.empty)
	}
}

// idle reports whether there is no process. The caller holds mu.
func (r *Runner) idle() bool { return len(r.inFlight) == 0 && len(r.live) == 0 }

// survivors names what is in flight or live, and what was left behind and still
// is. The caller holds mu.
func (r *Runner) survivors(left []proc.Left) string {
	var names []string
	for s := range r.inFlight {
		names = append(names, fmt.Sprintf("%q (process %d)", s.inv.Command, s.pid()))
	}
	for p := range r.live {
		names = append(names, fmt.Sprintf("%q (process %d)", p.Name, p.pid()))
	}
	for _, l := range left {
		names = append(names, fmt.Sprintf("program %q (process %d)", l.Program, l.PID))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
