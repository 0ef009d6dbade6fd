package procfs

import (
	"maps"
	"slices"
)

// An Outcome is what became of the processes that something tried to kill.
type Outcome struct {
	Killed    []Identity // signalled, and gone
	Survivors []Identity // still there in the end
}

// NewOutcome sorts what was signalled, at one time or another, into what is
// gone and what is among the survivors.
func NewOutcome(signalled map[Identity]bool, survivors []Identity) Outcome {
	gone := maps.Clone(signalled)
	for _, id := range survivors {
		delete(gone, id)
	}
	killed := slices.SortedFunc(maps.Keys(gone), func(a, b Identity) int { return a.PID - b.PID })
	return Outcome{Killed: killed, Survivors: survivors}
}
