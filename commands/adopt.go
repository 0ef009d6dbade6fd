package commands

import "fmt"

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
	if err := r.parent.Adopt(pid); err != nil {
		return fmt.Errorf("adopting process %d: %w", pid, err)
	}
	return nil
}
