// Package worker is the process that holds a VM, seen from inside: it runs what
// the host sends and asks the host for everything else.
package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"github.com/holdfast-run/holdfast/host/internal/memory"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// maxStackBytes bounds a goroutine's stack: what overflows it ends the process,
// and should do so before it has cost much.
const maxStackBytes = 64 << 20

// A worker is one VM and its connection to the host.
type worker struct {
	conn *wire.Conn
	vm   *jsapi.VM
	host *client
	runs chan job

	heapLimit int64 // as it was set last

	mu     sync.Mutex // guards cancel
	cancel context.CancelCauseFunc
}

// A job is something to run.
type job struct {
	run    wire.Run
	source string
	ctx    context.Context // of this job, which is as long as it
	over   func()          // to be called at its end
}

// Serve makes a VM as the host says and runs its scripts until the host is gone.
// confine is called when all that the VM needs from the system is there. The
// error is that of the connection or of making the VM; the process is to end
// then.
func Serve(socket io.ReadWriter, confine func() error) error {
	debug.SetMaxStack(maxStackBytes)
	w := &worker{conn: wire.New(socket, wire.FromHost, wire.FromWorker), runs: make(chan job)}
	w.host = newClient(w.conn)
	if err := w.setUp(confine); err != nil {
		return errors.Join(err, w.conn.Send(wire.KindReady, 0, wire.Ready{Error: err.Error()}, nil))
	}
	if err := w.conn.Send(wire.KindReady, 0, wire.Ready{}, nil); err != nil {
		return err
	}
	ended := make(chan error, 1)
	// Owner: the process, which ends with it, whatever the VM is doing.
	go func() { ended <- w.receive() }()
	for {
		select {
		case j := <-w.runs:
			if err := w.do(j); err != nil {
				return err
			}
		case err := <-ended:
			return err
		}
	}
}

// setUp makes the VM.
func (w *worker) setUp(confine func() error) error {
	f, err := w.conn.Receive()
	if err != nil {
		return err
	}
	var setup wire.Setup
	if err := f.Decode(&setup); err != nil {
		return err
	}
	w.vm, err = jsapi.New(jsapi.Config{
		Commands: remoteCommands{w.host},
		Vars:     remoteVars{w.host},
		Programs: new(jsapi.Programs),
		Bindings: setup.Bindings,
		Call:     w.host.bind,
		Console:  w.print,
		Env:      setup.Env,
		Dir:      setup.Dir,
	})
	return errors.Join(err, confine())
}

// receive takes what the host sends, until it is gone.
func (w *worker) receive() error {
	for {
		f, err := w.conn.Receive()
		if err != nil {
			return err
		}
		switch f.Kind {
		case wire.KindRun:
			j := job{source: string(f.Tail)}
			if err := f.Decode(&j.run); err != nil {
				return err
			}
			j.ctx, j.over = w.begin() // here: the next frame may be the one that ends it
			w.runs <- j
		case wire.KindCancel:
			var c wire.Cause
			if err := f.Decode(&c); err != nil {
				return err
			}
			w.end(c.Err())
		case wire.KindReply:
			w.host.answer(f)
		default:
			return fmt.Errorf("a %v frame is not for a worker", f.Kind)
		}
	}
}

// end ends the run in flight, if there is one.
func (w *worker) end(cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		w.cancel(cause)
	}
}

// begin makes the context of a run, which end ends.
func (w *worker) begin() (ctx context.Context, over func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	w.mu.Lock()
	w.cancel = cancel
	w.mu.Unlock()
	return ctx, func() {
		w.mu.Lock()
		w.cancel = nil
		w.mu.Unlock()
		cancel(nil)
	}
}

// do does a job and says how it ended. The error is that of the connection.
func (w *worker) do(j job) error {
	w.limitHeap(j.run.MemoryBytes)
	if j.run.Tidy {
		debug.FreeOSMemory()
	}
	unwatch := func() {}
	if j.run.WatchHeap && j.run.MemoryBytes > 0 {
		unwatch = memory.WatchHeap(j.run.MemoryBytes, w.end)
	}
	done, value, err := w.perform(j)
	unwatch() // before the host knows: what it sends next is not to be ended
	j.over()
	done.Poisoned, done.Error = w.vm.Poisoned(), errorOf(err)
	err = w.conn.Send(wire.KindDone, 0, done, value)
	if errors.Is(err, wire.ErrSize) {
		done.Error, done.Evaluation, done.Completions = tooLarge(done.Error, err), nil, nil
		err = w.conn.Send(wire.KindDone, 0, done, nil)
	}
	return err
}

