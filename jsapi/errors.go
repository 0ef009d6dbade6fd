package jsapi

// What a script sees of a Go error is decided here.

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
)

// errorCodes maps a kind of failure to the code that scripts see.
var errorCodes = map[commands.Code]string{
	commands.CodeUndeclared: "ERR_COMMAND_UNDECLARED",
	commands.CodeParam:      "ERR_COMMAND_PARAM",
	commands.CodeExit:       "ERR_COMMAND_EXIT",
	commands.CodeTimeout:    "ERR_COMMAND_TIMEOUT",
	commands.CodeCancelled:  "ERR_COMMAND_CANCELLED",
	commands.CodeClosed:     "ERR_COMMAND_CANCELLED", // the session ends: so does the call
	commands.CodeOutput:     "ERR_COMMAND_OUTPUT",
	commands.CodeKind:       "ERR_COMMAND_KIND",
	commands.CodeLimit:      "ERR_COMMAND_LIMIT",
	commands.CodeSpawn:      "ERR_COMMAND_SPAWN",
	commands.CodeNotRunning: "ERR_COMMAND_NOT_RUNNING",
	commands.CodeConflict:   "ERR_COMMAND_CONFLICT",
	commands.CodeNotReady:   "ERR_COMMAND_NOT_READY",
}

// commandErrorClass makes the class of what commands throw from Error.
var commandErrorClass = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile("holdfast:CommandError",
		"((Error) => class CommandError extends Error {})", true)
})

// commandError returns the CommandError constructor of this VM.
func (vm *VM) commandError() goja.Value {
	if vm.commandErrorCtor == nil {
		make, err := vm.rt.RunProgram(commandErrorClass())
		vm.must(err)
		call, _ := goja.AssertFunction(make)
		class, err := call(goja.Undefined(), vm.own.errorClass)
		vm.must(err)
		vm.must(class.(*goja.Object).Get("prototype").(*goja.Object).DefineDataProperty(
			"name", vm.rt.ToValue("CommandError"), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
		vm.commandErrorCtor = class
	}
	return vm.commandErrorCtor
}

// toError converts a Go error to an Error object whose stack is where the script
// made the call that failed. An error thrown by JavaScript stays what it was.
func (vm *VM) toError(err error, stack []goja.StackFrame) goja.Value {
	if ex, ok := err.(*goja.Exception); ok {
		return ex.Value()
	}
	if uncatchable(err) {
		panic(err)
	}
	var p *panicked
	if errors.As(err, &p) {
		vm.poisoned = true
	}
	var obj *goja.Object
	name := "Error"
	var cerr *commands.Error
	if errors.As(err, &cerr) {
		obj = vm.newError(vm.commandError(), err.Error())
		vm.addFacts(obj, cerr)
		name = "CommandError"
	} else {
		obj = vm.newError(vm.own.errorClass, err.Error())
	}
	vm.setStack(obj, name+": "+err.Error(), stack)
	var a *aborted
	if errors.As(err, &a) {
		vm.must(obj.DefineDataProperty("cause", a.reason,
			goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
	vm.keepCause(obj, err)
	return obj
}

// maxKeptCauses is how many errors of a run are kept for what it may throw: it may
// catch failures and try again for as long as it likes.
const maxKeptCauses = 1000

// keepCause remembers the Go error behind an error object.
func (vm *VM) keepCause(obj *goja.Object, err error) {
	if vm.causes == nil {
		vm.causes = make(map[*goja.Object]error)
	}
	vm.causes[obj] = err
	vm.caused = append(vm.caused, obj)
	if len(vm.caused) > maxKeptCauses {
		delete(vm.causes, vm.caused[0])
		vm.caused = vm.caused[1:]
	}
}

func (vm *VM) newError(class goja.Value, message string) *goja.Object {
	obj, err := vm.rt.New(class, vm.rt.ToValue(message))
	vm.must(err)
	return obj
}

// addFacts sets the plain fields of a CommandError.
func (vm *VM) addFacts(obj *goja.Object, err *commands.Error) {
	set := func(name string, v any) { vm.put(obj, name, v) }
	set("code", errorCodes[err.Code])
	set("command", err.Command)
	if err.Lines != nil {
		set("lines", vm.linesToJS(err.Lines))
	}
	if r := err.Result; r != nil {
		set("exitCode", exitCode(r))
		set("signal", signal(r))
		set("stdout", r.Stdout)
		set("stderr", r.Stderr)
		set("durationMs", milliseconds(r.Duration))
		set("timedOut", r.TimedOut)
		set("cancelled", r.Cancelled)
		set("truncated", r.Truncated)
	}
}

// setStack gives obj the stack of an earlier call, in the engine's own layout.
func (vm *VM) setStack(obj *goja.Object, title string, stack []goja.StackFrame) {
	var text strings.Builder
	text.WriteString(title)
	for _, f := range framesOf(stack) {
		text.WriteString("\n\tat " + f.String())
	}
	vm.must(obj.DefineDataProperty("stack", vm.rt.ToValue(text.String()+"\n"),
		goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// rangeError and syntaxError make what a script may catch. The engine is made to
// throw one, for a script may have overwritten the classes, and to keep them all
// would cost each VM 5 kB.
func (vm *VM) rangeError(format string, args ...any) *goja.Object {
	return vm.reworded(vm.rt.NewArray().Set("length", -1), fmt.Sprintf(format, args...))
}

func (vm *VM) syntaxError(message string) *goja.Object {
	compile, _ := goja.AssertFunction(vm.evals.own)
	return vm.reworded(second(compile(goja.Undefined(), vm.rt.ToValue("("))), message)
}

// reworded gives the error that the engine threw another message.
func (vm *VM) reworded(err error, message string) *goja.Object {
	ex, ok := err.(*goja.Exception)
	if !ok {
		panic(err) // an interrupt
	}
	obj := ex.Value().(*goja.Object)
	vm.must(obj.DefineDataProperty("message", vm.rt.ToValue(message),
		goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	vm.setStack(obj, stringProperty(obj, "name")+": "+message, vm.rt.CaptureCallStack(0, nil))
	return obj
}
