package commands

import "github.com/holdfast-run/holdfast/commands/internal/guardian"

// A Spare keeps one guardian ready for the Runners that have it in their Config:
// a Runner's first command then need not wait some milliseconds for the start of
// one. It does so from the second Runner on that runs a command, so where there is
// but one it costs nothing. What is ready ends with this process, however that
// ends.
//
// A guardian's user, umask, limits and namespaces are those that this process has
// when it starts the guardian: at the first command of the Runner before, or when
// that is prepared.
//
// The zero value is ready. It is safe for concurrent use. Close must be called.
type Spare struct{ guardians guardian.Spare }

// Close ends the guardian that is ready, and returns when it has ended. Runners
// work without it from then on. Closing twice is fine.
func (s *Spare) Close() { s.guardians.Close() }

// ready returns what a Parent takes; nil if there is no Spare.
func (s *Spare) ready() *guardian.Spare {
	if s == nil {
		return nil
	}
	return &s.guardians
}
