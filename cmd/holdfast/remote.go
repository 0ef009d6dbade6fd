package main

// What the commands that talk to a server have in common, and a run there.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/host"
)

const (
	serveHint = `"holdfast serve --detach" starts one`

	// theirSpecsHint is for what a session does not declare, for the file here may.
	theirSpecsHint = "the spec file is the server's, as it was when that started: " +
		"after a change, end it and start it again"
)

func addSocketFlag(flags *pflag.FlagSet, path *string) {
	flags.StringVar(path, "socket", "",
		"`path` of the server's socket (default: $HOLDFAST_SOCKET, or one of your own)")
}

// checkSessionFlags says what is wrong with --session and what goes with it, where
// without it there is no server.
func checkSessionFlags(flags *pflag.FlagSet) error {
	if err := checkNames(flags); err != nil {
		return err
	}
	session := flags.Changed("session")
	switch {
	case !session && flags.Changed("socket"):
		return misuse("say which one with --session", "--socket needs a session")
	case session && flags.Changed("specs"):
		return misuse(`give --specs to "holdfast serve"`,
			"--specs and --session do not go together: a session's specs are the server's")
	}
	return nil
}

// socketPath returns where the server is that a flag names, or the environment,
// or nobody; and whether it is the last.
func (sys *system) socketPath(flag string) (path string, isDefault bool) {
	if named := cmp.Or(flag, sys.getenv("HOLDFAST_SOCKET")); named != "" {
		return sys.path(named), false
	}
	runtimeDir := sys.getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(runtimeDir) { // which the XDG base directories have ignored
		runtimeDir = ""
	}
	return socket.DefaultPath(runtimeDir, cmp.Or(sys.getenv("TMPDIR"), "/tmp")), true
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
	if refused, ok := errors.AsType[*api.Error](err); ok {
		return refusedError(refused)
	}
	if sig, ok := errors.AsType[*signalled](err); ok {
		return &exitError{status: sig.status(), err: err, told: true}
	}
	if lost, ok := errors.AsType[*outputError](err); ok {
		return lost.exit()
	}
	return asExit(err)
}

// refusedError makes an *exitError of what a server refused.
func refusedError(refused *api.Error) error {
	exit := &exitError{status: statusFailed, err: refused}
	switch refused.Code {
	case api.CodeBadRequest:
		exit.status = statusUsage
	case api.CodeNoSession:
		exit.hint = `"holdfast sessions" shows what there is`
	case api.CodeNoProcess:
		exit.hint = `"holdfast ps" shows what there is`
	}
	return exit
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
		return watched.awaited(printable(script.Name))
	})
	outcome, err := c.Run(ctx, r.flags.session, r.request(script), client.Listener{
		Accepted: watched.accepted,
		Console:  func(e api.Entry) { r.out.print("", e.ConsoleEntry()) },
	})
	stopProgress()
	r.signals.end()
	if err != nil {
		return nil, remoteError(err)
	}
	result, err := outcome.Result()
	if err = runError(ctx, err); isUndeclared(err) {
		asExit(err).hint = theirSpecsHint
	}
	return result, err
}

// request is what asks a server for a run.
func (r *scriptRun) request(script host.Script) api.RunRequest {
	return api.RunRequest{
		Name: script.Name, Source: script.Source, Args: script.Args, MemoryBytes: script.MemoryBytes,
		TimeoutMs: api.TimeoutMs(script.Timeout), Stream: !r.flags.json,
	}
}

// sessionOf returns the session of a process: that which a flag names, the only
// one there is, or the only one that has such a process.
func sessionOf(ctx context.Context, c *client.Client, flag, process string) (string, error) {
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
	processes, err := askProcesses(ctx, c, "")
	if err != nil {
		return "", err
	}
	var with []string
	for _, p := range processes.Processes {
		if p.Name == process {
			with = append(with, p.Session)
		}
	}
	switch len(with) {
	case 0:
		return "", &exitError{status: statusFailed, hint: `"holdfast ps" shows what there is`,
			err: fmt.Errorf("none of %d sessions has a process %s", len(all.Sessions), quote(process))}
	case 1:
		return with[0], nil
	}
	return "", whichSession(process, with)
}

// whichSession is the error if several sessions have such a process.
func whichSession(process string, sessions []string) error {
	const shown = 5
	names := make([]string, 0, shown)
	for _, s := range sessions[:min(shown, len(sessions))] {
		names = append(names, quote(s))
	}
	if more := len(sessions) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return misuse("say which one with --session", "%d sessions have a process %s: %s",
		len(sessions), quote(process), strings.Join(names, ", "))
}
