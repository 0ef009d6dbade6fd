package remote

// One run of a script, and what its worker says meanwhile.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/memory"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// do has the worker do something, and serves it until it says how that ended or
// has ended itself. What failed is a *jsapi.ScriptError.
func (vm *VM) do(
	ctx context.Context, head wire.Run, source string, l Limits,
) (wire.Done, []byte, error) {
	// The calls of a run outlast its context a little: the worker is told of its
	// end before it is told that they failed.
	calls, endCalls := context.WithCancelCause(context.WithoutCancel(ctx))
	defer endCalls(nil)
	head.MemoryBytes = max(l.MemoryBytes, 0)
	used, err := vm.process.Memory()
	head.WatchHeap = errors.Is(err, errors.ErrUnsupported)
	head.Tidy = l.MemoryBytes >= 0 && vm.base > 0 && used-vm.base > tidyBytes
	r := &run{
		vm: vm, head: head, source: source, limits: l, ctx: ctx,
		calls: newCallTable(calls, vm.tier, vm.conn),
		sent:  make(chan struct{}), told: make(chan struct{}),
	}
	r.calls.before = r.awaitTold
	left := true // by what prints: with runtime.Goexit, as t.Fatal does
	defer func() {
		if left {
			vm.Kill() // its answer is not to be taken for that of the next run
			_, _ = r.finish(endCalls)
		}
	}()
	unwatch := vm.watch(l)
	release := r.interruptOn(endCalls)
	done, value, err := r.serve()
	left = false
	release()
	unwatch()
	if err != nil {
		vm.Kill() // it may have ended itself
	}
	ended := context.Cause(ctx)
	broken, finished := r.finish(endCalls)
	vm.poisoned = vm.poisoned || done.Poisoned || broken != nil || !finished
	var failed *jsapi.ScriptError
	switch {
	case err != nil:
		done, failed = wire.Done{}, r.lost(ended, err)
	case done.Error != nil:
		failed = r.scriptError(done.Error, ended)
	case broken != nil:
		failed = refused(broken)
	}
	if !finished {
		failed = failed.Abandoned()
	}
	if failed != nil {
		return done, nil, failed
	}
	return done, value, nil
}

// finish ends what a script has left behind, and reports whether all of it has
// ended soon. The error is that the end of a stream has panicked.
func (r *run) finish(cancel context.CancelCauseFunc) (broken error, finished bool) {
	r.calls.finish()
	cancel(errRunOver)
	broken = r.calls.streams.close()
	return broken, r.calls.wait(abandonAfter)
}

// tidyBytes is how much more than at first a worker has before it is told to give
// back what earlier runs have left: a run is charged for all that its worker has.
const tidyBytes = 32 << 20

// errRunOver is what ends the calls that a script left behind.
var errRunOver = errors.New("the run is over")

// abandonAfter bounds how long a run that is over waits for a binding that
// ignores its context.
const abandonAfter = 5 * time.Second

// A run is one thing a worker does.
type run struct {
	vm     *VM
	head   wire.Run
	source string
	limits Limits
	ctx    context.Context // of the run, which is as long as this
	calls  *callTable
	sent   chan struct{} // closed when the worker knows of the run, or is lost
	told   chan struct{} // closed when the worker has been told that ctx ended, or has done
}

// interruptOn tells the worker when the context of the run ends, ends its calls,
// and kills it if it goes on. release waits for what has begun, so that nothing
// hits the next run.
func (r *run) interruptOn(endCalls context.CancelCauseFunc) (release func()) {
	var last *ultimatum
	grace := killGrace
	if r.head.Op == wire.OpComplete || r.head.Op == wire.OpPreview {
		grace = peekGrace
	}
	stop := context.AfterFunc(r.ctx, func() {
		defer close(r.told)
		last = newUltimatum(r.vm, grace)
		cause := context.Cause(r.ctx)
		<-r.sent // of the end of what has not begun a worker makes nothing
		_ = r.vm.conn.Send(wire.KindCancel, 0, wire.CauseOf(cause), nil)
		endCalls(cause)
	})
	return func() {
		if stop() {
			close(r.told) // by now it needs not be: the context may still end
			return
		}
		<-r.told
		last.lift()
	}
}

// awaitTold returns once the worker knows, if the context of the run has ended: it
// is not to learn first that its calls have failed.
func (r *run) awaitTold() {
	if r.ctx.Err() != nil {
		<-r.told
	}
}

