package worker

import (
	"context"
	"errors"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

var _ jsapi.Commander = remoteCommands{}

// remoteCommands is the session's commands, in the host.
type remoteCommands struct{ host *client }

func (c remoteCommands) Run(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (any, error) {
	call := wire.Call{Method: wire.RunShaped, Name: name, Values: values, Timeout: o.Timeout}
	r, tail, err := c.call(ctx, call, wire.Bytes(o.Stdin))
	if err != nil {
		return nil, err
	}
	return r.Take(tail), nil
}

func (c remoteCommands) Exec(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (*commands.Result, error) {
	call := wire.Call{Method: wire.Exec, Name: name, Values: values, Timeout: o.Timeout}
	r, tail, err := c.call(ctx, call, wire.Bytes(o.Stdin))
	if err != nil {
		return nil, err
	}
	r.Result.Stdout = wire.Text(tail)
	return r.Result, nil
}

func (c remoteCommands) Start(
	ctx context.Context, name string, values map[string]any, o commands.StartOptions,
) (commands.Status, error) {
	return c.status(ctx, wire.Call{Method: wire.Start, Name: name, Values: values, As: o.As})
}

func (c remoteCommands) Stop(
	ctx context.Context, name string, o commands.StopOptions,
) (commands.Status, error) {
	return c.status(ctx, wire.Call{Method: wire.Stop, Name: name, Signal: o.Signal, Grace: o.Grace})
}

func (c remoteCommands) Wait(
	ctx context.Context, name string, o commands.WaitOptions,
) (commands.Status, error) {
	call := wire.Call{Method: wire.Wait, Name: name, For: o.For, Since: o.Since}
	if o.Pattern != nil {
		pattern := o.Pattern.String()
		call.Pattern = &pattern
	}
	return c.status(ctx, call)
}

func (c remoteCommands) Status(name string) (commands.Status, error) {
	return c.status(context.Background(), wire.Call{Method: wire.Status, Name: name})
}

// call asks for something of a command. That more was passed than the host takes
// is an error of the command, too.
func (c remoteCommands) call(
	ctx context.Context, call wire.Call, tail []byte,
) (wire.Reply, []byte, error) {
	r, tail, err := c.host.call(ctx, call, tail)
	if errors.Is(err, wire.ErrSize) {
		err = &commands.Error{Code: commands.CodeLimit, Command: call.Name, Err: err}
	}
	return r, tail, err
}

func (c remoteCommands) status(ctx context.Context, call wire.Call) (commands.Status, error) {
	r, _, err := c.call(ctx, call, nil)
	if err != nil {
		return commands.Status{}, err
	}
	return *r.Status, nil
}

func (c remoteCommands) Logs(name string, o commands.LogOptions) (commands.Logs, error) {
	r, _, err := c.call(context.Background(), wire.Call{
		Method: wire.Logs, Name: name, Since: o.Since, Stream: o.Stream, Limit: o.Limit,
	}, nil)
	if err != nil {
		return commands.Logs{}, err
	}
	return *r.Logs, nil
}

func (c remoteCommands) List() []commands.Info {
	r, _, _ := c.call(context.Background(), wire.Call{Method: wire.List}, nil)
	return r.Infos
}
