package globals

// JSON.stringify with a space: the engine goes on at the depth of an object that
// turned out to be empty, so all that follows is indented too far.

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/dop251/goja"
)

// maxGap is how many characters of indentation JSON.stringify takes at most.
const maxGap = 10

func (g *Globals) repairJSON() {
	object := g.rt.GlobalObject().Get("JSON").(*goja.Object)
	stringify, _ := goja.AssertFunction(object.Get("stringify"))
	g.method(object, "stringify", 3, func(call goja.FunctionCall) goja.Value {
		gap := g.gap(call.Argument(2))
		text, err := stringify(call.This, call.Argument(0), call.Argument(1))
		throwOn(err)
		if gap == "" || !goja.IsString(text) {
			return text
		}
		var b bytes.Buffer
		// What the engine has made is JSON; a lone surrogate is escaped in it.
		if json.Indent(&b, []byte(text.String()), "", gap) == nil {
			return g.rt.ToValue(b.String())
		}
		// It is nested deeper than json.Indent goes.
		text, err = stringify(call.This, call.Arguments...)
		throwOn(err)
		return text
	})
}

// gap is the indentation that a space stands for.
func (g *Globals) gap(space goja.Value) string {
	if o, ok := space.(*goja.Object); ok {
		switch o.ClassName() {
		case "Number":
			space = o.ToNumber()
		case "String":
			space = o.ToString()
		}
	}
	if s, ok := space.(goja.String); ok {
		return s.Substring(0, min(s.Length(), maxGap)).String()
	}
	if !goja.IsNumber(space) {
		return ""
	}
	return strings.Repeat(" ", int(min(max(space.ToInteger(), 0), maxGap)))
}
