package globals

import (
	"maps"
	"slices"

	"github.com/dop251/goja"
)

func (g *Globals) requireNatives() natives {
	return natives{
		"builtins": func(goja.FunctionCall) goja.Value {
			var names []any
			for _, name := range slices.Sorted(maps.Keys(g.host.Builtins)) {
				names = append(names, name)
			}
			return g.rt.NewArray(names...)
		},
		"builtin": func(call goja.FunctionCall) goja.Value {
			return g.host.Builtins[call.Argument(0).String()](g.rt)
		},
	}
}

func (g *Globals) utilNatives() natives {
	return natives{
		"inspect":           func(goja.FunctionCall) goja.Value { return g.host.Inspect() },
		"format":            g.host.Format,
		"formatWithOptions": g.host.FormatWithOptions,
	}
}
