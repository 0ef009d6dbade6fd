package jsapi

import (
	"context"
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
		{"start", vm.commandsStart},
		{"status", vm.commandsStatus},
		{"stop", vm.commandsStop},
		{"logs", vm.commandsLogs},
		{"wait", vm.commandsWait},
		{"list", vm.commandsList},
	}))
}

// commandsRun is commands.run(name, params?, options?): the shaped output.
func (vm *VM) commandsRun(c goja.FunctionCall) goja.Value {
	call := vm.oneshotCall("commands.run", c)
	return vm.async(call.what, call.name, call.signal, func(ctx context.Context) settle {
		value, err := vm.cfg.Commands.Run(ctx, call.name, call.values, call.options)
		return func() (goja.Value, error) {
			if err != nil {
				return nil, err
			}
			output, err := vm.toJS(value)
			if err != nil {
				return nil, &commands.Error{Code: commands.CodeOutput, Command: call.name, Err: err}
			}
			return output, nil
		}
	})
}

// commandsExec is commands.exec(name, params?, options?): how it ended, whatever
// the exit code.
func (vm *VM) commandsExec(c goja.FunctionCall) goja.Value {
	call := vm.oneshotCall("commands.exec", c)
	return vm.async(call.what, call.name, call.signal, func(ctx context.Context) settle {
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
	set := func(name string, v any) { vm.put(obj, name, v) }
	set("command", r.Command)
	set("code", exitCode(r))
	set("signal", signal(r))
	set("stdout", r.Stdout)
	set("stderr", r.Stderr)
	set("durationMs", milliseconds(r.Duration))
	return obj
}

// exitCode is null for a command that a signal ended, as in Node.
func exitCode(r *commands.Result) any { return orNull(r.Code, r.Signal == "") }

// signal is null for a command that exited, as in Node.
func signal(r *commands.Result) any { return orNull(r.Signal, r.Signal != "") }

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}

// commandsList is commands.list().
func (vm *VM) commandsList(goja.FunctionCall) goja.Value {
	infos := vm.cfg.Commands.List()
	list := make([]any, len(infos))
	for i, info := range infos {
		obj := vm.rt.NewObject()
		vm.put(obj, "name", info.Name)
		vm.put(obj, "description", info.Description)
		vm.put(obj, "persistent", info.Persistent)
		vm.put(obj, "params", vm.paramsToJS(info.Params))
		vm.put(obj, "running", info.Running)
		list[i] = obj
	}
	return vm.rt.NewArray(list...)
}

func (vm *VM) paramsToJS(params []specs.Param) goja.Value {
	list := make([]any, len(params))
	for i, p := range params {
		obj := vm.rt.NewObject()
		vm.put(obj, "name", p.Name)
		vm.put(obj, "type", string(p.Type))
		vm.put(obj, "required", p.Required)
		vm.put(obj, "description", p.Description)
		if !p.Required {
			v, err := vm.toJS(p.Default)
			vm.must(err)
			vm.put(obj, "default", v)
		}
		list[i] = obj
	}
	return vm.rt.NewArray(list...)
}
