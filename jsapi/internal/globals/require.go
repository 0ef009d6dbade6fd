package globals

import "github.com/dop251/goja"

func (g *Globals) utilNatives() natives {
	return natives{
		"inspect":           func(goja.FunctionCall) goja.Value { return g.host.Inspect() },
		"format":            g.host.Format,
		"formatWithOptions": g.host.FormatWithOptions,
	}
}
