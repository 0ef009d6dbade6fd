package worker

import (
	"context"
	"errors"
	"sync"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// A client asks the host.
type client struct {
	conn *wire.Conn

	mu      sync.Mutex // guards what follows
	last    uint32
	pending map[uint32]chan wire.Frame // each takes one reply
}

func newClient(conn *wire.Conn) *client {
	return &client{conn: conn, pending: make(map[uint32]chan wire.Frame)}
}

// errGone is the error of a call whose host does not answer any more: this
// process is about to end.
var errGone = errors.New("the host is gone")

// ask asks and waits for the answer. The error is a *failure.
func (c *client) ask(call wire.Call, tail []byte) (wire.Reply, []byte, error) {
	return c.askFor(context.Background(), call, tail)
}

// askFor is ask and gives up the call when ctx ends. If the script wants that, it
// waits for what has come of it, as long as the run lasts: then it is the host that
// waits. A call that was given up before is sent as such: the host may find more
// wrong with it, as it would in this process, but does not begin what it asks for.
func (c *client) askFor(
	ctx context.Context, call wire.Call, tail []byte,
) (wire.Reply, []byte, error) {
	cause := context.Cause(ctx)
	if _, gaveUp := jsapi.GaveUp(cause); gaveUp {
		call.Abandoned = new(wire.CauseOf(cause))
	}
	id, answer, send := c.begin()
	err := send(wire.KindCall, id, call, tail)
	var f wire.Frame
	if err == nil {
		f, err = c.await(ctx, id, answer, call.Abandoned != nil)
	}
	if err != nil {
		c.drop(id)
		return wire.Reply{}, nil, err
	}
	var reply wire.Reply
	if err := f.Decode(&reply); err != nil {
		return reply, nil, err
	}
	if reply.Error != nil {
		return reply, nil, failureOf(id, reply.Error, context.Cause(ctx))
	}
	return reply, f.Tail, nil
}

// await waits for the answer of a call, or the end of the run, and tells the host
// if the script gives up the call, unless it knows. The error is why there is none.
func (c *client) await(
	ctx context.Context, id uint32, answer chan wire.Frame, known bool,
) (wire.Frame, error) {
	if !known {
		select {
		case f := <-answer:
			return f, nil
		case <-ctx.Done():
		}
	}
	cause := context.Cause(ctx)
	over, gaveUp := jsapi.GaveUp(cause)
	if !gaveUp {
		return wire.Frame{}, cause
	}
	if !known && c.conn.Send(wire.KindAbandon, id, wire.CauseOf(cause), nil) != nil {
		return wire.Frame{}, errGone
	}
	select {
	case f := <-answer:
		return f, nil
	case <-over:
		return wire.Frame{}, cause
	}
}

// call is askFor, and panics if what was asked for panicked in the host, as that
// does where it is in this process: jsapi gives up the VM.
func (c *client) call(
	ctx context.Context, call wire.Call, tail []byte,
) (wire.Reply, []byte, error) {
	r, tail, err := c.askFor(ctx, call, tail)
	if f, ok := errors.AsType[*failure](err); ok && f.panicked {
		panic(f)
	}
	return r, tail, err
}

// A sender is how a frame is sent: wire.Conn's Send or SendLazily.
type sender func(kind wire.Kind, id uint32, head any, tail []byte) error

// begin makes a call, and says how to send it: one of many lazily.
func (c *client) begin() (id uint32, answer chan wire.Frame, send sender) {
	answer = make(chan wire.Frame, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	c.pending[c.last] = answer
	if len(c.pending) > 1 {
		return c.last, answer, c.conn.SendLazily
	}
	return c.last, answer, c.conn.Send
}

func (c *client) drop(id uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, id)
}

// answer hands a reply to whoever asked.
func (c *client) answer(f wire.Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answer, ok := c.pending[f.ID]; ok {
		delete(c.pending, f.ID)
		answer <- f
	}
}

// bind calls one of the embedder's functions.
func (c *client) bind(ctx context.Context, name string, args []any) (any, error) {
	r, tail, err := c.call(ctx, wire.Call{Method: wire.Bind, Name: name, Args: args}, nil)
	if err != nil {
		return nil, err
	}
	if r.Stream != 0 {
		return &stream{host: c, opened: r.Stream}, nil
	}
	return r.Take(tail), nil
}

// A failure is an error of the host.
type failure struct {
	call     uint32 // that failed; the host knows the error by it
	text     string
	panicked bool
	command  *commands.Error // nil if it is not about a command
	cause    error           // for which the command was cancelled; nil if none
}

// failureOf is the error of a call. cause is why its context has ended, if it has:
// only of a command that was cancelled for it is that the reason.
func failureOf(call uint32, f *wire.Failure, cause error) *failure {
	err := &failure{call: call, text: f.Text, panicked: f.Panic}
	if c := f.Command; c != nil {
		if c.Code == commands.CodeCancelled || c.Code == commands.CodeTimeout {
			err.cause = cause
		}
		err.command = &commands.Error{
			Code: c.Code, Command: c.Command, Result: c.Result, Lines: c.Lines,
			Err: errors.New(f.Text),
		}
	}
	return err
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() []error {
	var errs []error
	if f.command != nil {
		errs = append(errs, f.command)
	}
	if f.cause != nil {
		errs = append(errs, f.cause)
	}
	return errs
}
