package inspect

import (
	"reflect"
	"strings"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// functionBase renders a function without its properties.
func (p *printer) functionBase(o *goja.Object, s *shape, kind kind) string {
	if kind == kindClass {
		return p.classBase(o, s)
	}
	typ := "Function"
	switch kind {
	case kindAsyncFunction:
		typ = "AsyncFunction"
	case kindGeneratorFunction:
		typ = "GeneratorFunction"
	}
	base := "[" + typ
	if s.ctor.null {
		base += " (null prototype)"
	}
	if name := p.ins.realm().functionName(o); name == "" {
		base += " (anonymous)"
	} else {
		base += ": " + name
	}
	base += "]"
	// goja's async methods inherit from Function.prototype.
	if s.ctor.name != typ && s.ctor.name != "Function" && !s.ctor.null {
		base += " " + s.ctor.name
	}
	if s.tag != "" && s.ctor.name != s.tag {
		base += " [" + s.tag + "]"
	}
	return base
}

// classBase renders a class without its properties.
func (p *printer) classBase(o *goja.Object, s *shape) string {
	r := p.ins.realm()
	name := "(anonymous)"
	prop, _ := r.own(o, r.key("name"))
	if v, ok := prop.value.(goja.String); ok && v.Length() > 0 {
		name = v.String()
	}
	base := "class " + name
	if s.ctor.name != "Function" && !s.ctor.null {
		base += " [" + s.ctor.name + "]"
	}
	if s.tag != "" && s.ctor.name != s.tag {
		base += " [" + s.tag + "]"
	}
	if s.ctor.null {
		return "[" + base + " extends [null prototype]]"
	}
	if up := parent(o); up != nil {
		if super := r.getText(up, "name"); super != "" {
			base += " extends " + super
		}
	}
	return "[" + base + "]"
}

// describeArguments fills in s for an arguments object.
func (p *printer) describeArguments(s *shape) {
	s.open = "[Arguments] {"
	s.alone = s.open + "}"
}

// regexpFlags are the accessors of the flags in their order, and the letters.
var regexpFlags = [...]struct{ letter, accessor string }{
	{"g", "global"}, {"i", "ignoreCase"}, {"m", "multiline"},
	{"s", "dotAll"}, {"u", "unicode"}, {"y", "sticky"},
}

// describeRegExp fills in s for a regular expression.
func (p *printer) describeRegExp(s *shape, o *goja.Object) {
	r := p.ins.realm()
	source := r.call("get RegExp.prototype.source", o).String()
	if written, ok := globals.OriginalPattern(source); ok {
		source = written
	}
	s.base = "/" + slashes(source) + "/"
	for _, flag := range regexpFlags {
		if r.call("get RegExp.prototype."+flag.accessor, o).ToBoolean() {
			s.base += flag.letter
		}
	}
	if prefix := s.ctor.prefix(s.tag, "RegExp", ""); prefix != "RegExp " {
		s.base = prefix + s.base
	}
	s.alone, s.flat = p.style(s.base, styleRegexp), true
}

// slashes restores the slashes of a pattern, which goja gives as \u002f: as
// they are in a character class, else escaped.
func slashes(source string) string {
	const slash = `\u002f`
	if !strings.Contains(source, slash) {
		return source
	}
	var b strings.Builder
	class := false
	for i := 0; i < len(source); i++ {
		switch rest := source[i:]; {
		case strings.HasPrefix(rest, slash) && class:
			b.WriteString("/")
			i += len(slash) - 1
		case strings.HasPrefix(rest, slash):
			b.WriteString(`\/`)
			i += len(slash) - 1
		case rest[0] == '\\' && len(rest) > 1:
			b.WriteString(rest[:2])
			i++
		default:
			class = rest[0] == '[' || class && rest[0] != ']'
			b.WriteByte(rest[0])
		}
	}
	return b.String()
}

// describeDate fills in s for a date.
func (p *printer) describeDate(s *shape, o *goja.Object) {
	s.base = "Invalid Date"
	if o.Export() != nil {
		s.base = p.ins.realm().call("Date.prototype.toISOString", o).String()
	}
	if prefix := s.ctor.prefix(s.tag, "Date", ""); prefix != "Date " {
		s.base = prefix + s.base
	}
	s.alone = p.style(s.base, styleDate)
}

// describeBoxed fills in s for an object around a primitive value.
func (p *printer) describeBoxed(s *shape, o *goja.Object) {
	typ, st := boxedType(o)
	v := p.ins.realm().call(typ+".prototype.valueOf", o)
	length := 0
	if str, ok := v.(goja.String); ok {
		length = str.Length()
		s.keys = p.extraKeys(o, length)
	} else {
		s.keys = p.keys(o)
	}
	base := "[" + typ
	switch {
	case s.ctor.null:
		base += " (null prototype)"
	case s.ctor.name != typ:
		base += " (" + s.ctor.name + ")"
	}
	inner := *p
	inner.colors = false
	base += ": " + inner.primitive(v) + "]"
	if s.tag != "" && s.tag != s.ctor.name {
		base += " [" + s.tag + "]"
	}
	s.base, s.alone = base, p.style(base, st)
}

// boxedType is the constructor of what a primitive is boxed in.
func boxedType(o *goja.Object) (string, style) {
	switch t := o.ExportType(); t.Kind() {
	case reflect.Pointer:
		return "BigInt", styleNumber
	case reflect.Bool:
		return "Boolean", styleBoolean
	case reflect.Int64, reflect.Float64:
		return "Number", styleNumber
	case reflect.String: // goja exports a symbol as its description
		return "Symbol", styleSymbol
	}
	return "String", styleText
}
