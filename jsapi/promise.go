package jsapi

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
)

// A settle converts the outcome of work to JavaScript, on the loop.
type settle func() (goja.Value, error)

// async is the one shape of work off the loop. It runs work on a goroutine of its
// own and returns a promise for what the settle that work returns gives: a value,
// or the error to reject with. Arguments must have been converted to Go before.
// what names the call in errors; those of a call about a command, which is "" if
// it is about none, are CommandErrors. signal, if not undefined, is an AbortSignal
// that ends work's context.
func (vm *VM) async(
	what, command string, signal goja.Value, work func(context.Context) settle,
) goja.Value {
	loop := vm.inRun(what)
	promise, resolve, reject := vm.rt.NewPromise()
	stack := vm.rt.CaptureCallStack(0, nil)
	if len(loop.calls) >= maxPendingCalls {
		err := fmt.Errorf("%d calls of the host are pending already; await some of them before the next",
			maxPendingCalls)
		vm.check(reject(vm.toError(callError(what, command, commands.CodeLimit, err), stack)))
		return vm.rt.ToValue(promise)
	}
	ctx, cancel := context.WithCancelCause(loop.ctx)
	abandon := vm.followSignal(signal, cancel)
	back := loop.hold(&call{what: what, stack: stack})
	// Owner: the loop. Ends with work, whose context ends with the run. loop.close
	// waits.
	loop.work.Go(func() {
		outcome := exited
		defer back(func() { // after a Goexit, too
			gone, tooLate := context.Cause(ctx).(*aborted)
			cancel(nil)
			abandon()
			value, err := outcome()
			if err == nil && tooLate { // it was done, but the script had given it up before it knew
				err = callError(what, command, commands.CodeCancelled, gone)
			}
			if err != nil {
				vm.check(reject(vm.rejection(err, stack)))
				return
			}
			vm.check(resolve(value))
		})
		outcome = protect(ctx, work)
	})
	return vm.rt.ToValue(promise)
}

// callError is the error of a call that is not its work's.
func callError(what, command string, code commands.Code, err error) error {
	if command == "" {
		return fmt.Errorf("%s: %w", what, err)
	}
	return &commands.Error{Code: code, Command: command, Err: err}
}

// exited is the outcome of work that does not return.
func exited() (goja.Value, error) { return nil, ErrExited }

// rejection is toError for the loop, where nothing of a script's is on the stack:
// what a getter on a prototype of errors throws becomes the reason.
func (vm *VM) rejection(err error, stack []goja.StackFrame) (reason goja.Value) {
	failed := vm.attempt(func() { reason = vm.toError(err, stack) })
	if ex, ok := failed.(*goja.Exception); ok {
		return ex.Value()
	}
	if failed != nil {
		panic(failed)
	}
	return reason
}

// protect turns a panic of work into an error that poisons the VM when it
// arrives there.
func protect(ctx context.Context, work func(context.Context) settle) (outcome settle) {
	defer func() {
		if x := recover(); x != nil {
			err := &panicked{value: x, stack: debug.Stack()}
			outcome = func() (goja.Value, error) { return nil, err }
		}
	}()
	return work(ctx)
}

// A panicked is a Go panic in a function that a script called.
type panicked struct {
	value any
	stack []byte
}

func (e *panicked) Error() string { return fmt.Sprintf("panic in the host: %v", e.value) }

func (e *panicked) Unwrap() error {
	err, _ := e.value.(error)
	return err
}
