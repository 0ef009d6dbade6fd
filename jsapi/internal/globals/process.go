package globals

import (
	"maps"
	"slices"
	"time"

	"github.com/dop251/goja"
)

// processNatives shows a script what Host says about its process. There is no
// exit and no kill, and nothing is read from the real process.
func (g *Globals) processNatives() natives {
	return natives{
		"facts": g.processFacts,
		"argv":  g.processArgv,
		"cwd": func(goja.FunctionCall) goja.Value {
			return g.rt.ToValue(g.host.Cwd)
		},
		"nanoseconds": func(goja.FunctionCall) goja.Value {
			return g.rt.ToValue(int64(time.Since(g.start)))
		},
		"nextTick": g.nextTick,
	}
}

func (g *Globals) processFacts(goja.FunctionCall) goja.Value {
	env := g.rt.NewObject()
	for _, name := range slices.Sorted(maps.Keys(g.host.Env)) {
		mustSet(env.DefineDataProperty(
			name, g.rt.ToValue(g.host.Env[name]), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
	}
	return g.object(
		field{"platform", g.host.Platform},
		field{"arch", g.host.Arch},
		field{"env", env},
	)
}

func (g *Globals) processArgv(goja.FunctionCall) goja.Value {
	var argv []any
	if g.host.Argv != nil {
		for _, arg := range g.host.Argv() {
			argv = append(argv, arg)
		}
	}
	return g.rt.NewArray(argv...)
}

// nextTick is (callback, args); the callback was checked by the caller.
func (g *Globals) nextTick(call goja.FunctionCall) goja.Value {
	fn, ok := goja.AssertFunction(call.Argument(0))
	if !ok || g.host.NextTick == nil {
		panic(g.rt.NewTypeError("process.nextTick: this VM has no loop"))
	}
	var args []goja.Value
	g.rt.ForOf(call.Argument(1), func(v goja.Value) bool {
		args = append(args, v)
		return true
	})
	g.host.NextTick(fn, args)
	return goja.Undefined()
}
