package inspect

import (
	"math"

	"github.com/dop251/goja"
)

// customSymbol is the symbol of custom methods, or nil if no script has
// asked for it, in which case no object has such a method.
func (ins *Inspector) customSymbol() *goja.Symbol {
	if ins.custom == nil {
		ins.custom = registered(ins.rt, "nodejs.util.inspect.custom")
	}
	return ins.custom
}

// customized renders o by its method under the custom symbol. The method's
// this is context, which is o or a proxy of it. It reports false if there is
// no such method, or if the method throws or returns its this.
func (p *printer) customized(context, o *goja.Object, level int) (string, bool) {
	name := p.ins.customSymbol()
	if name == nil || p.noCustom {
		return "", false
	}
	prop, _ := p.ins.realm().lookup(o, name)
	method, ok := goja.AssertFunction(prop.value)
	if !ok || prop.value == p.ins.inspect || p.ins.nested >= maxCustomNest || p.isPrototype(o) {
		return "", false
	}
	p.ins.nested++
	defer func() { p.ins.nested-- }()
	v, err := method(context, p.shownDepth(level), p.customOptions(), p.ins.Function())
	switch {
	case interrupted(err):
		p.stopped = true
		return "", true
	case err != nil || v == goja.Value(context):
		return "", false
	}
	if s, ok := v.(goja.String); ok {
		if s.Length() > p.maxBytes {
			s = s.Substring(0, p.maxBytes+1)
		}
		return p.indented(p.spend(s.String())), true
	}
	return p.value(v, level), true
}

// isPrototype reports whether o is the prototype object of a class.
func (p *printer) isPrototype(o *goja.Object) bool {
	r := p.ins.realm()
	ctor, ok := r.get(o, "constructor").(*goja.Object)
	if ctor = unwrap(ctor); !ok || ctor == nil {
		return false
	}
	return r.get(ctor, "prototype") == goja.Value(o)
}

// shownDepth is how many levels below level are shown.
func (p *printer) shownDepth(level int) goja.Value {
	if p.depth == maxDepth {
		return p.ins.rt.ToValue(math.Inf(1))
	}
	return p.ins.rt.ToValue(p.depth - level)
}

