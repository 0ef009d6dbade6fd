package jsapi

import (
	"github.com/dop251/goja"
)

// installVars defines the vars object: JSON values that outlive the VM.
func (vm *VM) installVars() {
	vm.defineValue("vars", vm.object([]method{
		{"get", vm.varsGet},
		{"set", vm.varsSet},
		{"has", func(c goja.FunctionCall) goja.Value {
			_, ok := vm.cfg.Vars.Get(vm.varName("vars.has", c))
			return vm.rt.ToValue(ok)
		}},
		{"delete", func(c goja.FunctionCall) goja.Value {
			return vm.rt.ToValue(vm.cfg.Vars.Delete(vm.varName("vars.delete", c)))
		}},
		{"keys", vm.varsKeys},
	}))
}

// varsGet returns a fresh copy at each call, undefined if there is none.
func (vm *VM) varsGet(c goja.FunctionCall) goja.Value {
	text, ok := vm.cfg.Vars.Get(vm.varName("vars.get", c))
	if !ok {
		return goja.Undefined()
	}
	v, err := vm.fromJSON(string(text))
	if err != nil {
		vm.throw(err)
	}
	return v
}

func (vm *VM) varsSet(c goja.FunctionCall) goja.Value {
	name := vm.varName("vars.set", c)
	text, err := vm.toJSON(c.Argument(1))
	if err != nil {
		panic(err)
	}
	if text == nil {
		panic(vm.rt.NewTypeError(
			"vars.set: %q cannot hold undefined or a function; use vars.delete to remove it", name))
	}
	if err := vm.cfg.Vars.Set(name, text); err != nil {
		vm.throw(err)
	}
	return goja.Undefined()
}

func (vm *VM) varsKeys(goja.FunctionCall) goja.Value {
	v, err := vm.toJS(vm.cfg.Vars.Keys())
	vm.must(err)
	return v
}

func (vm *VM) varName(function string, c goja.FunctionCall) string {
	if name := c.Argument(0); goja.IsString(name) {
		return name.String()
	}
	panic(vm.rt.NewTypeError("%s: the name must be a string", function))
}

// throw raises a Go error in the script that called.
func (vm *VM) throw(err error) {
	panic(vm.toError(err, vm.rt.CaptureCallStack(0, nil)))
}

// setArgs gives the script its args, a fresh array for each run. Its error is that
// a script has made them unchangeable.
func (vm *VM) setArgs(args []any) error {
	v, err := vm.listToJS(args, 0)
	if err != nil {
		return err
	}
	return vm.rt.GlobalObject().DefineDataProperty("args", v,
		goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}
