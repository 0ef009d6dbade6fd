package globals

import (
	"strings"

	"github.com/dop251/goja"
)

// repairRegExp puts a proxy in the place of RegExp that calls ExpandUnicode before
// the engine's own constructor sees it. A proxy keeps statics, subclasses,
// instanceof and prototype as they are.
func (g *Globals) repairRegExp() {
	native := g.rt.GlobalObject().Get("RegExp").(*goja.Object)
	proto := native.Get("prototype").(*goja.Object)
	r := &regExpRepair{g: g, native: native, nativeSource: sourceGetter(g.rt, proto)}
	proxy := g.rt.ToValue(g.rt.NewProxy(native, &goja.ProxyTrapConfig{
		Construct: r.construct,
		Apply:     r.apply,
		GetSym:    r.symbol,
	})).(*goja.Object)
	r.proxy = proxy
	define(g.rt.GlobalObject(), "RegExp", proxy)
	define(proto, "constructor", proxy)
	mustSet(proto.DefineAccessorProperty(
		"source", g.rt.ToValue(r.source), nil, goja.FLAG_TRUE, goja.FLAG_FALSE))
	g.method(proto, "toString", 0, r.toString)
	g.method(native, "escape", 1, g.regExpEscape)
	g.repairReplace(proto)
}

// sourceGetter returns the engine's getter of RegExp.prototype.source.
func sourceGetter(rt *goja.Runtime, proto *goja.Object) goja.Callable {
	object := rt.NewObject().Get("constructor").(*goja.Object)
	describe, _ := goja.AssertFunction(object.Get("getOwnPropertyDescriptor"))
	descriptor, err := describe(goja.Undefined(), proto, rt.ToValue("source"))
	throwOn(err)
	get, _ := goja.AssertFunction(descriptor.(*goja.Object).Get("get"))
	return get
}

// regExpRepair is the traps of the RegExp proxy in one VM.
type regExpRepair struct {
	g            *Globals
	native       *goja.Object // the engine's RegExp
	proxy        *goja.Object
	nativeSource goja.Callable
}

// source shows what the user wrote instead of its expansion.
func (r *regExpRepair) source(call goja.FunctionCall) goja.Value {
	v, err := r.nativeSource(call.This)
	throwOn(err)
	if s := v.String(); strings.HasPrefix(s, originOpen) {
		if original, ok := OriginalPattern(s); ok {
			return r.g.rt.ToValue(original)
		}
	}
	return v
}

// toString is the standard's: the engine's own reads its source directly.
func (r *regExpRepair) toString(call goja.FunctionCall) goja.Value {
	re, ok := call.This.(*goja.Object)
	if !ok {
		panic(r.g.rt.NewTypeError("RegExp.prototype.toString called on a value that is not an object"))
	}
	return r.g.rt.ToValue("/" + option(re, "source").String() + "/" + option(re, "flags").String())
}

// symbol answers two symbols for the proxy. Its species is the engine's own
// constructor, or String.split, which does not know the proxy, would compile
// the expression again. instanceof the engine cannot do on a proxy at all.
func (r *regExpRepair) symbol(
	target *goja.Object, property *goja.Symbol, receiver goja.Value,
) goja.Value {
	switch property {
	case goja.SymSpecies:
		if receiver.SameAs(r.proxy) {
			return target
		}
		return receiver
	case goja.SymHasInstance:
		return r.g.rt.ToValue(r.hasInstance)
	}
	return target.GetSymbol(property)
}

func (r *regExpRepair) hasInstance(call goja.FunctionCall) goja.Value {
	class, ok := call.This.(*goja.Object)
	if !ok {
		return r.g.rt.ToValue(false)
	}
	if class.SameAs(r.proxy) {
		class = r.native
	}
	has, _ := goja.AssertFunction(r.native.Prototype().GetSymbol(goja.SymHasInstance))
	v, err := has(class, call.Argument(0))
	throwOn(err)
	return v
}