// tooLarge replaces what a run came to, failed or not, which cannot be sent.
func tooLarge(failed *wire.ScriptError, err error) *wire.ScriptError {
	e := &wire.ScriptError{Kind: jsapi.KindRuntime, Name: "RangeError"}
	what := "the script's value"
	if failed != nil {
		what = "what the script threw"
		e.Kind, e.Line, e.Column, e.Calls = failed.Kind, failed.Line, failed.Column, failed.Calls
	}
	e.Message = fmt.Sprintf("%s: %v", what, err)
	return e
}

// perform does one operation of the VM.
func (w *worker) perform(j job) (done wire.Done, value []byte, err error) {
	switch j.run.Op {
	case wire.OpRun:
		s := jsapi.Script{Name: j.run.Name, Source: j.source, Args: j.run.Args}
		value, err = w.vm.Run(j.ctx, s)
	case wire.OpEval:
		var outcome jsapi.Evaluation
		outcome, err = w.vm.Eval(j.ctx, jsapi.Entry{
			Name: j.run.Name, Source: j.source, Colors: j.run.Colors, Columns: j.run.Columns,
		})
		done.Evaluation = &outcome
	case wire.OpComplete:
		var found jsapi.Completions
		found, err = w.vm.Complete(j.ctx, j.source, j.run.Cursor)
		done.Completions = &found
	case wire.OpPreview:
		var text string
		text, err = w.vm.Preview(j.ctx, j.source)
		value = wire.Bytes(text)
	default:
		err = fmt.Errorf("an unknown operation, %d", j.run.Op)
	}
	return done, value, err
}

// print sends what the script prints.
func (w *worker) print(e jsapi.ConsoleEntry) {
	text := e.Message[:min(len(e.Message), wire.FromWorker.Tail)] // the host keeps less
	// A connection that has failed ends the process soon.
	_ = w.conn.Send(wire.KindConsole, 0, wire.Entry{Level: e.Level, Time: e.Time}, wire.Bytes(text))
}

// errorOf makes a message of what VM.Run returned.
func errorOf(err error) *wire.ScriptError {
	if err == nil {
		return nil
	}
	serr, ok := errors.AsType[*jsapi.ScriptError](err)
	if !ok {
		return &wire.ScriptError{Kind: jsapi.KindInternal, Message: err.Error()}
	}
	e := &wire.ScriptError{
		Kind: serr.Kind, Name: serr.Name, Message: serr.Message, File: serr.File,
		Line: serr.Line, Column: serr.Column, Snippet: serr.Snippet, Stack: serr.Stack,
		Properties: serr.Properties,
	}
	e.Calls = failedCalls(serr.Err)
	return e
}

// failedCalls returns the calls whose failure err is, or gathers.
func failedCalls(err error) []uint32 {
	var calls []uint32
	switch e := err.(type) {
	case *failure:
		calls = append(calls, e.call)
	case interface{ Unwrap() []error }:
		for _, e := range e.Unwrap() {
			calls = append(calls, failedCalls(e)...)
		}
	case interface{ Unwrap() error }:
		calls = failedCalls(e.Unwrap())
	}
	return calls
}

var _ jsapi.Vars = remoteVars{}

// remoteVars is the session's variables, in the host.
type remoteVars struct{ host *client }

func (v remoteVars) Get(name string) (json.RawMessage, bool) {
	r, tail, _ := v.host.ask(wire.Call{Method: wire.VarGet, Name: name}, nil)
	return tail, r.OK
}

func (v remoteVars) Set(name string, value json.RawMessage) error {
	_, _, err := v.host.ask(wire.Call{Method: wire.VarSet, Name: name}, value)
	return err
}

func (v remoteVars) Delete(name string) bool {
	r, _, _ := v.host.ask(wire.Call{Method: wire.VarDelete, Name: name}, nil)
	return r.OK
}

func (v remoteVars) Keys() []string {
	r, _, _ := v.host.ask(wire.Call{Method: wire.VarKeys}, nil)
	return r.Keys
}
