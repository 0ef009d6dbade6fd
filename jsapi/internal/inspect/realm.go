package inspect

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// native is a function built into the engine.
type native = func(goja.FunctionCall) goja.Value

// realm is the engine's built-in functions, out of any script's reach: they
// belong to a second runtime that never runs a script. goja's built-ins work
// on objects of any runtime, and called as plain Go functions they touch no
// VM state, so nothing a script does to its own globals, and no pending
// promise job, can come between.
type realm struct {
	rt         *goja.Runtime
	natives    map[string]native
	keys       map[string]goja.Value
	slots      map[reflect.Type]slots // of the types of objects met
	self       []int                  // the field of goja.Object that holds its type
	descriptor native                 // Object.getOwnPropertyDescriptor
	args       [2]goja.Value          // of a call of descriptor

	// What the runtime whose values are printed has for these.
	objectProto, functionProto *goja.Object
}

func newRealm(scripts *goja.Runtime) *realm {
	r := &realm{
		rt:      goja.New(),
		natives: make(map[string]native),
		keys:    make(map[string]goja.Value),
		slots:   make(map[reflect.Type]slots),
	}
	if field, ok := reflect.TypeFor[goja.Object]().FieldByName("self"); ok {
		r.self = field.Index
	}
	r.descriptor = r.native("Object.getOwnPropertyDescriptor")
	r.objectProto = scripts.NewObject().Prototype()
	noop := func(goja.FunctionCall) goja.Value { return nil }
	r.functionProto = scripts.ToValue(noop).(*goja.Object).Prototype()
	return r
}

// native finds a built-in by its path from the global object, to which
// TypedArray is added. A path that begins with "get " names an accessor.
func (r *realm) native(path string) native {
	if f := r.natives[path]; f != nil {
		return f
	}
	name, accessor := strings.CutPrefix(path, "get ")
	keys := strings.Split(name, ".")
	holder, last := r.rt.GlobalObject(), r.rt.ToValue(keys[len(keys)-1])
	for _, key := range keys[:len(keys)-1] {
		if key == "TypedArray" {
			holder = holder.Get("Uint8Array").(*goja.Object).Prototype()
			continue
		}
		holder = holder.Get(key).(*goja.Object)
	}
	if last.String() == "toStringTag" {
		last = goja.SymToStringTag
	}
	var v goja.Value
	if accessor {
		args := []goja.Value{holder, last}
		v = r.descriptor(goja.FunctionCall{Arguments: args}).(*goja.Object).Get("get")
	} else {
		v = holder.Get(last.String())
	}
	f := v.Export().(native)
	r.natives[path] = f
	return f
}

// call calls the built-in at path. It panics where the built-in throws.
func (r *realm) call(path string, this goja.Value, args ...goja.Value) goja.Value {
	return r.native(path)(goja.FunctionCall{This: this, Arguments: args})
}

// list calls a built-in of Object that returns an array about o.
func (r *realm) list(path string, o *goja.Object) []goja.Value {
	array := r.call(path, goja.Undefined(), o).(*goja.Object)
	n := int(array.Get("length").ToInteger())
	values := make([]goja.Value, n)
	for i := range values {
		values[i] = array.Get(strconv.Itoa(i))
	}
	return values
}

// key is name as a property key.
func (r *realm) key(name string) goja.Value {
	k := r.keys[name]
	if k == nil {
		k = r.rt.ToValue(name)
		r.keys[name] = k
	}
	return k
}

// property is an own property of an object.
type property struct {
	value      goja.Value // nil for an accessor
	get, set   bool
	enumerable bool
}

// own returns the own property of o, which is no proxy, without calling its
// getter. The key is a string, an index or a symbol.
func (r *realm) own(o *goja.Object, key goja.Value) (property, bool) {
	if v, ok := r.plain(o, key); ok {
		return property{value: v, enumerable: true}, true
	}
	r.args = [2]goja.Value{o, key}
	d, ok := r.descriptor(goja.FunctionCall{Arguments: r.args[:]}).(*goja.Object)
	if !ok {
		return property{}, false
	}
	prop := property{enumerable: d.Get("enumerable").ToBoolean()}
	if prop.value = d.Get("value"); prop.value == nil {
		_, prop.get = d.Get("get").(*goja.Object)
		_, prop.set = d.Get("set").(*goja.Object)
	}
	return prop, true
}

// maxChain bounds the walk up a chain of prototypes.
const maxChain = 10_000

// lookup finds a property on o or the objects it inherits from, seeing
// through proxies.
func (r *realm) lookup(o *goja.Object, key goja.Value) (prop property, ok bool) {
	for range maxChain {
		if o == nil {
			break
		}
		if prop, ok = r.own(o, key); ok {
			return prop, true
		}
		o = parent(o)
	}
	return property{}, false
}

// get is the value of a property, nil when it is missing or an accessor.
func (r *realm) get(o *goja.Object, key string) goja.Value {
	prop, _ := r.lookup(o, r.key(key))
	return prop.value
}

// getText is the value of a property that is a string, or "".
func (r *realm) getText(o *goja.Object, key string) string {
	if s, ok := r.get(o, key).(goja.String); ok {
		return s.String()
	}
	return ""
}

// functionName is the name of a function, or "". A host function that was
// given no name has that of its Go code, with a package path or a dot, which
// is nothing for scripts to read.
func (r *realm) functionName(o *goja.Object) string {
	name := r.getText(o, "name")
	if kindOf(o) == kindNativeFunction && strings.Contains(name, ".") &&
		!strings.Contains(name, "[") && !strings.HasPrefix(name, "bound ") {
		return ""
	}
	return name
}

// isBuiltIn reports whether name is that of a built-in constructor.
func (r *realm) isBuiltIn(name string) bool {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	return r.rt.Get(name) != nil
}

var proxyType = reflect.TypeFor[goja.Proxy]()

// unwrap returns what a proxy stands for, through any number of them, and
// any other object as it is. It is nil for a revoked proxy.
func unwrap(o *goja.Object) *goja.Object {
	for range maxChain {
		if o == nil || o.ExportType() != proxyType {
			return o
		}
		o = o.Export().(goja.Proxy).Target()
	}
	return nil
}

// parent is the object that o, which is no proxy, inherits from, or nil.
func parent(o *goja.Object) *goja.Object { return unwrap(o.Prototype()) }

// callable reports whether v is a function or a proxy of one.
func callable(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	_, ok = goja.AssertFunction(o)
	return ok
}