// customOptions is the options object custom methods get. Its properties are
// defined, not set: a setter on Object.prototype is not to see them.
func (p *printer) customOptions() *goja.Object {
	rt := p.ins.rt
	o := rt.NewObject()
	define := func(name string, v any) {
		// Defining a property of a new object cannot fail.
		_ = o.DefineDataProperty(name, rt.ToValue(v), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	define("stylize", func(call goja.FunctionCall) goja.Value {
		s, ok := call.Argument(0).(goja.String)
		name, named := call.Argument(1).(goja.String)
		if !ok || !named {
			return call.Argument(0)
		}
		return rt.ToValue(p.style(s.String(), styleNamed(name.String())))
	})
	define("showHidden", p.showHidden)
	define("depth", p.shownDepth(0))
	define("colors", p.colors)
	define("customInspect", true)
	define("showProxy", p.showProxy)
	define("maxArrayLength", p.maxArray)
	define("maxStringLength", p.maxString)
	define("breakLength", p.breakLength)
	define("compact", p.compact)
	define("sorted", p.sorted)
	define("getters", false)
	define("numericSeparator", false)
	return o
}

// styleNamed is the style that Node calls name.
func styleNamed(name string) style {
	styles := map[string]style{
		"special": styleSpecial, "number": styleNumber, "bigint": styleNumber, "boolean": styleBoolean,
		"undefined": styleUndefined, "null": styleNull, "string": styleText, "symbol": styleSymbol,
		"date": styleDate, "regexp": styleRegexp, "module": styleModule,
	}
	return styles[name]
}

// Function returns util.inspect(value, options), which scripts and their custom
// methods call. Its older form is (value, showHidden, depth, colors).
func (ins *Inspector) Function() goja.Value {
	if ins.inspect == nil {
		f := ins.native("inspect", 2, func(call goja.FunctionCall) goja.Value {
			p := ins.printer(ins.settingsOf(call))
			return ins.rt.ToValue(p.finish(p.value(call.Argument(0), 0)))
		})
		// Defining properties of a new function cannot fail.
		_ = f.DefineDataProperty("custom", ins.customSymbol(), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_TRUE)
		_ = f.DefineAccessorProperty("defaultOptions", ins.native("get defaultOptions", 0, ins.getOptions),
			ins.native("set defaultOptions", 1, ins.setOptions), goja.FLAG_FALSE, goja.FLAG_FALSE)
		ins.inspect = f
	}
	return ins.inspect
}

// native is a function of that name for scripts.
func (ins *Inspector) native(
	name string, length int, f func(goja.FunctionCall) goja.Value,
) *goja.Object {
	o := ins.rt.ToValue(f).(*goja.Object)
	_ = o.DefineDataProperty("name", ins.rt.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = o.DefineDataProperty("length", ins.rt.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return o
}

// settingsOf is what the arguments of util.inspect say.
func (ins *Inspector) settingsOf(call goja.FunctionCall) settings {
	s := ins.defaults()
	if depth := call.Argument(2); !goja.IsUndefined(depth) {
		readCount(depth, &s.depth, maxDepth)
	}
	if colors := call.Argument(3); !goja.IsUndefined(colors) {
		s.colors = colors.ToBoolean()
	}
	if o, ok := call.Argument(1).(*goja.Object); ok {
		if o = unwrap(o); o != nil {
			ins.read(&s, o)
		}
	} else if hidden, ok := call.Argument(1).Export().(bool); ok {
		s.showHidden = hidden
	}
	return s
}

// getOptions returns the object that a script changes to change the defaults.
func (ins *Inspector) getOptions(goja.FunctionCall) goja.Value {
	if ins.options == nil {
		ins.options = ins.printer(ins.defaults()).customOptions()
		_ = ins.options.Delete("stylize") // a new property that is configurable
	}
	return ins.options
}

// setOptions changes those of the defaults that are given.
func (ins *Inspector) setOptions(call goja.FunctionCall) goja.Value {
	given, ok := call.Argument(0).(*goja.Object)
	if !ok {
		panic(ins.rt.NewTypeError(`The "options" argument must be of type object`))
	}
	ins.getOptions(call)
	for _, name := range ins.options.Keys() {
		if v := given.Get(name); v != nil {
			_ = ins.options.Set(name, v) // a plain property
		}
	}
	return goja.Undefined()
}

// readCount takes a number, or null for the most there is.
func readCount(v goja.Value, to *int, most int) {
	switch {
	case goja.IsNull(v):
		*to = most
	case goja.IsNumber(v):
		*to = int(min(max(v.ToFloat(), -1), float64(most)))
	}
}

// read takes settings from an options object of a script.
func (ins *Inspector) read(s *settings, o *goja.Object) {
	r := ins.realm()
	flag := func(name string, to *bool) {
		if v := r.get(o, name); v != nil {
			*to = v.ToBoolean()
		}
	}
	count := func(name string, to *int, most int) {
		if v := r.get(o, name); v != nil {
			readCount(v, to, most)
		}
	}
	if v := r.get(o, "depth"); v != nil && goja.IsUndefined(v) { // as Node compares with it
		s.depth = maxDepth
	}
	custom := !s.noCustom
	flag("customInspect", &custom)
	s.noCustom = !custom
	flag("colors", &s.colors)
	flag("showHidden", &s.showHidden)
	flag("showProxy", &s.showProxy)
	flag("sorted", &s.sorted)
	count("depth", &s.depth, maxDepth)
	count("breakLength", &s.breakLength, unlimited)
	count("compact", &s.compact, unlimited)
	count("maxArrayLength", &s.maxArray, unlimited)
	count("maxStringLength", &s.maxString, unlimited)
	s.maxArray, s.maxString = max(0, s.maxArray), max(0, s.maxString)
	if v := r.get(o, "compact"); v != nil && v.SameAs(ins.rt.ToValue(false)) {
		s.compact = 0
	}
}
