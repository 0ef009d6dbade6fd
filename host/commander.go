package host

import (
	"context"

	"github.com/holdfast-run/holdfast/commands"
)

// A toldCommander is an embedder's Commander whose panics are logged.
type toldCommander struct {
	own     Commander
	session *Session
}

func (c toldCommander) Run(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (any, error) {
	defer c.session.tellPanic("command", name)
	return shownData(c.own.Run(ctx, name, values, o))
}

func (c toldCommander) Exec(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (*commands.Result, error) {
	defer c.session.tellPanic("command", name)
	return c.own.Exec(ctx, name, values, o)
}

func (c toldCommander) List() []commands.Info {
	defer c.session.tellPanic("command", "")
	return c.own.List()
}

func (c toldCommander) Start(
	ctx context.Context, name string, values map[string]any, o commands.StartOptions,
) (commands.Status, error) {
	defer c.session.tellPanic("command", name)
	return c.own.Start(ctx, name, values, o)
}

func (c toldCommander) Status(name string) (commands.Status, error) {
	defer c.session.tellPanic("command", name)
	return c.own.Status(name)
}

func (c toldCommander) Stop(
	ctx context.Context, name string, o commands.StopOptions,
) (commands.Status, error) {
	defer c.session.tellPanic("command", name)
	return c.own.Stop(ctx, name, o)
}

func (c toldCommander) Logs(name string, o commands.LogOptions) (commands.Logs, error) {
	defer c.session.tellPanic("command", name)
	return c.own.Logs(name, o)
}

func (c toldCommander) Wait(
	ctx context.Context, name string, o commands.WaitOptions,
) (commands.Status, error) {
	defer c.session.tellPanic("command", name)
	return c.own.Wait(ctx, name, o)
}
