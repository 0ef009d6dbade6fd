package jsapi

// The arguments of the functions of commands: checked and converted to Go on the
// loop. What does not fit is a TypeError at once; what the spec refuses is a
// CommandError later.

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// A commandCall is a command with its values.
type commandCall struct {
	what    string // the call, for errors
	name    string
	values  map[string]any
	options commands.Options // of run and exec
	signal  goja.Value
}

// oneshotCall reads (name, params?, { timeoutMs?, stdin?, signal? }).
func (vm *VM) oneshotCall(function string, c goja.FunctionCall) commandCall {
	call := vm.commandCall(function, c)
	vm.options(function, c.Argument(2), []option{
		{"timeoutMs", func(v goja.Value) { call.options.Timeout = vm.timeoutOption(function, v) }},
		{"stdin", func(v goja.Value) { call.options.Stdin = vm.stdinOption(function, v) }},
		{"signal", func(v goja.Value) { call.signal = v }},
	})
	return call
}

// commandCall reads (name, params?).
func (vm *VM) commandCall(function string, c goja.FunctionCall) commandCall {
	name := vm.nameArgument(function, c)
	call := commandCall{what: callText(function, name), name: name, signal: goja.Undefined()}
	if params := vm.plainObject(function, "params", c.Argument(1)); params != nil {
		call.values = vm.valuesToGo(params)
	}
	return call
}

// callText names a call in errors.
func callText(function, name string) string {
	return function + "(" + strconv.Quote(clip(name)) + ")"
}

func (vm *VM) nameArgument(function string, c goja.FunctionCall) string {
	if name := c.Argument(0); goja.IsString(name) {
		return name.String()
	}
	panic(vm.rt.NewTypeError("%s: the name of the command must be a string", function))
}

// valuesToGo converts params. Unlike in JSON, null stays and NaN stays, for the
// spec to refuse by name; undefined is as if not given.
func (vm *VM) valuesToGo(params *goja.Object) map[string]any {
	keys := params.Keys()
	values := make(map[string]any, len(keys))
	for _, key := range keys {
		if v := params.Get(key); v != nil && !goja.IsUndefined(v) {
			values[key] = vm.toGoAs(v, key, key)
		}
	}
	return values
}

// An option is one that a function knows, and what takes its value.
type option struct {
	name string
	take func(goja.Value)
}

// options hands each option that a script gave to who takes it, and throws a
// TypeError for one that is not known. undefined is as if not given.
func (vm *VM) options(function string, v goja.Value, known []option) {
	given := vm.plainObject(function, "options", v)
	if given == nil {
		return
	}
	for _, key := range given.Keys() {
		value := given.Get(key)
		if value == nil || goja.IsUndefined(value) { // nil: a getter has removed it
			continue
		}
		i := slices.IndexFunc(known, func(o option) bool { return o.name == key })
		if i < 0 {
			panic(vm.rt.NewTypeError("%s: unknown option %q (known: %s)", function, key, names(known)))
		}
		known[i].take(value)
	}
}

func names(known []option) string {
	all := make([]string, len(known))
	for i, o := range known {
		all[i] = o.name
	}
	return strings.Join(all, ", ")
}

// plainObject returns v as an object, nil if it is undefined, or throws.
func (vm *VM) plainObject(function, what string, v goja.Value) *goja.Object {
	if goja.IsUndefined(v) {
		return nil
	}
	obj, ok := v.(*goja.Object)
	if !ok {
		panic(vm.rt.NewTypeError("%s: %s must be an object", function, what))
	}
	// A Map or a promise, say, would be taken for {}.
	if class := globals.ClassOf(obj); class != "Object" && class != "Proxy" {
		panic(vm.rt.NewTypeError("%s: %s must be an object, not of class %s", function, what, class))
	}
	return obj
}

// stringOption reads a string, in which nothing would be as if it were left out.
func (vm *VM) stringOption(function, name string, v goja.Value) string {
	if !goja.IsString(v) || v.String() == "" {
		panic(vm.rt.NewTypeError("%s: %s must be a string that is not empty", function, name))
	}
	return v.String()
}

// stdinOption reads a string or bytes, which a Go string holds as well.
func (vm *VM) stdinOption(function string, v goja.Value) string {
	if obj, ok := v.(*goja.Object); ok {
		if b, ok := bytesOf(obj); ok {
			return string(b)
		}
	}
	if !goja.IsString(v) {
		panic(vm.rt.NewTypeError("%s: stdin must be a string or a Uint8Array", function))
	}
	return v.String()
}

// timeoutOption reads milliseconds, more than none; -1 is no limit.
func (vm *VM) timeoutOption(function string, v goja.Value) time.Duration {
	if goja.IsNumber(v) && v.ToFloat() == -1 {
		return -1
	}
	d, ok := duration(v)
	if !ok || d <= 0 {
		panic(vm.rt.NewTypeError("%s: timeoutMs must be a positive number, or -1 for none", function))
	}
	return d
}

// duration reads a number of milliseconds that is not negative.
func duration(v goja.Value) (time.Duration, bool) {
	const most = float64(1<<63-1) / float64(time.Millisecond)
	ms := v.ToFloat()
	if !goja.IsNumber(v) || !(ms >= 0 && ms < most) {
		return 0, false
	}
	return time.Duration(ms * float64(time.Millisecond)), true
}

// countOption reads a whole number that is not negative.
func (vm *VM) countOption(function, name string, v goja.Value) uint64 {
	const most = 1 << 53
	n := v.ToFloat()
	if !goja.IsNumber(v) || !(n >= 0 && n < most) || n != float64(uint64(n)) {
		panic(vm.rt.NewTypeError("%s: %s must be a whole number, 0 or more", function, name))
	}
	return uint64(n)
}
