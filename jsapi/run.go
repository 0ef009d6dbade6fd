package jsapi

// The life of a run on the loop: from calling the script's function to its
// value, with every call into JavaScript guarded.

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/dop251/goja"
)

// abandonAfter bounds how long a finished run waits for a binding that ignores
// its context.
const abandonAfter = 5 * time.Second

var errRunOver = errors.New("the run is over")

// evaluate runs a compiled script until it has settled and the loop is idle.
func (vm *VM) evaluate(p *program) (value json.RawMessage, serr *ScriptError) {
	defer func() {
		if x := recover(); x != nil {
			vm.poisoned = true
			serr = panicError(x, debug.Stack())
		}
	}()
	main, err := vm.start(p)
	if err != nil {
		return nil, vm.describe(err)
	}
	if serr := vm.drive(main); serr != nil {
		return nil, serr
	}
	return vm.result(main.Result())
}

// start calls the script's function, whose promise is the script's outcome.
func (vm *VM) start(p *program) (*goja.Promise, error) {
	vm.globals.Repair(p.needs)
	if err := vm.setArgs(vm.script.Args); err != nil {
		return nil, err
	}
	body, err := vm.rt.RunProgram(p.Program)
	if err != nil {
		return nil, err
	}
	call, _ := goja.AssertFunction(body)
	outcome, err := call(goja.Undefined())
	if err != nil {
		return nil, err
	}
	return outcome.Export().(*goja.Promise), nil
}

// drive turns the loop until main has settled and nothing is pending.
func (vm *VM) drive(main *goja.Promise) *ScriptError {
	over := func() bool { return vm.over(main) }
	for !over() {
		if vm.loop.idle() {
			if main.State() != goja.PromiseStatePending {
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
	job := func(goja.FunctionCall) goja.Value {
		if _, err := f(goja.Undefined(), args...); err != nil {
			if uncatchable(err) {
				panic(err) // unwinds the JavaScript above
			}
			vm.check(err)
		}
		return goja.Undefined()
	}
	if _, err := vm.own.then(vm.rt.ToValue(p), vm.rt.ToValue(job)); err != nil {
		panic(err)
	}
	vm.check(resolve(nil))
}

// trackRejection is goja's promise rejection tracker.
func (vm *VM) trackRejection(p *goja.Promise, op goja.PromiseRejectionOperation) {
	l := vm.loop
	if l == nil {
		return
	}
	if op == goja.PromiseRejectionReject {
		vm.noteThrown(p.Result())
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

// result converts the script's value to JSON text; nil for undefined.
func (vm *VM) result(v goja.Value) (json.RawMessage, *ScriptError) {
	text, err := vm.toJSON(v)
	if err != nil {
		serr := vm.describe(err)
		serr.Message = fmt.Sprintf("the script's value cannot be returned as JSON: %s", serr.Message)
		return nil, serr
	}
	return text, nil
}
