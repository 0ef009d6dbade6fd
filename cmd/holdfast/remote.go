package main

// What the commands that talk to a server have in common, and a run there.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/host"
)

const serveHint = `"holdfast serve --detach" starts one`

func addSocketFlag(flags *pflag.FlagSet, path *string) {
	flags.StringVar(path, "socket", "",
		"`path` of the server's socket (default: $HOLDFAST_SOCKET, or one of your own)")
}

// socketPath returns where the server is that a flag names, or the environment,
// or nobody; and whether it is the last.
func (sys *system) socketPath(flag string) (path string, isDefault bool) {
	if named := cmp.Or(flag, sys.getenv("HOLDFAST_SOCKET")); named != "" {
		return sys.path(named), false
	}
	return socket.DefaultPath(sys.getenv("XDG_RUNTIME_DIR"), cmp.Or(sys.getenv("TMPDIR"), "/tmp")), true
}

// newClient returns a client of the server that a flag names.
func newClient(sys *system, flag string) *client.Client {
	path, _ := sys.socketPath(flag)
	return client.New(path)
}

// remoteError makes an *exitError of what a Client returned.
func remoteError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, client.ErrNoServer):
		return &exitError{status: statusUsage, err: err, hint: serveHint}
	case errors.Is(err, client.ErrLost):
		return &exitError{status: statusCrashed, err: err}
	}
	if refused, ok := errors.AsType[*api.Error](err); ok && refused.Code == api.CodeBadRequest {
		return &exitError{status: statusUsage, err: err}
	}
	if sig, ok := errors.AsType[*signalled](err); ok {
		return &exitError{status: sig.status(), err: err, told: true}
	}
	if lost, ok := errors.AsType[*outputError](err); ok {
		return lost.exit()
	}
	return asExit(err)
}

// runAt runs the script in a session of a server.
func (r *scriptRun) runAt(ctx context.Context, script host.Script) (*host.Result, error) {
	c := newClient(r.sys, r.flags.socket)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watched := watchedSession{client: c, name: r.flags.session}
	r.out.onFailure(cancel)
	r.signals.begin(watched.activities, cancel)
	stopProgress := startProgress(r.sys, r.out, func() string {
		return awaited(watched.now(), printable(script.Name))
	})
	outcome, err := c.Run(ctx, r.flags.session, r.request(script), func(e api.Entry) {
		r.out.print("", e.ConsoleEntry())
	})
	stopProgress()
	r.signals.end()
	if err != nil {
		return nil, remoteError(err)
	}
	result, err := outcome.Result()
	return result, runError(ctx, err)
}

// request is what asks a server for a run.
func (r *scriptRun) request(script host.Script) api.RunRequest {
	req := api.RunRequest{
		Name: script.Name, Source: script.Source, Args: script.Args, MemoryBytes: script.MemoryBytes,
		TimeoutMs: script.Timeout.Milliseconds(), Stream: !r.flags.json,
	}
	switch {
	case script.Timeout < 0:
		req.TimeoutMs = -1
	case script.Timeout > 0 && req.TimeoutMs == 0:
		req.TimeoutMs = 1
	}
	return req
}

// A watchedSession asks a server what goes on in a session.
type watchedSession struct {
	client *client.Client
	name   string
	asked  time.Time
	last   []host.Activity
}

// askTime bounds how long an answer may take: it is for the eye only.
const askTime = 200 * time.Millisecond

// activities asks.
func (s *watchedSession) activities() []host.Activity {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	var session api.Session
	if s.client.Get(ctx, api.Path(api.PathSession, s.name), &session) != nil {
		return nil
	}
	all := make([]host.Activity, len(session.Activities))
	for i, a := range session.Activities {
		all[i] = host.Activity{Name: a.Name, State: a.State}
	}
	return all
}

// now asks once a second and otherwise returns the last answer. One goroutine
// may use it.
func (s *watchedSession) now() []host.Activity {
	if time.Since(s.asked) >= time.Second {
		s.asked, s.last = time.Now(), s.activities()
	}
	return s.last
}

// theSession returns the session that a flag names, or the only one there is.
func theSession(ctx context.Context, c *client.Client, flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	var all api.Sessions
	if err := c.Get(ctx, api.PathSessions, &all); err != nil {
		return "", remoteError(err)
	}
	switch len(all.Sessions) {
	case 0:
		return "", &exitError{status: statusFailed, err: errors.New("the server has no sessions"),
			hint: `"holdfast run --session NAME" makes one`}
	case 1:
		return all.Sessions[0].Name, nil
	}
	const shown = 5
	names := make([]string, 0, shown)
	for _, s := range all.Sessions[:min(shown, len(all.Sessions))] {
		names = append(names, quote(s.Name))
	}
	if more := len(all.Sessions) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return "", misuse("say which one with --session", "there are %d sessions: %s",
		len(all.Sessions), strings.Join(names, ", "))
}