func (r *regExpRepair) construct(
	target *goja.Object, args []goja.Value, newTarget *goja.Object,
) *goja.Object {
	if len(args) > 0 && goja.IsString(args[0]) {
		if err := CheckPattern(args[0].String()); err != nil {
			panic(r.g.syntaxError(err.Error()))
		}
	}
	args = r.expandArgs(args)
	construct, _ := goja.AssertConstructor(target)
	o, err := construct(newTarget, args...)
	throwOn(err)
	return o
}

// apply is RegExp called without new: a regular expression passes unchanged.
func (r *regExpRepair) apply(target *goja.Object, _ goja.Value, args []goja.Value) goja.Value {
	if len(args) > 0 && (len(args) == 1 || goja.IsUndefined(args[1])) {
		if re, ok := args[0].(*goja.Object); ok && re.ClassName() == "RegExp" {
			if c := re.Get("constructor"); c != nil && c.SameAs(r.proxy) {
				return re
			}
		}
	}
	return r.construct(target, args, r.proxy)
}

// expandArgs expands the pattern of a constructor call. What is not a string
// and a string is left to the engine.
func (r *regExpRepair) expandArgs(args []goja.Value) []goja.Value {
	if len(args) == 0 {
		return args
	}
	pattern, flags := args[0], r.g.rt.ToValue("")
	if len(args) > 1 && !goja.IsUndefined(args[1]) {
		flags = args[1]
		if re, ok := pattern.(*goja.Object); ok && re.ClassName() == "RegExp" {
			pattern = re.Get("source")
		}
	}
	if !goja.IsString(pattern) || !goja.IsString(flags) {
		return args
	}
	expanded, err := ExpandUnicode(pattern.String(), flags.String())
	if err != nil {
		panic(r.g.syntaxError(err.Error()))
	}
	if strings.HasPrefix(expanded, originOpen) {
		pattern = r.g.rt.ToValue(expanded)
	}
	return append([]goja.Value{pattern}, args[1:]...)
}

func (g *Globals) syntaxError(message string) *goja.Object {
	o, err := g.rt.New(g.rt.GlobalObject().Get("SyntaxError"), g.rt.ToValue(message))
	throwOn(err)
	return o
}

// regExpEscape is RegExp.escape: the result matches exactly its argument, also
// after \0, \c or \x.
func (g *Globals) regExpEscape(call goja.FunctionCall) goja.Value {
	if !goja.IsString(call.Argument(0)) {
		panic(g.rt.NewTypeError("RegExp.escape: the argument must be a string"))
	}
	const hexDigits = "0123456789abcdef"
	var out []uint16
	add := func(s string) {
		for i := range len(s) {
			out = append(out, uint16(s[i]))
		}
	}
	for i, c := range units(call.Argument(0)) {
		ascii := string(rune(c))
		letter := c < 0x80 && (c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9')
		named := strings.IndexByte("\t\n\v\f\r", byte(c))
		switch {
		case c < 0x80 && strings.Contains(`^$\.*+?()[]{}|/`, ascii):
			add(`\` + ascii)
		case c < 0x80 && named >= 0:
			add(`\` + "tnvfr"[named:named+1])
		case letter && i == 0, c < 0x80 && strings.Contains(",-=<>#&!%:;@~'`\" ", ascii):
			add(`\x` + string(hexDigits[c>>4]) + string(hexDigits[c&15]))
		case c == 0xA0:
			add(`\xa0`)
		case c&0xF800 == 0xD800, c >= 0x80 && strings.ContainsRune(wideSpaces, rune(c)):
			add(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				out = append(out, uint16(hexDigits[c>>shift&15]))
			}
		default:
			out = append(out, c)
		}
	}
	return goja.StringFromUTF16(out)
}

// wideSpaces is the white space above U+00A0 that regular expressions know.
const wideSpaces = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" +
	"\u2028\u2029\u202f\u205f\u3000\ufeff"
