package jsapi

import (
	"context"
	"strconv"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/specs"
)

// installCommands defines the commands object.
func (vm *VM) installCommands() {
	vm.defineValue("commands", vm.object([]method{
		{"run", vm.commandsRun},
		{"exec", vm.commandsExec},
		{"list", vm.commandsList},
	}))
}

// commandsRun is commands.run(name, params?, options?): the shaped output.
func (vm *VM) commandsRun(c goja.FunctionCall) goja.Value {
	call := vm.commandCall("commands.run", c)
	return vm.async(call.what, call.signal, func(ctx context.Context) settle {
		value, err := vm.cfg.Commands.Run(ctx, call.name, call.values, call.options)
		return func() (goja.Value, error) {
			if err != nil {
				return nil, err
			}
			return vm.toJS(value)
		}
	})
}

// commandsExec is commands.exec(name, params?, options?): how it ended, whatever
// the exit code.
func (vm *VM) commandsExec(c goja.FunctionCall) goja.Value {
	call := vm.commandCall("commands.exec", c)
	return vm.async(call.what, call.signal, func(ctx context.Context) settle {
		result, err := vm.cfg.Commands.Exec(ctx, call.name, call.values, call.options)
		return func() (goja.Value, error) {
			if err != nil {
				return nil, err
			}
			return vm.resultToJS(result), nil
		}
	})
}

func (vm *VM) resultToJS(r *commands.Result) goja.Value {
	obj := vm.rt.NewObject()
	set := func(name string, v any) { vm.must(obj.Set(name, v)) }
	set("command", r.Command)
	set("code", exitCode(r))
	set("signal", signal(r))
	set("stdout", r.Stdout)
	set("stderr", r.Stderr)
	set("durationMs", milliseconds(r.Duration))
	return obj
}

// exitCode is null for a command that a signal ended, as in Node.
func exitCode(r *commands.Result) any {
	if r.Signal != "" {
		return goja.Null()
	}
	return r.Code
}

// signal is null for a command that exited, as in Node.
func signal(r *commands.Result) any {
	if r.Signal == "" {
		return goja.Null()
	}
	return r.Signal
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}

// commandsList is commands.list().
func (vm *VM) commandsList(goja.FunctionCall) goja.Value {
	infos := vm.cfg.Commands.List()
	list := make([]any, len(infos))
	for i, info := range infos {
		obj := vm.rt.NewObject()
		vm.must(obj.Set("name", info.Name))
		vm.must(obj.Set("description", info.Description))
		vm.must(obj.Set("persistent", info.Persistent))
		vm.must(obj.Set("params", vm.paramsToJS(info.Params)))
		vm.must(obj.Set("running", info.Running))
		list[i] = obj
	}
	return vm.rt.NewArray(list...)
}

func (vm *VM) paramsToJS(params []specs.Param) goja.Value {
	list := make([]any, len(params))
	for i, p := range params {
		obj := vm.rt.NewObject()
		vm.must(obj.Set("name", p.Name))
		vm.must(obj.Set("type", string(p.Type)))
		vm.must(obj.Set("required", p.Required))
		vm.must(obj.Set("description", p.Description))
		if !p.Required {
			v, err := vm.toJS(p.Default)
			vm.must(err)
			vm.must(obj.Set("default", v))
		}
		list[i] = obj
	}
	return vm.rt.NewArray(list...)
}

// A commandCall is the arguments of run and exec.
type commandCall struct {
	what    string // the call, for errors
	name    string
	values  map[string]any
	options commands.Options
	signal  goja.Value
}

// commandCall checks and converts arguments, or throws a TypeError.
func (vm *VM) commandCall(function string, c goja.FunctionCall) commandCall {
	name := c.Argument(0)
	if !goja.IsString(name) {
		panic(vm.rt.NewTypeError("%s: the name of the command must be a string", function))
	}
	call := commandCall{name: name.String(), signal: goja.Undefined()}
	call.what = function + "(" + strconv.Quote(clip(call.name)) + ")"
	if params := vm.plainObject(function, "params", c.Argument(1)); params != nil {
		call.values = vm.valuesToGo(params)
	}
	if options := vm.plainObject(function, "options", c.Argument(2)); options != nil {
		vm.commandOptions(function, options, &call)
	}
	return call
}

// valuesToGo converts params. Unlike in JSON, null stays and NaN stays, for the
// spec to refuse by name; undefined is as if not given.
func (vm *VM) valuesToGo(params *goja.Object) map[string]any {
	keys := params.Keys()
	values := make(map[string]any, len(keys))
	for _, key := range keys {
		if v := params.Get(key); v != nil && !goja.IsUndefined(v) {
			values[key] = vm.toGoAt(v, key, 0)
		}
	}
	return values
}

func (vm *VM) commandOptions(function string, options *goja.Object, call *commandCall) {
	for _, key := range options.Keys() {
		v := options.Get(key)
		if goja.IsUndefined(v) {
			continue
		}
		switch key {
		case "timeoutMs":
			call.options.Timeout = vm.timeoutOption(function, v)
		case "stdin":
			if !goja.IsString(v) {
				panic(vm.rt.NewTypeError("%s: stdin must be a string", function))
			}
			call.options.Stdin = v.String()
		case "signal":
			call.signal = v
		default:
			panic(vm.rt.NewTypeError(
				"%s: unknown option %q (timeoutMs, stdin and signal are known)", function, key))
		}
	}
}

func (vm *VM) timeoutOption(function string, v goja.Value) time.Duration {
	ms := v.ToFloat()
	const most = float64(1<<63-1) / float64(time.Millisecond)
	if !goja.IsNumber(v) || !(ms > 0 && ms < most || ms == -1) {
		panic(vm.rt.NewTypeError("%s: timeoutMs must be a positive number, or -1 for none", function))
	}
	return time.Duration(ms * float64(time.Millisecond))
}

// plainObject returns v as an object, nil if it is undefined, or throws.
func (vm *VM) plainObject(function, what string, v goja.Value) *goja.Object {
	if goja.IsUndefined(v) {
		return nil
	}
	obj, ok := v.(*goja.Object)
	if !ok || obj.ClassName() == "Array" || isFunction(obj) {
		panic(vm.rt.NewTypeError("%s: %s must be an object", function, what))
	}
	return obj
}
