// Package repl answers: what does somebody at a prompt type and read? It knows
// lines, keys and dot commands; what an entry does it leaves to a Backend.
package repl

import (
	"context"
	"encoding/json"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// A Backend is the session a REPL is about, in this process or in another. An
// error of any method that wraps host.ErrClosed says that the session is not there
// any more, and ends the REPL.
type Backend interface {
	Evaluator
	Assistant
	Inspector
	Overseer
}

// An Evaluator evaluates entries, in turn with all that runs in the session.
type Evaluator interface {
	Eval(ctx context.Context, e host.Entry) (*host.Evaluation, error)
	Reset(ctx context.Context) error
}

// An Assistant helps to type an entry. It never waits behind a run.
type Assistant interface {
	Complete(ctx context.Context, text string, cursor int) (host.Completions, error)
	Preview(ctx context.Context, text string) (string, error)
}

// An Inspector tells what there is for a script. It never waits behind a run.
type Inspector interface {
	Vars(ctx context.Context) (map[string]json.RawMessage, error)
	Commands(ctx context.Context) ([]commands.Info, error)
}

// An Overseer tells what became of persistent commands. It never waits behind a
// run.
type Overseer interface {
	Processes(ctx context.Context) ([]commands.Status, error)
	Logs(ctx context.Context, name string) (commands.Logs, error)
	// Follow gives to told the state of a persistent command and its changes, one
	// at a time, and returns when it has ended and is not restarted. It may leave
	// out some that follow one another quickly, but not the last.
	Follow(ctx context.Context, name string, told func(commands.Status)) error
}
