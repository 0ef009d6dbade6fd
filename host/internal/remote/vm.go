// Package remote is a VM in a worker, seen from the host. The goroutine that calls
// Run reads what the worker says, so a worker that waits for a run costs none
// here but the one that waits for its end.
package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"sync/atomic"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/memory"
	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// A VM is a VM in a process of its own. It is used by one goroutine at a time,
// but for Kill, Close and Ended.
type VM struct {
	process  process
	conn     *wire.Conn
	tier     *Tier
	ready    bool // it has said so
	base     int  // bytes of memory it had before its first run
	poisoned bool
	killed   atomic.Bool
}

// A process is what holds a VM, seen from outside: a *sandbox.Process, whose
// methods these are.
type process interface {
	PID() int
	Memory() (bytes int, err error)
	CPUTime() (time.Duration, error)
	LimitMemory(bytes int) error
	Kill()
	Alive() bool
	Ended() <-chan struct{}
	Death() sandbox.Death
	Close()
}

// A Tier is what outlives a VM: what the scripts of one session reach.
type Tier struct {
	Commands jsapi.Commander
	Vars     jsapi.Vars
	// Call returns what jsapi.Portable would, or a jsapi.Stream of such items.
	Call    func(ctx context.Context, name string, args []any) (any, error)
	Console func(jsapi.ConsoleEntry) // called by Run
	Logger  *slog.Logger
}

// Limits are what a run may use.
type Limits struct {
	MemoryBytes int                     // negative: no limit
	Cancel      context.CancelCauseFunc // ends the context of the run
}

// Start starts a worker that makes its VM as setup says. It returns before that
// is done. Close must be called.
func Start(setup wire.Setup) (*VM, error) {
	p, err := sandbox.Start()
	if err != nil {
		return nil, err
	}
	vm := newVM(p, p.Socket())
	if err := vm.conn.Send(wire.KindSetup, 0, setup, nil); err != nil {
		p.Close()
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	return vm, nil
}

func newVM(p process, socket io.ReadWriter) *VM {
	return &VM{process: p, conn: wire.New(socket, wire.FromWorker, wire.FromHost)}
}

// Attach makes the VM that of one session, before its first run and for good.
func (vm *VM) Attach(t *Tier) { vm.tier = t }

// Poisoned reports whether the VM must not be used again: as jsapi.VM does, or
// for its process has ended or is about to.
func (vm *VM) Poisoned() bool {
	return vm.poisoned || vm.killed.Load() || !vm.process.Alive()
}

// Kill ends the process. It does not wait.
func (vm *VM) Kill() {
	vm.killed.Store(true)
	vm.process.Kill()
}

// Close kills the process and waits for its end.
func (vm *VM) Close() { vm.process.Close() }

// Ended is closed when the process has ended, for whatever reason.
func (vm *VM) Ended() <-chan struct{} { return vm.process.Ended() }

// Run is jsapi.VM's, in the worker.
func (vm *VM) Run(ctx context.Context, s jsapi.Script, l Limits) (json.RawMessage, error) {
	_, value, err := vm.do(ctx, wire.Run{Op: wire.OpRun, Name: s.Name, Args: s.Args}, s.Source, l)
	return value, err
}

// Eval is jsapi.VM's, in the worker.
func (vm *VM) Eval(ctx context.Context, e jsapi.Entry, l Limits) (jsapi.Evaluation, error) {
	head := wire.Run{Op: wire.OpEval, Name: e.Name, Colors: e.Colors, Columns: e.Columns}
	done, _, err := vm.do(ctx, head, e.Source, l)
	if done.Evaluation == nil {
		return jsapi.Evaluation{}, err
	}
	return *done.Evaluation, err
}

// Complete is jsapi.VM's, in the worker.
func (vm *VM) Complete(ctx context.Context, text string, cursor int) (jsapi.Completions, error) {
	done, _, err := vm.do(ctx, wire.Run{Op: wire.OpComplete, Cursor: cursor}, text, peekLimits)
	if done.Completions == nil {
		return jsapi.Completions{}, err
	}
	return *done.Completions, err
}

// Preview is jsapi.VM's, in the worker.
func (vm *VM) Preview(ctx context.Context, text string) (string, error) {
	_, shown, err := vm.do(ctx, wire.Run{Op: wire.OpPreview}, text, peekLimits)
	return string(shown), err
}

// peekLimits are those of what runs no code of a script.
var peekLimits = Limits{MemoryBytes: -1}

// watch enforces the limit of memory from outside.
func (vm *VM) watch(l Limits) (stop func()) {
	if vm.base == 0 {
		vm.base, _ = vm.process.Memory()
	}
	if vm.ready { // else when it is
		vm.limit(l)
	}
	if l.MemoryBytes < 0 {
		return func() {}
	}
	return memory.Watch(func() (over bool) {
		used, err := vm.process.Memory()
		switch used = max(used-vm.base, 0); {
		case err != nil:
			return true
		case used-l.MemoryBytes > max(l.MemoryBytes/2, leastExcess): // too fast for an interrupt
			l.Cancel(memory.Exceeded(l.MemoryBytes))
			vm.Kill()
			return true
		case used > l.MemoryBytes:
			l.Cancel(memory.Exceeded(l.MemoryBytes))
		}
		return false
	})
}

// leastExcess is how much more than it may a worker may have for the moment in
// which it is told, so that the error can say where the script was.
const leastExcess = 32 << 20

// limit bounds what one allocation may take at once, the space that Go's heap
// maps ahead included. It is for what watch is too slow for.
func (vm *VM) limit(l Limits) {
	bytes := -1
	if l.MemoryBytes >= 0 && l.MemoryBytes <= math.MaxInt/4 { // more cannot be had
		bytes = 2*l.MemoryBytes + mappedBytes
	}
	_ = vm.process.LimitMemory(bytes) // where it cannot be had, watch has to do
}

// mappedBytes is what Go maps ahead: arenas of 64 MiB, and stacks of threads.
const mappedBytes = 192 << 20
