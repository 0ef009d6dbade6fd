package jsapi

import (
	"encoding/json"
	"errors"

	"github.com/dop251/goja"
)

// intrinsics are the engine's own functions as they were before any script ran:
// what a script does to its globals cannot change how values cross.
type intrinsics struct {
	stringify, parse goja.Callable
	uint8Array       goja.Value
	then             goja.Callable // Promise.prototype.then
}

func newIntrinsics(rt *goja.Runtime) intrinsics {
	global := func(name string) *goja.Object { return rt.GlobalObject().Get(name).(*goja.Object) }
	callable := func(obj *goja.Object, name string) goja.Callable {
		f, _ := goja.AssertFunction(obj.Get(name))
		return f
	}
	return intrinsics{
		stringify:  callable(global("JSON"), "stringify"),
		parse:      callable(global("JSON"), "parse"),
		uint8Array: global("Uint8Array"),
		then:       callable(global("Promise").Get("prototype").(*goja.Object), "then"),
	}
}

// toJSON returns v as JSON text, nil for undefined and functions. It runs a
// script's toJSON methods and getters.
func (vm *VM) toJSON(v goja.Value) (json.RawMessage, error) {
	text, err := vm.own.stringify(goja.Undefined(), v)
	if err != nil || goja.IsUndefined(text) {
		return nil, err
	}
	return json.RawMessage(text.String()), nil
}

// fromJSON returns the value of a JSON text.
func (vm *VM) fromJSON(text string) (goja.Value, error) {
	v, err := vm.own.parse(goja.Undefined(), vm.rt.ToValue(text))
	if err != nil {
		return nil, errors.New("invalid JSON for a script: " + err.Error())
	}
	return v, nil
}
