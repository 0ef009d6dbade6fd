package inspect

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// layout says how the entries of an object may be arranged.
type layout int

const (
	fields layout = iota // key: value
	list                 // values, then key: value; many make columns
)

// shape is the outside of an object: what is printed around its entries, and
// how they are found.
type shape struct {
	ctor        constructor
	tag         string
	alone       string // all that is printed if there are no keys; "" if more is
	base        string // stands before the opening brace
	open, close string
	keys        []goja.Value
	layout      layout
	entries     func() []string // those that are not keys; nil for none
	flat        bool            // alone is also printed past the depth limit
}

// content renders an object by what is in it.
func (p *printer) content(o *goja.Object, level int) string {
	var inherited []string
	var collect *[]string
	if p.showHidden && level <= p.depth {
		collect = &inherited
	}
	ctor := p.constructorName(o, level, collect)
	kind := kindOf(o)
	if kind == kindObject && p.inheritsError(o) {
		kind = kindError
	}
	s := shape{ctor: ctor, tag: p.tag(o, kind), open: "{", close: "}"}
	p.describe(&s, o, kind, level+1)
	empty := len(s.keys) == 0 && len(inherited) == 0
	if s.alone != "" && (empty || s.flat && level > p.depth) {
		return p.spend(s.alone)
	}
	if level > p.depth {
		return p.spend(p.style(s.abbreviation(kind), styleSpecial))
	}
	return p.filled(o, s, level+1, inherited)
}

// abbreviation stands for an object past the depth limit.
func (s *shape) abbreviation(kind kind) string {
	name := strings.TrimSuffix(s.ctor.prefix(s.tag, fallbackName(s.ctor, kind, s.tag), ""), " ")
	if s.ctor.null {
		return name
	}
	return "[" + name + "]"
}

// filled renders an object with its entries, which stand at level.
func (p *printer) filled(o *goja.Object, s shape, level int, inherited []string) string {
	p.seen = append(p.seen, o)
	p.level = level
	var output []string
	if s.entries != nil {
		output = s.entries()
	}
	for _, key := range s.keys {
		if p.done() {
			break
		}
		output = append(output, p.property(o, key, level))
	}
	output = append(output, inherited...)
	if n := p.circular[o]; n != 0 {
		ref := p.style("<ref *"+itoa(n)+">", styleSpecial)
		s.base = strings.TrimSuffix(ref+" "+s.base, " ")
	}
	p.seen = p.seen[:len(p.seen)-1]
	if p.sorted {
		from := 0
		if s.layout != fields {
			from = max(0, len(output)-len(s.keys))
		}
		slices.Sort(output[from:])
	}
	return p.join(output, s, level, o)
}

// property renders one property of o with its name.
func (p *printer) property(o *goja.Object, key goja.Value, level int) string {
	prop, ok := p.ownSafe(o, key)
	if !ok { // error.cause and error.errors may be inherited
		prop, _ = p.ins.realm().lookup(o, key)
		prop.enumerable = true
	}
	return p.named(key, prop, level)
}

// named renders a property with its name.
func (p *printer) named(key goja.Value, prop property, level int) string {
	s := p.element(prop, level)
	return p.spend(p.propertyName(key, prop.enumerable)) + ": " + s
}

// element renders the value of a property.
func (p *printer) element(prop property, level int) (s string) {
	switch {
	case prop.value != nil:
		p.indent += 2
		s = p.value(prop.value, level)
		p.indent -= 2
		return s
	case prop.get && prop.set:
		return p.spend(p.style("[Getter/Setter]", styleSpecial))
	case prop.get:
		return p.spend(p.style("[Getter]", styleSpecial))
	case prop.set:
		return p.spend(p.style("[Setter]", styleSpecial))
	}
	return p.spend(p.style("undefined", styleUndefined))
}

// ownSafe is realm.own without the script's code that making an error's
// stack text may run.
func (p *printer) ownSafe(o *goja.Object, key goja.Value) (property, bool) {
	if s, ok := key.(goja.String); ok && s.Length() == 5 && s.String() == "stack" {
		if kindOf(o) == kindError && !p.stackSafe(o) {
			return property{value: goja.Undefined()}, true
		}
	}
	return p.ins.realm().own(o, key)
}

// keys lists what is printed of o's own properties: those that are
// enumerable, or all.
func (p *printer) keys(o *goja.Object) []goja.Value {
	r := p.ins.realm()
	if p.showHidden {
		return append(r.list("Object.getOwnPropertyNames", o), p.symbols(o)...)
	}
	return append(r.list("Object.keys", o), p.symbols(o)...)
}

// symbols lists what is printed of o's symbol keys.
func (p *printer) symbols(o *goja.Object) []goja.Value {
	var keys []goja.Value
	r := p.ins.realm()
	for _, key := range r.list("Object.getOwnPropertySymbols", o) {
		if prop, _ := r.own(o, key); p.showHidden || prop.enumerable {
			keys = append(keys, key)
		}
	}
	return keys
}

// describe fills in s for an object whose entries stand at level.
func (p *printer) describe(s *shape, o *goja.Object, kind kind, level int) {
	switch kind {
	case kindArray:
		p.describeArray(s, o, level)
		return
	case kindTypedArray:
		p.describeTypedArray(s, o, level)
		return
	case kindBoxed:
		p.describeBoxed(s, o)
		return
	}
	s.keys = p.keys(o)
	switch kind {
	case kindSet, kindMap:
		p.describeCollection(s, o, kind, level)
	case kindMapIterator, kindSetIterator:
		p.describeIterator(s, o, kind, level)
	case kindFunction, kindAsyncFunction, kindGeneratorFunction, kindNativeFunction, kindClass:
		s.base = p.functionBase(o, s, kind)
		s.alone = p.style(s.base, styleSpecial)
	case kindArguments:
		p.describeArguments(s)
	case kindRegExp:
		p.describeRegExp(s, o)
	case kindDate:
		p.describeDate(s, o)
	case kindError:
		s.base = p.errorBase(o, s)
		s.alone = s.base
	case kindArrayBuffer:
		p.describeArrayBuffer(s, o)
	case kindDataView:
		p.describeDataView(s, o, level)
	case kindPromise:
		s.open = s.ctor.prefix(s.tag, "Promise", "") + "{"
		s.entries = func() []string { return p.promise(o, level) }
	case kindWeakSet, kindWeakMap:
		s.open = s.ctor.prefix(s.tag, fallbackName(s.ctor, kind, s.tag), "") + "{"
		s.entries = func() []string { return []string{p.spend(p.style("<items unknown>", styleSpecial))} }
	default:
		p.describePlain(s, kind)
	}
}

// describePlain is for an object without internal slots.
func (p *printer) describePlain(s *shape, kind kind) {
	if s.ctor.name != "Object" || s.ctor.null || s.tag != "" {
		s.open = s.ctor.prefix(s.tag, fallbackName(s.ctor, kind, s.tag), "") + "{"
	}
	s.alone = s.open + "}"
}
