package marker

import (
	"context"
	"errors"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// Find returns the processes that are meant and alive. One that is forked
// meanwhile may be missed. The error says why /proc cannot be read, or that
// there are no descriptors left.
func (s Search) Find() (found []procfs.Identity, err error) {
	err = newScanner(s).pass(func(h *procfs.Handle) { found = append(found, h.Identity) })
	return found, err
}

const (
	// quietPasses is how many passes in a row must find nothing: a process
	// that forks and exits all the time can slip through one.
	quietPasses = 2

	// firstPause and longestPause bound the wait between two passes, in which
	// the killed ones die.
	firstPause   = 500 * time.Microsecond
	longestPause = 50 * time.Millisecond
)

// Kill kills the processes that are meant, again and again until none is found,
// ctx ends, or none of those left may be killed. Each is opened and looked at
// before it is signalled, so that no other process is hit.
//
// Survivors are no error. The error is that of Find, and comes with what was
// done before.
func (s Search) Kill(ctx context.Context) (procfs.Outcome, error) {
	sc := newScanner(s)
	signalled := map[procfs.Identity]bool{}
	pause := firstPause
	for quiet := 0; ; {
		found, refused, err := sc.killPass(signalled)
		if err != nil {
			return procfs.Settle(ctx, signalled, found), err
		}
		if len(found) == 0 {
			if quiet++; quiet == quietPasses {
				return procfs.Settle(ctx, signalled, nil), nil
			}
			continue
		}
		quiet = 0
		if refused == len(found) || ctx.Err() != nil {
			return procfs.Settle(ctx, signalled, found), nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

// killPass kills what one pass finds, notes in signalled what it could signal,
// and counts what it could not.
func (sc *scanner) killPass(signalled map[procfs.Identity]bool) (
	found []procfs.Identity, refused int, err error,
) {
	err = sc.pass(func(h *procfs.Handle) {
		switch err := h.Kill(); {
		case errors.Is(err, procfs.ErrGone):
			return
		case err != nil:
			refused++
		default:
			signalled[h.Identity] = true
		}
		found = append(found, h.Identity)
	})
	return found, refused, err
}
