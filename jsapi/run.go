package jsapi

// The life of a run on the loop: from calling the script's function to its
// value, with every call into JavaScript guarded.

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// abandonAfter bounds how long a finished run waits for a binding that ignores
// its context.
const abandonAfter = 5 * time.Second

var errRunOver = errors.New("the run is over")

// A task is what a run is for: a script, or an entry of a REPL. All methods are
// called on the loop.
type task interface {
	// start calls into JavaScript; the promise is the outcome.
	start(vm *VM) (*goja.Promise, error)
	// settled is called when the outcome is there, before the run waits for what
	// else is pending.
	settled(vm *VM, outcome goja.Value) *ScriptError
	// finish is called when nothing is pending.
	finish(vm *VM, outcome goja.Value) *ScriptError
	// cut is called last, also after a failure, before what is pending is dropped.
	cut(vm *VM)
}

// evaluate does a task until it has settled and the loop is idle.
func (vm *VM) evaluate(t task) (serr *ScriptError) {
	defer func() {
		x := recover()
		if x == nil {
			return
		}
		vm.poisoned = true
		if err, ok := x.(error); ok && uncatchable(err) { // the end of the run met its preparation
			serr = vm.describe(err)
			return
		}
		serr = panicError(x, debug.Stack())
	}()
	main, err := t.start(vm)
	if err != nil {
		return vm.describe(err)
	}
	if serr := vm.drive(main, t); serr != nil {
		return serr
	}
	return t.finish(vm, main.Result())
}

// A scriptTask is the script of VM.Run.
type scriptTask struct {
	program *program
	value   json.RawMessage
}

// start calls the script's function.
func (t *scriptTask) start(vm *VM) (*goja.Promise, error) {
	vm.globals.Repair(t.program.needs)
	if err := vm.setArgs(vm.script.Args); err != nil {
		return nil, err
	}
	body, err := vm.rt.RunProgram(t.program.Program)
	if err != nil {
		return nil, err
	}
	return vm.callAsync(body, t.program)
}

// callAsync calls the async function of a program.
func (vm *VM) callAsync(f goja.Value, p *program) (*goja.Promise, error) {
	call, _ := goja.AssertFunction(f)
	var args []goja.Value
	if p.evals {
		args = append(args, vm.function(evalMarker, vm.evals.call))
	}
	outcome, err := call(goja.Undefined(), args...)
	if err != nil {
		return nil, err
	}
	return outcome.Export().(*goja.Promise), nil
}

func (*scriptTask) settled(*VM, goja.Value) *ScriptError { return nil }

func (*scriptTask) cut(*VM) {}

// finish converts the script's value to JSON text; nil for undefined.
func (t *scriptTask) finish(vm *VM, outcome goja.Value) *ScriptError {
	text, err := vm.toJSON(outcome)
	if err != nil {
		serr := vm.describe(err)
		serr.Message = fmt.Sprintf("the script's value cannot be returned as JSON: %s", serr.Message)
		return serr
	}
	t.value = text
	return nil
}

// drive turns the loop until main has settled and nothing is pending.
func (vm *VM) drive(main *goja.Promise, t task) *ScriptError {
	over := func() bool { return vm.over(main) }
	told := false
	for !over() {
		pending := main.State() == goja.PromiseStatePending
		if !pending && !told {
			told = true
			if serr := t.settled(vm, main.Result()); serr != nil {
				return serr
			}
		}
		if vm.loop.idle() {
			if !pending {
				return nil
			}
			// What does not hold the run may settle it.
			if vm.loop.timers.next() == nil && len(vm.loop.calls) == 0 {
				return errNeverSettles
			}
		}
		vm.loop.wait()
		vm.loop.turn(over)
	}
	return vm.loop.failure
}

// over reports, between two macrotasks, whether the run has failed, and keeps
// why in loop.failure.
func (vm *VM) over(main *goja.Promise) bool {
	switch {
	case vm.loop.failure != nil:
	case vm.loop.ctx.Err() != nil:
		vm.loop.fail(vm.contextError(position{}))
	case main.State() == goja.PromiseStateRejected:
		vm.loop.fail(vm.describeValue(main.Result(), nil))
	default:
		vm.failUnhandled()
	}
	return vm.loop.failure != nil
}

// macrotask calls a script's function from the loop; what it throws fails the
// run.
func (vm *VM) macrotask(f goja.Callable, args ...goja.Value) {
	vm.check(second(f(goja.Undefined(), args...)))
}

func second(_ goja.Value, err error) error { return err }

// check fails the run if a call into JavaScript ended with an error.
func (vm *VM) check(err error) {
	if err != nil {
		vm.loop.fail(vm.describe(err))
	}
}

// queueMicrotask runs f after the current job; what it throws fails the run.
func (vm *VM) queueMicrotask(f goja.Callable, args []goja.Value) {
	p, resolve, _ := vm.rt.NewPromise()
	run := func(goja.FunctionCall) goja.Value {
		if _, err := f(goja.Undefined(), args...); err != nil {
			if uncatchable(err) {
				panic(err) // unwinds the JavaScript above
			}
			vm.check(err)
		}
		return goja.Undefined()
	}
	job, err := vm.jobMaker()(goja.Undefined(), vm.rt.ToValue(run))
	vm.must(err)
	vm.must(second(vm.own.then(vm.rt.ToValue(p), job)))
	vm.check(resolve(nil))
}

// jobProgram makes a job of a host function. When one that is the job itself calls
// a script's, the engine does the jobs which that has added before those that wait.
var jobProgram = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile(globals.ScriptPrefix+"job", "(run) => () => { run() }", true)
})

// jobMaker returns what jobProgram makes in this VM.
func (vm *VM) jobMaker() goja.Callable {
	if vm.makeJob == nil {
		make, err := vm.rt.RunProgram(jobProgram())
		vm.must(err)
		vm.makeJob, _ = goja.AssertFunction(make)
	}
	return vm.makeJob
}

// trackRejection is goja's promise rejection tracker.
func (vm *VM) trackRejection(p *goja.Promise, op goja.PromiseRejectionOperation) {
	l := vm.loop
	if l == nil {
		return
	}
	if op == goja.PromiseRejectionReject {
		if v := p.Result(); !vm.thrownBefore(v) { // or it passes a promise on its way
			vm.noteThrown(v)
		}
		l.unhandled = append(l.unhandled, p)
		return
	}
	l.unhandled = slices.DeleteFunc(l.unhandled, func(q *goja.Promise) bool { return q == p })
}

// failUnhandled fails the run if a rejection is still unhandled after the
// microtasks of a macrotask.
func (vm *VM) failUnhandled() {
	if len(vm.loop.unhandled) > 0 {
		vm.loop.fail(vm.describeValue(vm.loop.unhandled[0].Result(), nil))
	}
}
