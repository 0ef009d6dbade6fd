package commands

import (
	"time"

	"github.com/holdfast-run/holdfast/specs"
)

// A backoff says how long to wait before a restart.
type backoff struct {
	specs.Restart
	row int // restarts in a row
}

// maxBackoff bounds the wait. A process that has been ready for healthyTime is
// not part of a row.
const (
	maxBackoff  = 30 * time.Second
	healthyTime = 10 * time.Second
)

// next returns how long to wait before the restart of a process that had been
// ready for a time, or false if there were too many restarts in a row. The
// first wait is as declared and each further one twice as long, up to
// maxBackoff unless more was declared.
func (b *backoff) next(healthy time.Duration) (wait time.Duration, again bool) {
	if healthy >= healthyTime {
		b.row = 0
	}
	if b.Max >= 0 && b.row >= b.Max {
		return 0, false
	}
	wait = b.Backoff
	longest := max(wait, maxBackoff)
	for range b.row {
		if wait = min(2*wait, longest); wait == longest || wait == 0 {
			break
		}
	}
	b.row++
	return wait, true
}
