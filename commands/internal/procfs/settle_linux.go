package procfs

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// Settle waits until what was signalled has ended, except the survivors that
// are known already, or ctx ends; and says what became of each. A process loses
// its environment and its control group a moment before it has ended.
func Settle(ctx context.Context, signalled map[Identity]bool, survivors []Identity) Outcome {
	outcome := Outcome{Survivors: slices.Clone(survivors)}
	for _, id := range slices.SortedFunc(maps.Keys(signalled), byPID) {
		switch {
		case slices.Contains(survivors, id):
		case id.wait(ctx) != nil:
			outcome.Survivors = append(outcome.Survivors, id)
		default:
			outcome.Killed = append(outcome.Killed, id)
		}
	}
	return outcome
}

func byPID(a, b Identity) int { return a.PID - b.PID }

// wait waits until the process has ended. The error is ctx's cause, or one of
// the system's.
func (id Identity) wait(ctx context.Context) error {
	h, err := id.Open()
	if errors.Is(err, ErrGone) || errors.Is(err, ErrRecycled) {
		return nil
	}
	if err != nil {
		return err
	}
	defer h.Close()
	return h.Wait(ctx)
}
