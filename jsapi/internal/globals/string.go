package globals

import "github.com/dop251/goja"

// repairString adds String.prototype.isWellFormed and toWellFormed.
func (g *Globals) repairString() {
	proto := g.prototype("String")
	text := func(call goja.FunctionCall, method string) goja.Value {
		if goja.IsUndefined(call.This) || goja.IsNull(call.This) {
			panic(g.rt.NewTypeError("String.prototype.%s called on null or undefined", method))
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
}
