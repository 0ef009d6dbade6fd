package jsapi

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dop251/goja"
)

// intrinsics are the engine's own functions as they were before any script ran:
// what a script does to its globals cannot change how values cross.
type intrinsics struct {
	stringify, parse goja.Callable
	uint8Array       goja.Value
	promise          *goja.Object
	then             goja.Callable // Promise.prototype.then
	errorClass       *goja.Object
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
		promise:    global("Promise"),
		then:       callable(global("Promise").Get("prototype").(*goja.Object), "then"),
		errorClass: global("Error"),
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
	if jsonDeeperThan(text, maxJSONDepth) {
		return nil, errDeepJSON
	}
	v, err := vm.own.parse(goja.Undefined(), vm.rt.ToValue(text))
	if err != nil {
		return nil, errors.New("JSON that the engine does not take: " + err.Error())
	}
	return v, nil
}

var errDeepJSON = fmt.Errorf("JSON for a script is nested deeper than %d levels", maxJSONDepth)

// guardJSON makes JSON.parse throw a RangeError for what would exhaust the stack
// of the engine's decoder.
func (vm *VM) guardJSON() {
	parse := func(c goja.FunctionCall) goja.Value {
		text := c.Argument(0)
		if _, ok := text.(*goja.Object); ok {
			text = text.ToString() // once: it may be a script's
		}
		if goja.IsString(text) && jsonDeeperThan(text.String(), maxJSONDepth) {
			panic(vm.rangeError("JSON.parse: nested deeper than %d levels", maxJSONDepth))
		}
		v, err := vm.own.parse(goja.Undefined(), text, c.Argument(1))
		if err != nil {
			panic(err)
		}
		return v
	}
	obj := vm.rt.GlobalObject().Get("JSON").(*goja.Object)
	vm.must(obj.DefineDataProperty("parse", vm.native("parse", 2, parse),
		goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// jsonDeeperThan reports whether brackets outside strings stand in each other
// more than limit times.
func jsonDeeperThan(text string, limit int) bool {
	if len(text) <= limit {
		return false
	}
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[', '{':
			if depth++; depth > limit {
				return true
			}
		case ']', '}':
			depth--
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
	}
	return false
}
