package commands

import (
	"errors"
	"fmt"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
)

// Adopt makes a process that was not started here, a browser say, end with the
// Runner, even if this program is killed: that process alone, not what it
// started. The error is ErrClosed, or why that cannot be: no such process, this
// program itself, one that may not be killed, or no guardian to do it (see
// Contained).
func (r *Runner) Adopt(pid int) error {
	r.mu.Lock()
	isClosed := r.closed
	r.mu.Unlock()
	if isClosed {
		return ErrClosed
	}
	err := r.parent.Adopt(pid)
	if errors.Is(err, proc.ErrClosed) { // meanwhile
		return ErrClosed
	}
	if err != nil {
		return fmt.Errorf("adopting process %d: %w", pid, err)
	}
	return nil
}
