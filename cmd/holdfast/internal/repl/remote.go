package repl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// A Remote is the backend of a session of a server.
type Remote struct {
	client   *client.Client
	session  string
	accepted func(run int)
	entry    sync.Mutex // held while an entry is in flight
}

// Attach returns the backend of a session of a server, which makes it if there is
// none of that name. accepted gets the number of each entry. The error is one of
// the client's.
func Attach(
	ctx context.Context, c *client.Client, session string, accepted func(run int),
) (*Remote, error) {
	if err := c.Put(ctx, api.Path(api.PathSession, session), new(api.Session)); err != nil {
		return nil, err
	}
	return &Remote{client: c, session: session, accepted: accepted}, nil
}

// Leave returns once no entry is in flight: after the end of the context of Eval,
// once the server has cancelled it. The session stays.
func (r *Remote) Leave() {
	r.entry.Lock()
	defer r.entry.Unlock()
}

// Attend keeps the session from ending because it is idle. It returns when ctx
// ends, with its cause, or with a host.ErrClosed when the session is not there any
// more.
func (r *Remote) Attend(ctx context.Context) error {
	return r.gone(r.client.Get(ctx, r.path(api.PathPresence), new(api.Done)))
}

// Eval implements Evaluator.
func (r *Remote) Eval(ctx context.Context, e host.Entry) (*host.Evaluation, error) {
	r.entry.Lock()
	defer r.entry.Unlock()
	ev, err := r.client.Eval(ctx, r.session, newRequest(e), client.Listener{
		Accepted: r.accepted,
		Console:  func(entry api.Entry) { e.Console(entry.ConsoleEntry()) },
	})
	if err != nil {
		return nil, r.gone(err)
	}
	return ev.Evaluation()
}

// newRequest is what asks a server for an entry.
func newRequest(e host.Entry) api.EntryRequest {
	return api.EntryRequest{
		Name: e.Name, Source: e.Source, Colors: e.Colors, Columns: e.Columns,
		TimeoutMs: api.TimeoutMs(e.Timeout), MemoryBytes: e.MemoryBytes,
	}
}

// Reset implements Evaluator.
func (r *Remote) Reset(ctx context.Context) error {
	return r.gone(r.client.Post(ctx, r.path(api.PathReset), nil, new(api.Done)))
}

// Complete implements Assistant.
func (r *Remote) Complete(ctx context.Context, text string, cursor int) (host.Completions, error) {
	var found api.Completions
	req := api.CompletionRequest{Text: text, Cursor: cursor}
	err := r.client.Post(ctx, r.path(api.PathComplete), req, &found)
	return found.Completions(), r.gone(err)
}

// Preview implements Assistant.
func (r *Remote) Preview(ctx context.Context, text string) (string, error) {
	var shown api.Preview
	err := r.client.Post(ctx, r.path(api.PathPreview), api.PreviewRequest{Text: text}, &shown)
	return shown.Text, r.gone(err)
}

// Vars implements Inspector.
func (r *Remote) Vars(ctx context.Context) (map[string]json.RawMessage, error) {
	var all api.Vars
	err := r.client.Get(ctx, r.path(api.PathVars), &all)
	return all.Vars, r.gone(err)
}

// Commands implements Inspector.
func (r *Remote) Commands(ctx context.Context) ([]commands.Info, error) {
	var all api.Commands
	err := r.client.Get(ctx, r.path(api.PathCommands), &all)
	return all.Infos(), r.gone(err)
}

// Processes implements Overseer.
func (r *Remote) Processes(ctx context.Context) ([]commands.Status, error) {
	var answer api.Processes
	err := r.client.Get(ctx, r.path(api.PathProcesses), &answer)
	var all []commands.Status
	for _, p := range answer.Processes {
		all = append(all, p.Status())
	}
	return all, r.gone(err)
}

// Logs implements Overseer.
func (r *Remote) Logs(ctx context.Context, name string) (commands.Logs, error) {
	var answer api.Logs
	err := r.client.Get(ctx, r.path(api.PathLogs, name), &answer)
	return answer.Logs(), r.gone(err)
}

// Follow implements Overseer.
func (r *Remote) Follow(ctx context.Context, name string, told func(commands.Status)) error {
	return r.gone(r.client.Follow(ctx, r.path(api.PathStates, name), func(e api.Event) error {
		if e.State != nil {
			told(e.State.Status())
		}
		return nil
	}))
}

func (r *Remote) path(pattern string, more ...string) string {
	return api.Path(pattern, append([]string{r.session}, more...)...)
}

// gone finds the errors after which there is no session any more.
func (r *Remote) gone(err error) error {
	refused, _ := errors.AsType[*api.Error](err)
	switch {
	case refused != nil && refused.Code == api.CodeNoSession:
		return &goneError{fmt.Errorf("session %q has ended", r.session)}
	case errors.Is(err, client.ErrNoServer): // there was one
		return &goneError{fmt.Errorf("%w: %v", client.ErrLost, err)}
	case errors.Is(err, client.ErrLost):
		return &goneError{err}
	}
	return err
}

// A goneError is a host.ErrClosed that says what became of the session.
type goneError struct{ err error }

func (e *goneError) Error() string { return e.err.Error() }

// Unwrap says both.
func (e *goneError) Unwrap() []error { return []error{e.err, host.ErrClosed} }
