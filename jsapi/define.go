package jsapi

import (
	"github.com/dop251/goja"
)

// define makes f a global function: not enumerable, as the engine's own are.
func (vm *VM) define(name string, f func(goja.FunctionCall) goja.Value) {
	vm.defineValue(name, vm.function(name, f))
}

func (vm *VM) defineValue(name string, v goja.Value) {
	vm.must(vm.rt.GlobalObject().DefineDataProperty(name, v,
		goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// function makes a JavaScript function with a name; goja would take Go's.
func (vm *VM) function(name string, f func(goja.FunctionCall) goja.Value) *goja.Object {
	obj := vm.rt.ToValue(f).(*goja.Object)
	vm.must(obj.DefineDataProperty("name", vm.rt.ToValue(name),
		goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	return obj
}

// native is function for one that stands in for the engine's own, whose length
// scripts may look at.
func (vm *VM) native(name string, length int, f any) *goja.Object {
	obj := vm.rt.ToValue(f).(*goja.Object)
	fixed := func(property string, v any) {
		vm.must(obj.DefineDataProperty(property, vm.rt.ToValue(v),
			goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
	fixed("name", name)
	fixed("length", length)
	return obj
}

// A method is one function of an object that scripts see.
type method struct {
	name string
	call func(goja.FunctionCall) goja.Value
}

// object makes an object of functions, in that order.
func (vm *VM) object(methods []method) *goja.Object {
	obj := vm.rt.NewObject()
	for _, m := range methods {
		vm.put(obj, m.name, vm.function(m.name, m.call))
	}
	return obj
}

// put gives an object of the host's a property, whatever a script has done to
// Object.prototype: Set would call its setters.
func (vm *VM) put(obj *goja.Object, name string, v any) {
	vm.must(obj.DefineDataProperty(name, vm.rt.ToValue(v),
		goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// must panics: defining a property of a fresh object cannot fail.
func (vm *VM) must(err error) {
	if err != nil {
		panic(err)
	}
}
