package jsapi

// From what a script threw to a ScriptError. What it threw is hostile until
// proven otherwise: its properties may be getters and Proxy traps, so every
// touch goes through attempt.

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi/internal/inspect"
)

// attempt runs f, which touches a script's values, and returns how it failed: a
// *goja.Exception, an uncatchable goja error, or a *ScriptError for a Go panic,
// which poisons the VM.
func (vm *VM) attempt(f func()) (err error) {
	defer func() {
		x := recover()
		if x == nil {
			return
		}
		if e, ok := x.(error); ok && uncatchable(e) {
			err = e
			return
		}
		vm.poisoned = true
		err = panicError(x, debug.Stack())
	}()
	if ex := vm.rt.Try(f); ex != nil {
		return ex
	}
	return nil
}

// uncatchable reports whether err must unwind all JavaScript.
func uncatchable(err error) bool {
	switch err.(type) {
	case *goja.InterruptedError, *goja.StackOverflowError:
		return true
	}
	return false
}

// describe reports an error that a call into goja returned.
func (vm *VM) describe(err error) *ScriptError {
	switch err := err.(type) {
	case *ScriptError:
		return err
	case *goja.InterruptedError:
		vm.poisoned = true
		return vm.contextError(firstIn(vm.script.Name, framesOf(err.Stack())))
	case *goja.StackOverflowError:
		return vm.overflow(err)
	case *goja.Exception:
		return vm.describeValue(err.Value(), framesOf(err.Stack()))
	}
	return &ScriptError{Kind: KindRuntime, Name: "Error", Message: err.Error(), Err: err}
}

// contextError is why the run ended, and where the script was: at p or, if that
// is no place, at the call it has waited for longest.
func (vm *VM) contextError(p position) *ScriptError {
	cause := context.Cause(vm.loop.ctx)
	if errors.Is(cause, context.DeadlineExceeded) || errors.Is(cause, ErrMemory) {
		vm.poisoned = true
	}
	e := ContextError(cause)
	if call := vm.loop.oldest(); call != nil && p.line == 0 {
		e.Message += ", while it waited for " + call.what
		p = firstIn(vm.script.Name, framesOf(call.stack))
	}
	return e.at(p)
}

// overflow describes what in a browser is a RangeError that can be caught.
func (vm *VM) overflow(err *goja.StackOverflowError) *ScriptError {
	vm.poisoned = true // goja loses the async function it was in
	const shown = 10   // frames of a recursion that all look alike
	frames := framesOf(err.Stack())
	e := &ScriptError{
		Kind: KindRuntime, Name: "RangeError",
		Message: fmt.Sprintf("maximum call stack size exceeded (%d calls)", maxCallStack),
	}
	e.Stack = formatStack(e.Title(), frames[:min(shown, len(frames))])
	return e.at(firstIn(vm.script.Name, frames))
}

// describeValue reports a value that was thrown or that a promise was rejected
// with. frames is where, if the value does not say itself.
func (vm *VM) describeValue(v goja.Value, frames []frame) *ScriptError {
	e := &ScriptError{Kind: KindRuntime}
	if vm.loop != nil && vm.loop.failure == nil { // the first one counts
		vm.failure = v
	}
	var failed *goja.Object // v, if it is an Error
	err := vm.attempt(func() {
		if obj, ok := v.(*goja.Object); ok && isError(obj) {
			failed = obj
			frames = vm.describeError(obj, e, frames)
			return
		}
		if vm.thrownBefore(v) {
			frames = vm.thrown.frames
		}
		e.Message = vm.console.inspect(v)
	})
	var beneath strings.Builder
	if err == nil && failed != nil {
		err = vm.attempt(func() { vm.describeMore(failed, e, &beneath) })
		if _, ok := err.(*goja.Exception); ok {
			err = nil // the causes cannot be looked at: the error itself can
		}
	}
	if err != nil {
		return vm.describeHostile(err)
	}
	if len(frames) > 0 || beneath.Len() > 0 {
		e.Stack = formatStack(e.Title(), frames) + beneath.String()
	}
	return e.at(firstIn(vm.script.Name, frames))
}

// describeError fills e from an Error object and returns its frames.
func (vm *VM) describeError(obj *goja.Object, e *ScriptError, frames []frame) []frame {
	e.Name = stringProperty(obj, "name")
	e.Message = stringProperty(obj, "message")
	if stack := parseStack(stringProperty(obj, "stack")); len(stack) > 0 {
		frames = stack
	}
	if vm.derived(obj, e.Name) {
		frames = withoutSupers(vm.script, frames)
	}
	if _, ok := vm.causes[obj].(*panicked); ok {
		e.Kind = KindInternal
	}
	e.Err = vm.causes[obj]
	return frames
}

// derived reports whether the class of an error with that name is none of the engine's.
func (vm *VM) derived(obj *goja.Object, name string) bool {
	class, ok := vm.rt.GlobalObject().Get(name).(*goja.Object)
	return !ok || class.Get("prototype") != goja.Value(obj.Prototype())
}

