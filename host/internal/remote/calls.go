package remote

// What a script in a worker asks of the tier that outlives it.

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// maxCalls bounds how many calls of one run are under way at once. jsapi holds
// scripts to less and tells them; whoever comes here keeps to no rules.
const maxCalls = 16 << 10

// A callTable is the calls of one run that are under way, and how calls failed.
type callTable struct {
	ctx  context.Context // of all calls
	tier *Tier
	conn *wire.Conn
	work sync.WaitGroup // counts the goroutines of calls

	streams streamTable

	mu       sync.Mutex // guards what follows
	cancels  map[uint32]context.CancelCauseFunc
	failures failures
}

func newCallTable(ctx context.Context, tier *Tier, conn *wire.Conn) *callTable {
	return &callTable{
		ctx: ctx, tier: tier, conn: conn, cancels: make(map[uint32]context.CancelCauseFunc),
	}
}

// take begins a call, and ends it too if that takes no time. The error says that
// the worker does not keep to the protocol, or is gone.
func (t *callTable) take(f wire.Frame) error {
	var c wire.Call
	if err := f.Decode(&c); err != nil {
		return err
	}
	if err := plainCall(&c); err != nil {
		return err
	}
	if answer := prompt[c.Method]; answer != nil {
		return t.reply(f.ID, answer(t.tier, c, f.Tail))
	}
	if c.Method == wire.CloseStream {
		t.streams.drop(c.Opened)
		return t.reply(f.ID, outcome{})
	}
	work := lasting[c.Method]
	if c.Method == wire.Next {
		work = t.streams.next
	}
	if work == nil {
		return fmt.Errorf("a call of an unknown method, %d", c.Method)
	}
	ctx, err := t.begin(f.ID)
	if err != nil {
		return err
	}
	// Owner: the run, whose context ends it. wait waits for it.
	t.work.Go(func() {
		outcome := protect(func() outcome { return work(ctx, t.tier, c, f.Tail) })
		if outcome.stream != nil {
			outcome.reply.Stream = f.ID
			outcome.err = t.streams.keep(f.ID, outcome.stream)
		}
		t.end(f.ID)
		_ = t.reply(f.ID, outcome) // an error is the end of the connection, which serve sees
	})
	return nil
}

// plainCall checks the values in a call.
func plainCall(c *wire.Call) error {
	if _, err := wire.Plain(c.Values); err != nil {
		return err
	}
	_, err := wire.Plain(c.Args)
	return err
}

// begin makes the context of a call.
func (t *callTable) begin(id uint32) (context.Context, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.cancels) >= maxCalls {
		return nil, fmt.Errorf("more than %d calls at once", maxCalls)
	}
	if t.cancels[id] != nil {
		return nil, fmt.Errorf("call %d is under way already", id)
	}
	ctx, cancel := context.WithCancelCause(t.ctx)
	t.cancels[id] = cancel
	return ctx, nil
}

func (t *callTable) end(id uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cancels[id](nil)
	delete(t.cancels, id)
}

// abandon ends the context of a call that the script has given up. It may have
// been answered meanwhile.
func (t *callTable) abandon(f wire.Frame) error {
	var c wire.Cause
	if err := f.Decode(&c); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if cancel := t.cancels[f.ID]; cancel != nil {
		cancel(c.Err())
	}
	return nil
}

// wait returns once no call is under way, or false after grace.
func (t *callTable) wait(grace time.Duration) bool {
	done := make(chan struct{})
	go func() { // owner: this call; ends with the last call; nobody waits after grace
		t.work.Wait()
		close(done)
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// failure returns the error of a call that has failed; nil if it is not known.
func (t *callTable) failure(id uint32) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failures.of(id)
}

// An outcome is how a call ended.
type outcome struct {
	reply  wire.Reply
	tail   []byte
	err    error        // becomes reply.Error
	stream jsapi.Stream // what a binding returned; nil if it was a value
}

// reply answers a call.
func (t *callTable) reply(id uint32, o outcome) error {
	if o.err != nil {
		o.reply.Error = failureOf(o.err)
		t.mu.Lock()
		t.failures.keep(id, o.err)
		t.mu.Unlock()
	}
	return t.conn.Send(wire.KindReply, id, o.reply, o.tail)
}

// failureOf is what a worker is told of an error.
func failureOf(err error) *wire.Failure {
	f := &wire.Failure{Text: err.Error()}
	if _, ok := errors.AsType[*panicked](err); ok {
		f.Panic = true
	}
	if e, ok := errors.AsType[*commands.Error](err); ok {
		f.Command = &wire.CommandError{
			Code: e.Code, Command: e.Command, Result: e.Result, Lines: e.Lines,
		}
	}
	return f
}

// A panicked is a panic in one of the embedder's functions.
type panicked struct{ value any }

func (p *panicked) Error() string { return fmt.Sprint(p.value) }

func (p *panicked) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// protect makes an error of a panic, which Session.call has logged.
func protect(work func() outcome) (o outcome) {
	defer func() {
		if x := recover(); x != nil {
			o = outcome{err: &panicked{x}}
		}
	}()
	return work()
}

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
		if err == nil {
			value, err = jsapi.Portable(value)
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
