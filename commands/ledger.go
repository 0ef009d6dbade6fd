package commands

import (
	"context"
	"fmt"

	"github.com/holdfast-run/holdfast/commands/internal/ledger"
	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/nets"
)

// A Ledger writes down what the Runners of this program start, so that the next
// program which opens the same folder can end what this one leaves behind if
// everything is killed at once, guardians too. It is safe for concurrent use.
type Ledger struct{ file *ledger.Ledger }

// Swept says what programs that are dead had left behind.
type Swept struct {
	Killed    []Killed // none has a Command: a ledger knows processes
	Survivors []int    // processes that could not be killed: the next OpenLedger tries again
	Skipped   []string // what was left alone, and why
}

// None reports whether there is nothing to say.
func (s Swept) None() bool { return len(s.Killed)+len(s.Survivors)+len(s.Skipped) == 0 }

// OpenLedger opens the ledger in a folder, which it makes if need be, and ends
// what dead programs have left there, for as long as ctx lets it. A process is
// killed only if it is certainly one of theirs. Close must be called once the
// Runners that use it are closed. The error says why the folder cannot be used.
//
// On systems other than Linux it records and ends nothing.
func OpenLedger(ctx context.Context, dir string) (*Ledger, Swept, error) {
	file, report, err := ledger.Open(ctx, dir)
	var swept Swept
	for _, k := range report.Killed {
		swept.Killed = append(swept.Killed, Killed{Program: k.Program, PID: k.PID, Signal: "SIGKILL"})
	}
	for _, id := range report.Survivors {
		swept.Survivors = append(swept.Survivors, id.PID)
	}
	for _, s := range report.Skipped {
		swept.Skipped = append(swept.Skipped, s.String())
	}
	if err != nil {
		return nil, swept, fmt.Errorf("ledger in %s: %w", dir, err)
	}
	return &Ledger{file}, swept, nil
}

// Close removes this program's part of the ledger if all its Runners are closed
// and left nothing. Closing nil is fine.
func (l *Ledger) Close() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// newNet returns the nets of a Runner. This program may itself be a command of
// some session, whose marker is handed on.
func newNet(cfg Config) *nets.Net {
	var file *ledger.Ledger
	if cfg.Ledger != nil {
		file = cfg.Ledger.file
	}
	return nets.New(file, variable(cfg.Environ, marker.Variable))
}
