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
	errs  map[uint32]kept
	order []uint32 // oldest first
	bytes int
}

// A kept is an error and about what it holds on to.
type kept struct {
	err   error
	bytes int
}

func (f *failures) keep(call uint32, err error) {
	if f.errs == nil {
		f.errs = make(map[uint32]kept)
	}
	if _, counted := f.errs[call]; counted {
		return // a worker that counts wrongly
	}
	k := kept{err, failureBytes(err)}
	f.errs[call] = k
	f.order = append(f.order, call)
	f.bytes += k.bytes
	for len(f.order) > maxFailures || f.bytes > maxFailureBytes {
		oldest := f.order[0]
		f.bytes -= f.errs[oldest].bytes
		delete(f.errs, oldest)
		f.order = f.order[1:]
	}
}

func (f *failures) of(call uint32) error { return f.errs[call].err }

// failureBytes is about what an error holds on to. Its text has the name of what was
// called, and may have the arguments.
func failureBytes(err error) int {
	bytes := 1<<10 + len(err.Error())
	if e, ok := errors.AsType[*commands.Error](err); ok && e.Result != nil {
		bytes += len(e.Result.Stdout) + len(e.Result.Stderr)
	}
	return bytes
}
