// Package remote is a VM in a worker, seen from the host. The goroutine that calls
// Run reads what the worker says, so a worker that waits for a run costs none
// here but the one that waits for its end.
package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/memory"
	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// killGrace is how long a worker has to end a run that it is told to end. Goja
// sees an interrupt between any two instructions, in a tenth of a millisecond;
// what needs longer is in a native function and may never return.
const killGrace = 200 * time.Millisecond

// A VM is a VM in a process of its own. It is used by one goroutine at a time,
// but for Close and Ended.
type VM struct {
	process  *sandbox.Process
	conn     *wire.Conn
	tier     *Tier
	ready    bool // it has said so
	base     int  // bytes of memory it had before its first run
	poisoned bool
}

// A Tier is what outlives a VM: what the scripts of one session reach.
type Tier struct {
	Commands jsapi.Commander
	Vars     jsapi.Vars
	Call     func(ctx context.Context, name string, args []any) (any, error)
	Console  func(jsapi.ConsoleEntry) // called by Run
	Logger   *slog.Logger
}

// A Job is a script and what it may use.
type Job struct {
	jsapi.Script
	MemoryBytes int                     // negative: no limit
	Cancel      context.CancelCauseFunc // ends the context of the run
}

// Start starts a worker that makes its VM as setup says. It returns before that
// is done. Close must be called.
func Start(setup wire.Setup) (*VM, error) {
	process, err := sandbox.Start()
	if err != nil {
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	vm := &VM{process: process, conn: wire.New(process.Socket(), wire.FromWorker)}
	if err := vm.conn.Send(wire.KindSetup, 0, setup, nil); err != nil {
		process.Close()
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	return vm, nil
}

// Attach makes the VM that of one session, before its first run and for good.
func (vm *VM) Attach(t *Tier) { vm.tier = t }

// Poisoned reports whether the VM must not be used again: as jsapi.VM does, or
// for its process has ended.
func (vm *VM) Poisoned() bool {
	select {
	case <-vm.process.Ended():
		return true
	default:
		return vm.poisoned
	}
}

// Kill ends the process. It does not wait.
func (vm *VM) Kill() { vm.process.Kill() }

// Close kills the process and waits for its end.
func (vm *VM) Close() { vm.process.Close() }

// Ended is closed when the process has ended, for whatever reason.
func (vm *VM) Ended() <-chan struct{} { return vm.process.Ended() }

// Run sends the script and serves the worker until it says how the run ended, or
// has ended itself.
func (vm *VM) Run(ctx context.Context, j Job) (json.RawMessage, error) {
	// The calls of a run outlast its context a little: the worker is told of its
	// end before it is told that they failed.
	calls, endCalls := context.WithCancelCause(context.WithoutCancel(ctx))
	defer endCalls(nil)
	r := &run{vm: vm, job: j, ctx: ctx, calls: newCallTable(calls, vm.tier, vm.conn)}
	unwatch := vm.watch(j)
	release := r.interruptOn(endCalls)
	done, value, err := r.serve()
	release()
	unwatch()
	if err != nil {
		vm.poisoned = true
		vm.process.Kill() // if it is not that it has ended
	}
	ended := context.Cause(ctx)
	endCalls(errRunOver)
	r.calls.streams.close()
	abandoned := !r.calls.wait(abandonAfter)
	vm.poisoned = vm.poisoned || done.Poisoned || abandoned
	switch {
	case err != nil:
		return nil, r.lost(ended, err)
	case done.Error != nil:
		return nil, r.scriptError(done.Error, ended)
	case abandoned:
		return nil, jsapi.ErrAbandoned
	}
	return value, nil
}

// errRunOver is what ends the calls that a script left behind.
var errRunOver = errors.New("the run is over")

// abandonAfter bounds how long a run that is over waits for a binding that
// ignores its context.
const abandonAfter = 5 * time.Second

// watch enforces the limit of memory from outside.
func (vm *VM) watch(j Job) (stop func()) {
	if vm.base == 0 {
		vm.base, _ = vm.process.Memory()
	}
	if vm.ready { // else when it is
		vm.limit(j)
	}
	if j.MemoryBytes < 0 {
		return func() {}
	}
	return memory.Watch(func() (over bool) {
		used, err := vm.process.Memory()
		switch used -= vm.base; {
		case err != nil:
			return true
		case used > j.MemoryBytes+j.MemoryBytes/2: // too fast for an interrupt
			j.Cancel(memory.Exceeded(j.MemoryBytes))
			vm.process.Kill()
			return true
		case used > j.MemoryBytes:
			j.Cancel(memory.Exceeded(j.MemoryBytes))
		}
		return false
	})
}

// limit bounds what one allocation may take at once, the space that Go's heap
// maps ahead included. It is for what watch is too slow for.
func (vm *VM) limit(j Job) {
	bytes := -1
	if j.MemoryBytes >= 0 {
		bytes = 2*j.MemoryBytes + mappedBytes
	}
	_ = vm.process.LimitMemory(bytes) // where it cannot be had, watch has to do
}

// mappedBytes is what Go maps ahead: arenas of 64 MiB, and stacks of threads.
const mappedBytes = 192 << 20

// A run is one run of a script.
type run struct {
	vm    *VM
	job   Job
	ctx   context.Context // of the run, which is as long as this
	calls *callTable
}

// interruptOn tells the worker when the context of the run ends, ends its calls,
// and kills it if it goes on. release waits for what has begun, so that nothing
// hits the next run.
func (r *run) interruptOn(endCalls context.CancelCauseFunc) (release func()) {
	var told sync.WaitGroup
	told.Add(1)
	var kill *time.Timer
	stop := context.AfterFunc(r.ctx, func() {
		defer told.Done()
		kill = time.AfterFunc(killGrace, r.vm.process.Kill)
		cause := context.Cause(r.ctx)
		_ = r.vm.conn.Send(wire.KindCancel, 0, wire.CauseOf(cause), nil)
		endCalls(cause)
	})
	return func() {
		if stop() {
			return
		}
		told.Wait()
		kill.Stop()
	}
}

// serve runs the script and does what it asks for until it is done. The error
// says how the connection ended.
func (r *run) serve() (done wire.Done, value json.RawMessage, err error) {
	conn, s := r.vm.conn, r.job.Script
	head := wire.Run{Name: s.Name, Args: s.Args, MemoryBytes: max(r.job.MemoryBytes, 0)}
	if err := conn.Send(wire.KindRun, 0, head, wire.Bytes(s.Source)); err != nil {
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
			value, err := valueOf(f.Tail)
			return done, value, err
		}
		if err := r.take(f); err != nil {
			return done, nil, err
		}
	}
}

// valueOf checks what a worker says is JSON.
func valueOf(text []byte) (json.RawMessage, error) {
	if len(text) == 0 {
		return nil, nil
	}
	if !json.Valid(text) {
		return nil, errors.New("the value is no JSON text")
	}
	return text, nil
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
			return fmt.Errorf("its VM was not made: %s", ready.Error)
		}
		r.vm.ready = true
		r.vm.limit(r.job)
		return nil
	case wire.KindConsole:
		var e wire.Entry
		if err := f.Decode(&e); err != nil {
			return err
		}
		r.vm.tier.Console(jsapi.ConsoleEntry{Level: e.Level, Message: string(f.Tail), Time: e.Time})
		return nil
	case wire.KindCall:
		return r.calls.take(f)
	case wire.KindAbandon:
		return r.calls.abandon(f)
	}
	return fmt.Errorf("a %v frame is not for a host", f.Kind)
}

// scriptError is what the worker says of a failed run, with the Go error
// underneath, which never left this process. ended is why the run's context has
// ended, if it has.
func (r *run) scriptError(e *wire.ScriptError, ended error) *jsapi.ScriptError {
	serr := &jsapi.ScriptError{
		Kind: e.Kind, Name: e.Name, Message: e.Message, File: e.File, Line: e.Line,
		Column: e.Column, Snippet: e.Snippet, Stack: e.Stack,
	}
	switch e.Kind {
	case jsapi.KindTimeout, jsapi.KindMemory, jsapi.KindCancelled:
		serr.Err = ended
	case jsapi.KindSyntax, jsapi.KindRuntime, jsapi.KindInternal:
		serr.Err = r.calls.failure(e.Call)
	default:
		serr.Kind = jsapi.KindInternal // a worker that makes things up
	}
	return serr
}
