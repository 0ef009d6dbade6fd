package inspect

import (
	"strings"

	"github.com/dop251/goja"
)

// Conversions of values by the rules of JavaScript, for the verbs of Format.

// asString renders v for %s: a class instance with a toString of its own by
// that, other objects on one level.
func (f *formatter) asString(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		switch v := v.(type) {
		case goja.String:
			return f.cut(v)
		case *goja.Symbol:
			return keyText(v)
		}
		p := f.ins.printer(settings{})
		return p.primitive(v)
	}
	if target := unwrap(o); target != nil && !f.long(target) &&
		(callable(target) || !f.builtInString(target)) {
		if s, ok := f.convert(target, "toString", "valueOf").(goja.String); ok {
			return f.cut(s)
		}
	}
	s := f.settings
	s.depth, s.colors, s.compact = 0, false, 3
	return f.inspect(v, s)
}

// long reports whether o is a list that is not to be joined to a string: one
// that is long or has lists in it, over which the engine can take forever
// without heeding an interrupt.
func (f *formatter) long(o *goja.Object) bool {
	r := f.ins.realm()
	switch kindOf(o) {
	case kindTypedArray:
		return r.call("get TypedArray.prototype.length", o).ToInteger() > maxListed
	case kindArray:
	default:
		return false
	}
	n := f.ins.printer(f.settings).number(o, "length")
	for i := 0; i < n && n <= maxListed; i++ {
		prop, _ := r.own(o, f.ins.rt.ToValue(i))
		if element, ok := prop.value.(*goja.Object); ok {
			if element = unwrap(element); element != nil && kindOf(element) == kindArray {
				return true
			}
		}
	}
	return n > maxListed
}

// asNumber renders v for %d, %i and %f.
func (f *formatter) asNumber(verb byte, v goja.Value) string {
	if goja.IsBigInt(v) && verb != 'f' {
		return numeral(v)
	}
	if o, ok := v.(*goja.Object); ok {
		order := []string{"toString", "valueOf"}
		if verb == 'd' {
			order = []string{"valueOf", "toString"}
		}
		v = nil
		if o = unwrap(o); o != nil && !f.long(o) {
			v = f.convert(o, order...)
		}
	}
	switch v.(type) {
	case nil, *goja.Symbol:
		return "NaN"
	}
	switch verb {
	case 'i':
		text := v.String()
		v = f.ins.realm().call("parseInt", goja.Undefined(), v)
		if v.ToFloat() == 0 && strings.HasPrefix(strings.TrimSpace(text), "-") {
			return "-0" // goja loses the sign
		}
	case 'f':
		v = f.ins.realm().call("parseFloat", goja.Undefined(), v)
	default:
		if goja.IsBigInt(v) {
			return "NaN"
		}
		v = v.ToNumber()
	}
	return numeral(v)
}

// asJSON renders v for %j. It runs toJSON methods and getters of the script,
// as Node does.
func (f *formatter) asJSON(v goja.Value) (s string) {
	defer func() {
		if x := recover(); x != nil {
			err, _ := x.(error)
			f.stopped = f.stopped || interrupted(err)
			s = f.inspect(v, f.settings)
		}
	}()
	o, ok := v.(*goja.Object)
	if !ok {
		return f.ins.realm().call("JSON.stringify", goja.Undefined(), v).String()
	}
	if callable(v) {
		return "undefined"
	}
	data, err := o.MarshalJSON()
	if err != nil {
		if isCircular(f.ins.realm(), err) {
			return "[Circular]"
		}
		return f.inspect(v, f.settings)
	}
	return string(data)
}

// isCircular reports whether err is JSON.stringify's complaint of a cycle.
func isCircular(r *realm, err error) bool {
	ex, ok := err.(*goja.Exception)
	if !ok {
		return false
	}
	thrown, ok := ex.Value().(*goja.Object)
	const complaint = "Converting circular structure to JSON"
	return ok && unwrap(thrown) == thrown && r.getText(thrown, "message") == complaint
}

// convert makes a primitive of o, calling its Symbol.toPrimitive method or
// the methods named. It is nil if that throws or gives no primitive.
func (f *formatter) convert(o *goja.Object, methods ...string) goja.Value {
	r := f.ins.realm()
	if prop, _ := r.lookup(o, goja.SymToPrimitive); callable(prop.value) {
		hint := "string"
		if methods[0] == "valueOf" {
			hint = "number"
		}
		return f.primitive(prop.value, o, f.ins.rt.ToValue(hint))
	}
	for _, name := range methods {
		if method := r.get(o, name); callable(method) {
			if v := f.primitive(method, o); v != nil {
				return v
			}
		}
	}
	return nil
}

// primitive calls a method of o for a primitive value, or nil.
func (f *formatter) primitive(method goja.Value, o *goja.Object, args ...goja.Value) (
	v goja.Value,
) {
	defer func() {
		if recover() != nil {
			v = nil
		}
	}()
	call, _ := goja.AssertFunction(method)
	if f.stopped {
		return nil
	}
	v, err := call(o, args...)
	f.stopped = interrupted(err)
	if _, object := v.(*goja.Object); object || err != nil {
		return nil
	}
	return v
}

// builtInString reports whether converting o to a string is left to the
// engine: nothing in its chain of prototypes before a built-in one has a
// toString or Symbol.toPrimitive.
func (f *formatter) builtInString(o *goja.Object) bool {
	r := f.ins.realm()
	name := r.key("toString")
	for at, steps := o, 0; at != nil && steps < maxChain; at, steps = parent(at), steps+1 {
		text, hasText := r.own(at, name)
		primitive, hasPrimitive := r.own(at, goja.SymToPrimitive)
		if !(hasText && callable(text.value)) && !(hasPrimitive && callable(primitive.value)) {
			continue
		}
		if at == o {
			return false
		}
		prop, _ := r.own(at, r.key("constructor"))
		ctor, ok := prop.value.(*goja.Object)
		return ok && callable(ctor) && r.isBuiltIn(r.getText(unwrap(ctor), "name"))
	}
	return true
}