// serve sends what is to be done, and does what is asked for until it is done.
// The error says how the connection ended.
func (r *run) serve() (done wire.Done, value []byte, err error) {
	conn := r.vm.conn
	err = conn.Send(wire.KindRun, 0, r.head, wire.Bytes(r.source))
	close(r.sent)
	if err != nil {
		return done, nil, err
	}
	for {
		f, err := conn.Receive()
		if err != nil {
			return done, nil, err
		}
		if f.Kind == wire.KindDone {
			if err := f.Decode(&done); err != nil {
				return done, nil, err
			}
			if err := r.checkCompletions(done.Completions); err != nil {
				return done, nil, err
			}
			return done, f.Tail, r.checkValue(f.Tail)
		}
		if err := r.take(f); err != nil {
			return done, nil, err
		}
	}
}

// checkValue checks that the value of a script is JSON.
func (r *run) checkValue(text []byte) error {
	if r.head.Op == wire.OpRun && len(text) > 0 && !json.Valid(text) {
		return fmt.Errorf("%w: the value of a run is no JSON text", wire.ErrProtocol)
	}
	return nil
}

// checkCompletions checks that what is completed begins before the cursor, and that
// there is not too much of it.
func (r *run) checkCompletions(c *jsapi.Completions) error {
	switch {
	case c == nil:
		return nil
	case c.Start < 0 || c.Start > max(0, min(r.head.Cursor, len(r.source))):
		return fmt.Errorf("%w: a completion begins at byte %d", wire.ErrProtocol, c.Start)
	case len(c.Candidates) > jsapi.MaxCandidates:
		return fmt.Errorf("%w: a completion has %d candidates", wire.ErrProtocol, len(c.Candidates))
	}
	return nil
}

// take does what one frame asks for. The error says that the worker does not
// keep to the protocol.
func (r *run) take(f wire.Frame) error {
	switch f.Kind {
	case wire.KindReady:
		var ready wire.Ready
		if err := f.Decode(&ready); err != nil {
			return err
		}
		if ready.Error != "" {
			return &notMade{ready.Error}
		}
		r.vm.ready = true
		r.vm.limit(r.limits)
		return nil
	case wire.KindConsole:
		return r.print(f)
	case wire.KindCall:
		return r.calls.take(f)
	case wire.KindAbandon:
		return r.calls.abandon(f)
	}
	return fmt.Errorf("%w: a %v frame is not for a host", wire.ErrProtocol, f.Kind)
}

// isLevel reports whether it is one of jsapi.ConsoleEntry.
func isLevel(level string) bool {
	switch level {
	case "log", "info", "debug", "warn", "error", "trace", "result":
		return true
	}
	return false
}

// print prints. The error says that what prints panicked, or that the worker does
// not keep to the protocol.
func (r *run) print(f wire.Frame) (err error) {
	var e wire.Entry
	if err := f.Decode(&e); err != nil {
		return err
	}
	if !isLevel(e.Level) { // it would be kept, and is not counted
		return fmt.Errorf("%w: a console has no such level: %s", wire.ErrProtocol, clip(e.Level))
	}
	defer func() {
		if x := recover(); x != nil {
			err = &panicked{x, debug.Stack()}
		}
	}()
	r.vm.tier.Console(jsapi.ConsoleEntry{Level: e.Level, Message: string(f.Tail), Time: e.Time})
	return nil
}

// scriptError is what the worker says of a failed run, with the Go error
// underneath, which never left this process. ended is why the run's context has
// ended, if it has.
func (r *run) scriptError(e *wire.ScriptError, ended error) *jsapi.ScriptError {
	serr := &jsapi.ScriptError{
		Kind: e.Kind, Name: e.Name, Message: e.Message, File: e.File, Line: e.Line,
		Column: e.Column, Snippet: e.Snippet, Stack: e.Stack, Properties: e.Properties,
	}
	switch {
	case ended != nil && e.Kind == wire.CauseOf(ended).Kind:
		serr.Err = ended
	case e.Kind == jsapi.KindMemory && r.head.WatchHeap && r.head.MemoryBytes > 0:
		serr.Err = memory.Exceeded(r.head.MemoryBytes)
	case e.Kind == jsapi.KindSyntax, e.Kind == jsapi.KindRuntime, e.Kind == jsapi.KindInternal:
		serr.Err = r.calls.failure(e.Calls)
	default:
		serr.Kind = jsapi.KindInternal // a worker that makes things up
	}
	return serr
}
