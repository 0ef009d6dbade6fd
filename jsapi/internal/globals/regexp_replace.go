package globals

import "github.com/dop251/goja"

// repairReplace mends String.prototype.replace with a regular expression that has
// the flag u and not g: in a text that is not ASCII the engine's backtracking
// matcher replaces every match.
func (g *Globals) repairReplace(regExpProto *goja.Object) {
	str := g.prototype("String")
	native, _ := goja.AssertFunction(str.Get("replace"))
	replacer := regExpProto.GetSymbol(goja.SymReplace)
	replaceIn, _ := goja.AssertFunction(replacer)
	g.method(str, "replace", 2, func(call goja.FunctionCall) goja.Value {
		with, this, args := native, call.This, call.Arguments
		re, ok := call.Argument(0).(*goja.Object)
		null := goja.IsUndefined(this) || goja.IsNull(this)
		if ok && !null && replacesOnce(re) && re.GetSymbol(goja.SymReplace) == replacer {
			with, this = replaceIn, g.matcher(re)
			args = []goja.Value{call.This.ToString(), call.Argument(1)}
		}
		v, err := with(this, args...)
		throwOn(err)
		return v
	})
}

// replacesOnce reports whether o is a regular expression with the flag u and not g.
func replacesOnce(o *goja.Object) bool {
	return o.ClassName() == "RegExp" &&
		option(o, "unicode").ToBoolean() && !option(o, "global").ToBoolean()
}

// matcher returns what the engine takes for a regular expression of a script's own,
// which it asks for each match: one here.
func (g *Globals) matcher(re *goja.Object) *goja.Object {
	m := g.rt.NewObject()
	mustSet(m.Set("flags", option(re, "flags")))
	mustSet(m.Set("exec", func(call goja.FunctionCall) goja.Value {
		exec, ok := goja.AssertFunction(option(re, "exec"))
		if !ok {
			panic(g.rt.NewTypeError("RegExp.prototype.exec is not a function"))
		}
		v, err := exec(re, call.Arguments...)
		throwOn(err)
		return v
	}))
	return m
}
