package jsapi

import (
	"context"
	"fmt"
	"time"

	"github.com/dop251/goja"
)

// followSignal ends a call when an AbortSignal aborts. Call stop on the loop when
// the call is over. It throws a TypeError if signal is neither an AbortSignal nor
// undefined.
func (vm *VM) followSignal(signal goja.Value, cancel context.CancelCauseFunc) (stop func()) {
	if goja.IsUndefined(signal) {
		return func() {}
	}
	obj, ok := signal.(*goja.Object)
	if !ok || obj.Get("aborted") == nil {
		panic(vm.rt.NewTypeError("signal must be an AbortSignal"))
	}
	listen, ok1 := goja.AssertFunction(obj.Get("addEventListener"))
	forget, ok2 := goja.AssertFunction(obj.Get("removeEventListener"))
	if !ok1 || !ok2 {
		panic(vm.rt.NewTypeError("signal must be an AbortSignal"))
	}
	over := vm.loop.ctx.Done()
	abort := func(goja.FunctionCall) goja.Value {
		cancel(&aborted{reason: obj.Get("reason"), over: over})
		return goja.Undefined()
	}
	if obj.Get("aborted").ToBoolean() {
		abort(goja.FunctionCall{})
		return func() {}
	}
	listener := vm.rt.ToValue(abort)
	if _, err := listen(obj, vm.rt.ToValue("abort"), listener); err != nil {
		panic(err)
	}
	return func() { vm.check(second(forget(obj, vm.rt.ToValue("abort"), listener))) }
}

// An aborted is the cause of a call's end that the script asked for itself.
type aborted struct {
	reason goja.Value      // for the loop only
	over   <-chan struct{} // closed at the end of the run
}

func (e *aborted) Error() string { return "aborted by its signal" }

// A waited is the cause of the end of a call for which the script gave no more
// time: a context.DeadlineExceeded.
type waited struct {
	timeout time.Duration
	over    <-chan struct{} // closed at the end of the run
}

func (e *waited) Error() string { return fmt.Sprintf("not within %v", e.timeout) }

func (e *waited) Unwrap() error { return context.DeadlineExceeded }

// GaveUp reports whether the cause of a call's end is that the script has given it
// up: then the run goes on, and over is closed at its end.
func GaveUp(cause error) (over <-chan struct{}, ok bool) {
	switch cause := cause.(type) {
	case *aborted:
		return cause.over, true
	case *waited:
		return cause.over, true
	}
	return nil, false
}
