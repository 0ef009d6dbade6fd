package repl

import (
	"context"
	"encoding/json"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// Local returns the backend of a session of this process.
func Local(s *host.Session) Backend { return local{s} }

type local struct{ *host.Session }

func (l local) Vars(context.Context) (map[string]json.RawMessage, error) {
	vars := make(map[string]json.RawMessage)
	for _, name := range l.Session.Vars().Keys() {
		if value, ok := l.Session.Vars().Get(name); ok {
			vars[name] = value
		}
	}
	return vars, nil
}

func (l local) Commands(context.Context) ([]commands.Info, error) {
	return l.Session.Commands().List(), nil
}

func (l local) Processes(context.Context) ([]commands.Status, error) {
	return l.Session.Commands().Processes(), nil
}

func (l local) Logs(_ context.Context, name string) (commands.Logs, error) {
	return l.Session.Commands().Logs(name, commands.LogOptions{})
}

func (l local) Follow(ctx context.Context, name string, told func(commands.Status)) error {
	return l.Session.Commands().Follow(ctx, name, commands.LogOptions{}, commands.Follower{
		State: func(s commands.Status) error { told(s); return nil },
	})
}
