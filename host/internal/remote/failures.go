package remote

import (
	"errors"

	"github.com/holdfast-run/holdfast/commands"
)

// Bounds of what failures keeps.
const (
	maxFailures     = 1000
	maxFailureBytes = 32 << 20
)

// failures are the last errors that a script's calls had, so that the one behind
// what it throws can be given to Go code. A script may fail as often as it likes,
// so they are bounded. The zero value has none.
type failures struct {
	errs  map[uint32]error
	order []uint32 // oldest first
	bytes int
}

func (f *failures) keep(call uint32, err error) {
	if f.errs == nil {
		f.errs = make(map[uint32]error)
	}
	if f.errs[call] != nil {
		return // a worker that counts wrongly
	}
	f.errs[call] = err
	f.order = append(f.order, call)
	f.bytes += failureBytes(err)
	for len(f.order) > maxFailures || f.bytes > maxFailureBytes {
		oldest := f.order[0]
		f.bytes -= failureBytes(f.errs[oldest])
		delete(f.errs, oldest)
		f.order = f.order[1:]
	}
}

func (f *failures) of(call uint32) error { return f.errs[call] }

// failureBytes is about what an error holds on to.
func failureBytes(err error) int {
	const least = 1 << 10
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Result == nil {
		return least
	}
	return least + len(e.Result.Stdout) + len(e.Result.Stderr)
}
