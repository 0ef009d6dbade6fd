package inspect

import "github.com/dop251/goja"

// constructor is the name of what made an object. The zero value is an
// object whose maker has no name.
type constructor struct {
	name string
	null bool // the object has no prototype
}

// prefix is what stands before the brace of an object: its constructor, its
// size if it has one, as "(2)", and its Symbol.toStringTag. The fallback
// names objects without a prototype.
func (c constructor) prefix(tag, fallback, size string) string {
	s := c.name + size
	if c.null {
		s = "[" + fallback + size + ": null prototype]"
		if fallback == tag {
			tag = ""
		}
	} else if c.name == tag {
		tag = ""
	}
	if tag != "" {
		s += " [" + tag + "]"
	}
	return s + " "
}

// fallbackName names an object without a prototype by its kind.
func fallbackName(c constructor, kind kind, tag string) string {
	if !c.null {
		return ""
	}
	if name := kind.className(); name != tag {
		return name
	}
	return "Object"
}

// className is the built-in constructor of a kind.
func (k kind) className() string {
	switch k {
	case kindArray:
		return "Array"
	case kindSet:
		return "Set"
	case kindMap:
		return "Map"
	case kindFunction, kindAsyncFunction, kindGeneratorFunction, kindNativeFunction, kindClass:
		return "Function"
	case kindRegExp:
		return "RegExp"
	case kindDate:
		return "Date"
	case kindError:
		return "Error"
	case kindArrayBuffer:
		return "ArrayBuffer"
	case kindDataView:
		return "DataView"
	case kindPromise:
		return "Promise"
	case kindWeakSet:
		return "WeakSet"
	case kindWeakMap:
		return "WeakMap"
	}
	return "Object"
}

// constructorName finds the name of what made o. With inherited it also
// collects properties that user-defined prototypes add, for ShowHidden.
func (p *printer) constructorName(o *goja.Object, level int, inherited *[]string) constructor {
	r := p.ins.realm()
	var first *goja.Object
	for at, steps := o, 0; at != nil && steps < maxChain; at, steps = parent(at), steps+1 {
		if steps == 1 {
			first = at
		}
		name := p.makerName(o, at)
		if name == "" {
			continue
		}
		if inherited != nil && (first != at || !r.isBuiltIn(name)) {
			start := first
			if start == nil {
				start = o
			}
			p.inherited(o, start, level, inherited)
		}
		return constructor{name: name}
	}
	if first == nil {
		return constructor{null: true}
	}
	res := kindOf(o).className()
	if level > p.depth {
		return constructor{name: res + " <Complex prototype>"}
	}
	above := p.constructorName(first, level+1, inherited)
	if above.null {
		return constructor{name: res + " <" + p.abbreviated(first) + ">"}
	}
	return constructor{name: res + " <" + above.name + ">"}
}

// makerName is the name of the constructor that at, which is o or on its
// chain of prototypes, says made o. It is "" if at does not say.
func (p *printer) makerName(o, at *goja.Object) string {
	r := p.ins.realm()
	switch {
	case at == r.objectProto && at != o:
		return "Object"
	case at == r.functionProto && at != o:
		return "Function"
	}
	prop, _ := r.own(at, r.key("constructor"))
	ctor, ok := prop.value.(*goja.Object)
	if !ok || !callable(ctor) {
		return ""
	}
	if ctor = unwrap(ctor); ctor == nil || !p.instance(o, ctor) {
		return ""
	}
	return r.functionName(ctor)
}

// instance reports whether o was made by ctor, going by prototypes alone: a
// script's Symbol.hasInstance is not asked.
func (p *printer) instance(o, ctor *goja.Object) bool {
	proto, ok := p.ins.realm().get(ctor, "prototype").(*goja.Object)
	if !ok {
		return false
	}
	proto = unwrap(proto)
	steps := 0
	for at := parent(o); at != nil && steps < maxChain; at, steps = parent(at), steps+1 {
		if at == proto {
			return true
		}
	}
	return false
}

// abbreviated renders a prototype that has no name itself.
func (p *printer) abbreviated(o *goja.Object) string {
	inner := *p
	inner.depth, inner.seen, inner.indent = -1, nil, 0
	return inner.content(o, 0)
}

// inherited collects the data properties of up to three user-defined
// prototypes of o, beginning with at.
func (p *printer) inherited(o, at *goja.Object, level int, output *[]string) {
	r := p.ins.realm()
	above := map[string]bool{}
	var keys []goja.Value
	for depth := range 3 {
		if depth != 0 || o == at {
			if at = parent(at); at == nil {
				return
			}
			prop, _ := r.own(at, r.key("constructor"))
			if ctor, ok := prop.value.(*goja.Object); ok && r.isBuiltIn(r.getText(ctor, "name")) {
				return
			}
		}
		for _, key := range keys {
			above[keyText(key)] = true
		}
		keys = r.list("Object.getOwnPropertyNames", at)
		keys = append(keys, r.list("Object.getOwnPropertySymbols", at)...)
		p.seen = append(p.seen, o)
		for _, key := range keys {
			if keyText(key) == "constructor" || depth != 0 && above[keyText(key)] {
				continue
			}
			if _, own := p.ownSafe(o, key); own {
				continue
			}
			if prop, _ := p.ownSafe(at, key); callable(prop.value) {
				continue
			}
			s := p.property(at, key, level)
			if p.colors {
				s = "\x1b[2m" + s + "\x1b[22m"
			}
			*output = append(*output, s)
		}
		p.seen = p.seen[:len(p.seen)-1]
	}
}

// keyText is a property key as text. Symbols are told from strings.
func keyText(key goja.Value) string {
	if sym, ok := key.(*goja.Symbol); ok {
		return "Symbol(" + sym.String() + ")"
	}
	return key.String()
}

// tag is the Symbol.toStringTag of o, unless it is printed as a property.
func (p *printer) tag(o *goja.Object, kind kind) string {
	r := p.ins.realm()
	prop, ok := r.lookup(o, goja.SymToStringTag)
	if !ok {
		return ""
	}
	if kind == kindTypedArray && prop.get {
		return p.typedArrayName(o)
	}
	s, ok := prop.value.(goja.String)
	if !ok {
		return ""
	}
	if own, ok := r.own(o, goja.SymToStringTag); ok && (p.showHidden || own.enumerable) {
		return ""
	}
	return s.String()
}
