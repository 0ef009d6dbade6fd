package remote

// What the calls of a script do, by method.

import (
	"context"
	"regexp"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// prompt has the calls that take no time. A script waits for them without
// letting go of its VM.
var prompt = map[wire.Method]func(t *Tier, c wire.Call, tail []byte) outcome{
	wire.Status: func(t *Tier, c wire.Call, _ []byte) outcome {
		return statusOutcome(t.Commands.Status(c.Name))
	},
	wire.Logs: func(t *Tier, c wire.Call, _ []byte) outcome {
		o := commands.LogOptions{Since: c.Since, Stream: c.Stream, Limit: c.Limit}
		logs, err := t.Commands.Logs(c.Name, o)
		return outcome{reply: wire.Reply{Logs: &logs}, err: err}
	},
	wire.List: func(t *Tier, _ wire.Call, _ []byte) outcome {
		return outcome{reply: wire.Reply{Infos: t.Commands.List()}}
	},
	wire.VarGet: func(t *Tier, c wire.Call, _ []byte) outcome {
		value, ok := t.Vars.Get(c.Name)
		return outcome{reply: wire.Reply{OK: ok}, tail: value}
	},
	wire.VarSet: func(t *Tier, c wire.Call, value []byte) outcome {
		return outcome{err: t.Vars.Set(c.Name, value)}
	},
	wire.VarDelete: func(t *Tier, c wire.Call, _ []byte) outcome {
		return outcome{reply: wire.Reply{OK: t.Vars.Delete(c.Name)}}
	},
	wire.VarKeys: func(t *Tier, _ wire.Call, _ []byte) outcome {
		return outcome{reply: wire.Reply{Keys: t.Vars.Keys()}}
	},
}

// lasting has the calls that may take their time, each on a goroutine of its
// own.
var lasting = map[wire.Method]func(ctx context.Context, t *Tier, c wire.Call, tail []byte) outcome{
	wire.RunShaped: func(ctx context.Context, t *Tier, c wire.Call, stdin []byte) outcome {
		value, err := t.Commands.Run(ctx, c.Name, c.Values, oneshotOptions(c, stdin))
		return valueOutcome(value, err)
	},
	wire.Exec: func(ctx context.Context, t *Tier, c wire.Call, stdin []byte) outcome {
		result, err := t.Commands.Exec(ctx, c.Name, c.Values, oneshotOptions(c, stdin))
		if err != nil {
			return outcome{err: err}
		}
		lean := *result
		lean.Stdout = ""
		return outcome{reply: wire.Reply{Result: &lean}, tail: wire.Bytes(result.Stdout)}
	},
	wire.Start: func(ctx context.Context, t *Tier, c wire.Call, _ []byte) outcome {
		return statusOutcome(t.Commands.Start(ctx, c.Name, c.Values, commands.StartOptions{As: c.As}))
	},
	wire.Stop: func(ctx context.Context, t *Tier, c wire.Call, _ []byte) outcome {
		o := commands.StopOptions{Signal: c.Signal, Grace: c.Grace}
		return statusOutcome(t.Commands.Stop(ctx, c.Name, o))
	},
	wire.Wait: func(ctx context.Context, t *Tier, c wire.Call, _ []byte) outcome {
		o := commands.WaitOptions{For: c.For, Since: c.Since}
		if c.Pattern != nil {
			var err error
			if o.Pattern, err = regexp.Compile(*c.Pattern); err != nil {
				return outcome{err: err}
			}
		}
		return statusOutcome(t.Commands.Wait(ctx, c.Name, o))
	},
	wire.Bind: func(ctx context.Context, t *Tier, c wire.Call, _ []byte) outcome {
		value, err := t.Call(ctx, c.Name, c.Args)
		if stream, ok := value.(jsapi.Stream); ok && err == nil {
			return outcome{stream: stream}
		}
		return valueOutcome(value, err)
	},
}

func oneshotOptions(c wire.Call, stdin []byte) commands.Options {
	return commands.Options{Timeout: c.Timeout, Stdin: wire.Text(stdin)}
}

func statusOutcome(status commands.Status, err error) outcome {
	return outcome{reply: wire.Reply{Status: &status}, err: err}
}

func valueOutcome(value any, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	o := outcome{}
	o.tail = o.reply.Put(value)
	return o
}
