package globals

import "github.com/dop251/goja"

// repairString adds String.prototype.isWellFormed and toWellFormed, and mends
// replaceAll: the engine looks without end for the empty string in one that is not
// ASCII.
func (g *Globals) repairString() {
	proto := g.prototype("String")
	text := func(call goja.FunctionCall, method string) goja.Value {
		if goja.IsUndefined(call.This) || goja.IsNull(call.This) {
			panic(g.rt.NewTypeError("String.prototype.%s called on null or undefined", method))
		}
		if _, ok := call.This.(*goja.Symbol); ok {
			panic(g.rt.NewTypeError("Cannot convert a Symbol value to a string"))
		}
		return call.This.ToString()
	}
	g.method(proto, "isWellFormed", 0, func(call goja.FunctionCall) goja.Value {
		return g.rt.ToValue(wellFormed(units(text(call, "isWellFormed"))))
	})
	g.method(proto, "toWellFormed", 0, func(call goja.FunctionCall) goja.Value {
		// Go text has no lone surrogates: each becomes U+FFFD on the way.
		return g.rt.ToValue(text(call, "toWellFormed").String())
	})
	replaceAll, _ := goja.AssertFunction(proto.Get("replaceAll"))
	replace, _ := goja.AssertFunction(proto.Get("replace"))
	g.method(proto, "replaceAll", 2, func(call goja.FunctionCall) goja.Value {
		with, args := replaceAll, call.Arguments
		if s, ok := call.Argument(0).(goja.String); ok && s.Length() == 0 {
			everywhere, err := g.rt.New(g.rt.GlobalObject().Get("RegExp"), g.rt.ToValue("(?:)"), g.rt.ToValue("g"))
			throwOn(err)
			with, args = replace, []goja.Value{everywhere, call.Argument(1)}
		}
		v, err := with(call.This, args...)
		throwOn(err)
		return v
	})
}
