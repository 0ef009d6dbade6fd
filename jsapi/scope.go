package jsapi

import (
	"slices"

	"github.com/dop251/goja"
)

// A scope is what the entries of a VM have declared. Its zero value is empty. Only
// the loop may touch it.
type scope struct {
	entry     *entryTask // the one in flight, or the last; nil before the first
	constants map[string]goja.Value
	fresh     []string // made by open for the entry in flight
	last      goja.Value
	lastError goja.Value
	timers    timers // of the entry before: signals abort at their time
}

// open makes the names that an entry declares assignable: a name that is new is
// undefined, one that was a constant keeps its value until it gets another. It
// fails if a name cannot be added to a global object that a script has closed.
func (n *scope) open(vm *VM, t *entryTask) error {
	if n.entry == nil {
		n.defineMarkers(vm)
	}
	n.entry = t
	n.fresh = n.fresh[:0]
	global := vm.rt.GlobalObject()
	own := global.GetOwnPropertyNames()
	for _, d := range t.program.declared {
		value, constant := n.constants[d.name]
		switch {
		case constant:
			if n.define(global, d, value) == nil { // else it stays a constant
				delete(n.constants, d.name)
			}
		case slices.Contains(own, d.name):
		default:
			if err := n.define(global, d, goja.Undefined()); err != nil {
				return err
			}
			n.fresh = append(n.fresh, d.name)
		}
	}
	return nil
}

// defineMarkers defines the functions that entries call, which stay.
func (n *scope) defineMarkers(vm *VM) {
	define := func(name string, f func(goja.FunctionCall)) {
		vm.must(vm.rt.GlobalObject().DefineDataProperty(name,
			vm.function(name, func(c goja.FunctionCall) goja.Value {
				f(c)
				return goja.Undefined()
			}), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	}
	define(resultMarker, func(c goja.FunctionCall) { n.entry.value = c.Argument(0) })
	define(sealMarker, func(c goja.FunctionCall) {
		declared := n.entry.program.declared
		count := c.Argument(1).ToInteger() // of anything: a script can call this
		n.seal(vm, declared[:max(0, min(count, int64(len(declared))))])
	})
}

// define makes a variable. It fails for a property that a script has sealed,
// which stays as it is.
func (n *scope) define(global *goja.Object, d declaration, value goja.Value) error {
	enumerable := goja.FLAG_TRUE
	if d.hidden {
		enumerable = goja.FLAG_FALSE
	}
	return global.DefineDataProperty(d.name, value, goja.FLAG_TRUE, goja.FLAG_TRUE, enumerable)
}

// close makes constants of the names an entry declared so, and after a failure
// takes back those that never got a value.
func (n *scope) close(vm *VM, declared []declaration, fine bool) {
	global := vm.rt.GlobalObject()
	_ = vm.attempt(func() {
		for _, name := range n.fresh {
			if !fine && goja.IsUndefined(global.Get(name)) {
				_ = global.Delete(name)
			}
		}
		n.seal(vm, declared)
	})
}

// seal makes constants of the names that are declared so and are there.
func (n *scope) seal(vm *VM, declared []declaration) {
	global := vm.rt.GlobalObject()
	own := global.GetOwnPropertyNames()
	for _, d := range declared {
		if _, done := n.constants[d.name]; d.constant && !done && slices.Contains(own, d.name) {
			n.makeConstant(vm, global, d.name)
		}
	}
}

// makeConstant makes a property whose value cannot be set, and which says so as
// the engine does, but can be declared again.
func (n *scope) makeConstant(vm *VM, global *goja.Object, name string) {
	value := global.Get(name)
	get := func(goja.FunctionCall) goja.Value { return value }
	set := func(goja.FunctionCall) goja.Value {
		panic(vm.rt.NewTypeError("Assignment to constant variable."))
	}
	err := global.DefineAccessorProperty(name, vm.rt.ToValue(get), vm.rt.ToValue(set),
		goja.FLAG_TRUE, goja.FLAG_FALSE)
	if err != nil {
		return
	}
	if n.constants == nil {
		n.constants = make(map[string]goja.Value)
	}
	n.constants[name] = value
}

// remember gives _ the value of an entry, or _error what it failed with, unless
// a script has taken the name for itself.
func (n *scope) remember(vm *VM, t *entryTask, serr *ScriptError) {
	if serr == nil {
		n.keep(vm, "_", &n.last, t.value)
	} else if vm.failure != nil {
		n.keep(vm, "_error", &n.lastError, vm.failure)
	}
	vm.failure = nil
}

// keep sets a name to value if it still has what was kept last.
func (n *scope) keep(vm *VM, name string, last *goja.Value, value goja.Value) {
	if value == nil {
		value = goja.Undefined()
	}
	_ = vm.attempt(func() {
		global := vm.rt.GlobalObject()
		if _, taken := n.constants[name]; taken {
			return
		}
		if now := global.Get(name); now != nil && (*last == nil || !now.SameAs(*last)) {
			return
		}
		vm.defineValue(name, value)
		*last = value
	})
}