// describeMore adds an Error object's other properties to e, and what is beneath
// it to e and to its stack.
func (vm *VM) describeMore(obj *goja.Object, e *ScriptError, stack *strings.Builder) {
	e.Properties = vm.properties(obj)
	e.Err = vm.causeOf(obj)
	vm.beneath(stack, obj)
}

// maxProperties bounds, in bytes, what is shown of an Error's properties.
const maxProperties = 4 << 10

// properties renders what an Error has beside that which is reported anyway. It
// runs no code of the script.
func (vm *VM) properties(obj *goja.Object) string {
	if _, ok := errors.AsType[*commands.Error](vm.causes[obj]); ok {
		return ""
	}
	if len(obj.Keys())+len(obj.Symbols()) == 0 {
		return "" // as mostly: an inspector costs a VM 30 µs the first time
	}
	said := []string{"name", "message", "stack", "cause"}
	list, _ := vm.console.inspector.Member(obj, "errors")
	if list, ok := list.(*goja.Object); ok && list.ClassName() == "Array" {
		said = append(said, "errors")
	}
	options := inspect.Options{NoCustom: true, MaxBytes: maxProperties}
	return vm.console.inspector.Properties(obj, options, said...)
}

// describeHostile stands in for a value that cannot be looked at.
func (vm *VM) describeHostile(err error) *ScriptError {
	if ex, ok := err.(*goja.Exception); ok {
		return (&ScriptError{
			Kind: KindRuntime, Message: "a value that throws when it is looked at",
		}).at(firstIn(vm.script.Name, framesOf(ex.Stack())))
	}
	return vm.describe(err)
}

// isError reports whether obj is an Error or was derived from one.
func isError(obj *goja.Object) bool { return obj.ClassName() == "Error" }

func stringProperty(obj *goja.Object, name string) string {
	v := obj.Get(name)
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return ""
	}
	return v.String()
}

// A thrown is a value that was thrown and where; its zero value is nothing.
type thrown struct {
	value  goja.Value
	frames []frame
}

// noteThrown remembers where v was thrown, unless it is an Error, which says so
// itself.
func (vm *VM) noteThrown(v goja.Value) {
	if obj, ok := v.(*goja.Object); ok && isError(obj) {
		return
	}
	vm.thrown = thrown{v, framesOf(vm.rt.CaptureCallStack(0, nil))}
}

// thrownBefore reports whether v is what was thrown last.
func (vm *VM) thrownBefore(v goja.Value) bool {
	return vm.thrown.value != nil && v.SameAs(vm.thrown.value)
}

// maxCauses bounds how far a chain of causes is followed: it may be a cycle.
const maxCauses = 16

// causeOf returns the Go errors behind an error object, one of its causes or what
// it gathers, as an AggregateError does.
func (vm *VM) causeOf(obj *goja.Object) error {
	for range maxCauses {
		if err := vm.causes[obj]; err != nil {
			return err
		}
		if all := vm.gathered(obj); len(all) > 0 {
			return errors.Join(all...)
		}
		next, ok := obj.Get("cause").(*goja.Object)
		if !ok {
			return nil
		}
		obj = next
	}
	return nil
}

// gathered returns the Go errors behind what an AggregateError gathers.
func (vm *VM) gathered(obj *goja.Object) []error {
	var all []error
	for _, v := range errorsOf(obj) {
		if e, ok := v.(*goja.Object); ok && vm.causes[e] != nil {
			all = append(all, vm.causes[e])
		}
	}
	return all
}

// errorsOf returns what an AggregateError gathers.
func errorsOf(obj *goja.Object) []goja.Value {
	list, ok := obj.Get("errors").(*goja.Object)
	if !ok || list.ClassName() != "Array" {
		return nil
	}
	var all []goja.Value
	for i := range min(list.Get("length").ToInteger(), maxCauses) {
		if v := list.Get(strconv.FormatInt(i, 10)); v != nil {
			all = append(all, v)
		}
	}
	return all
}

// beneath writes what an error's stack ends with, as Node prints it: its causes,
// and what it gathers.
func (vm *VM) beneath(b *strings.Builder, obj *goja.Object) {
	line := func(what string, v goja.Value) {
		title := vm.titleOf(v)
		if len(title) > maxBeneath {
			title = strings.ToValidUTF8(title[:maxBeneath], "") + "…"
		}
		b.WriteString("\n    [" + what + "]: " + strings.ReplaceAll(title, "\n", "\n      "))
	}
	seen := make(map[*goja.Object]bool)
	for !seen[obj] && len(seen) < maxCauses {
		seen[obj] = true
		for _, v := range errorsOf(obj) {
			line("errors", v)
		}
		cause := obj.Get("cause")
		if cause == nil || goja.IsUndefined(cause) {
			break
		}
		line("cause", cause)
		next, ok := cause.(*goja.Object)
		if !ok {
			break
		}
		obj = next
	}
}

// maxBeneath bounds, in bytes, what is shown of a cause.
const maxBeneath = 1 << 10

// titleOf is how a thrown value begins.
func (vm *VM) titleOf(v goja.Value) string {
	if obj, ok := v.(*goja.Object); ok && isError(obj) {
		e := ScriptError{Name: stringProperty(obj, "name"), Message: stringProperty(obj, "message")}
		return e.Title()
	}
	return vm.console.inspect(v)
}
