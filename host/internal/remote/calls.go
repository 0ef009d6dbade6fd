package remote

// What a script in a worker asks of the tier that outlives it.

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// Bounds of the calls of one run that are under way at once: their number, to
// less than which jsapi holds scripts and tells them, so that whoever comes here
// keeps to no rules; and the memory of what was passed to them.
const (
	maxCalls     = 16 << 10
	maxCallBytes = 256 << 20
)

// A callTable is the calls of one run that are under way, and how calls failed.
type callTable struct {
	ctx  context.Context // of all calls
	tier *Tier
	conn *wire.Conn
	work sync.WaitGroup // counts the goroutines of calls

	before  func() // called before a reply; it may wait
	streams streamTable

	mu       sync.Mutex // guards what follows
	cancels  map[uint32]context.CancelCauseFunc
	count    int // of calls whose reply has not been taken off our hands
	bytes    int // that count hold
	over     bool
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
		return fmt.Errorf("%w: %w", wire.ErrProtocol, err)
	}
	if answer := prompt[c.Method]; answer != nil {
		o := protect(func() outcome { return answer(t.tier, c, f.Tail) })
		return t.reply(f.ID, &o)
	}
	if c.Method == wire.CloseStream {
		t.streams.drop(c.Opened)
		return t.reply(f.ID, &outcome{})
	}
	work := lasting[c.Method]
	if c.Method == wire.Next {
		work = t.streams.next
	}
	if work == nil {
		return fmt.Errorf("%w: a call of an unknown method, %d", wire.ErrProtocol, c.Method)
	}
	bytes := f.Bytes + patternBytes(c)
	ctx, err := t.begin(f.ID, bytes)
	if errors.Is(err, errCallBytes) {
		if c.Method != wire.Bind && c.Method != wire.Next {
			err = &commands.Error{Code: commands.CodeLimit, Command: c.Name, Err: err}
		}
		return t.reply(f.ID, &outcome{err: err})
	}
	if err != nil {
		return fmt.Errorf("%w: %w", wire.ErrProtocol, err)
	}
	if c.Abandoned != nil {
		t.giveUp(f.ID, *c.Abandoned)
	}
	// Owner: the run, whose context ends it. wait waits for it.
	t.work.Go(func() {
		o := outcome{err: jsapi.ErrExited}
		defer func() { // after a Goexit, too
			if o.stream != nil {
				o.reply.Stream = f.ID
				o.err = t.streams.keep(f.ID, o.stream)
			}
			t.end(f.ID)
			_ = t.reply(f.ID, &o) // an error is the end of the connection, which serve sees
			t.let(bytes)
		}()
		o = protect(func() outcome { return work(ctx, t.tier, c, f.Tail) })
	})
	return nil
}

// patternBytes is about what a call's regular expression may take when it is
// compiled: {1000} makes a thousand copies.
func patternBytes(c wire.Call) int {
	const perByte, perRepeated = 64, 8 << 10
	switch {
	case c.Pattern == nil:
		return 0
	case strings.Contains(*c.Pattern, "{"):
		return len(*c.Pattern) * perRepeated
	}
	return len(*c.Pattern) * perByte
}

// plainCall checks the values in a call.
func plainCall(c *wire.Call) error {
	if _, err := wire.Plain(c.Values); err != nil {
		return err
	}
	_, err := wire.Plain(c.Args)
	return err
}

// errCallBytes is the error of a call for which there is no room.
var errCallBytes = fmt.Errorf("the calls under way hold more than %d MiB of values; "+
	"await some of them before the next", maxCallBytes>>20)

// begin makes the context of a call, which holds so many bytes until let.
func (t *callTable) begin(id uint32, bytes int) (context.Context, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.cancels[id] != nil:
		return nil, fmt.Errorf("call %d is under way already", id)
	case t.count >= maxCalls:
		return nil, fmt.Errorf("more than %d calls at once", maxCalls)
	case t.bytes+bytes > maxCallBytes:
		return nil, errCallBytes
	}
	ctx, cancel := context.WithCancelCause(t.ctx)
	t.cancels[id] = cancel
	t.count++
	t.bytes += bytes
	return ctx, nil
}

// let frees what a call held, once its reply has been taken off our hands.
func (t *callTable) let(bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count--
	t.bytes -= bytes
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
	t.giveUp(f.ID, c)
	return nil
}

func (t *callTable) giveUp(id uint32, cause wire.Cause) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if cancel := t.cancels[id]; cancel != nil {
		cancel(cause.Err())
	}
}

// finish lets no more replies be sent: nobody waits for them.
func (t *callTable) finish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
}

func (t *callTable) isOver() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
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

// failure returns the error of a call that has failed, or of several; nil if none
// is known.
func (t *callTable) failure(ids []uint32) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 16 // as many as jsapi gathers
	var errs []error
	for _, id := range ids[:min(len(ids), most)] {
		errs = append(errs, t.failures.of(id))
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// An outcome is how a call ended.
type outcome struct {
	reply  wire.Reply
	tail   []byte
	err    error        // becomes reply.Error, unless there is one
	stream jsapi.Stream // what a binding returned; nil if it was a value
}

// reply answers a call. What cannot be sent becomes an error that can, which may
// have to wait: o lets go of what it was.
func (t *callTable) reply(id uint32, o *outcome) error {
	t.before()
	if t.isOver() {
		return nil
	}
	err := t.send(id, o)
	if err == nil || errors.Is(err, wire.ErrBroken) {
		return err
	}
	*o = outcome{err: err}
	return t.send(id, o)
}

func (t *callTable) send(id uint32, o *outcome) error {
	t.mu.Lock()
	if o.err != nil {
		if o.reply.Error == nil {
			o.reply.Error = failureOf(o.err)
		}
		t.failures.keep(id, o.err)
	}
	many := t.count > 1
	t.mu.Unlock()
	if many {
		return t.conn.SendLazily(wire.KindReply, id, o.reply, o.tail)
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
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprint(p.value) }

func (p *panicked) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// protect makes an error of a panic, be it of what work calls or of the methods of
// the error it returns, of a nil pointer say.
func protect(work func() outcome) (o outcome) {
	defer func() {
		if x := recover(); x != nil {
			o = outcome{err: &panicked{x, debug.Stack()}}
		}
	}()
	if o = work(); o.err != nil {
		o.reply.Error = failureOf(o.err)
	}
	return o
}
