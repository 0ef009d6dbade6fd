package globals

// Modules: the JavaScript part of the globals. A file js/NAME.js is one
// function expression of (use, native): use(name) returns another module's
// exports, native holds the module's Go functions.

import (
	"embed"
	"sync"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

//go:embed js/*.js
var sources embed.FS

// ScriptPrefix begins the file name of every module, so that a stack trace can
// leave their frames out.
const ScriptPrefix = "internal:"

// natives are the Go functions a module calls, by name.
type natives map[string]func(goja.FunctionCall) goja.Value

// programs holds what a module compiles to, for all VMs of the process.
var programs sync.Map // module name → func() *goja.Program

// program returns the compiled module, compiling it at the first call in the
// process.
func program(name string) *goja.Program {
	compile, ok := programs.Load(name)
	if !ok {
		compile, _ = programs.LoadOrStore(name, sync.OnceValue(func() *goja.Program {
			return compileModule(name)
		}))
	}
	return compile.(func() *goja.Program)()
}

// compileModule panics on an error: the sources are part of the program.
func compileModule(name string) *goja.Program {
	source, err := sources.ReadFile("js/" + name + ".js")
	mustSet(err)
	ast, err := goja.Parse(ScriptPrefix+name, string(source), parser.WithDisableSourceMaps)
	mustSet(err)
	compiled, err := goja.CompileAST(ast, true)
	mustSet(err)
	return compiled
}

// use returns the exports of a module and runs it at the first call in this
// VM.
func (g *Globals) use(name string) *goja.Object {
	if exports := g.modules[name]; exports != nil {
		return exports
	}
	v, err := g.rt.RunProgram(program(name))
	throwOn(err)
	run, ok := goja.AssertFunction(v)
	if !ok {
		panic("globals: module " + name + " is not a function")
	}
	v, err = run(goja.Undefined(), g.rt.ToValue(g.useFromScript), g.nativesOf(name))
	throwOn(err)
	exports := v.ToObject(g.rt)
	if g.modules == nil {
		g.modules = make(map[string]*goja.Object)
	}
	g.modules[name] = exports
	return exports
}

func (g *Globals) useFromScript(call goja.FunctionCall) goja.Value {
	return g.use(call.Argument(0).String())
}

// nativesOf returns the object that holds a module's Go functions.
func (g *Globals) nativesOf(module string) goja.Value {
	var fns natives
	switch module {
	case "abort":
		fns = g.abortNatives()
	case "base64":
		fns = g.base64Natives()
	case "buffer":
		fns = g.bufferNatives()
	case "class", "clone":
		fns = g.cloneNatives()
	case "encoding":
		fns = g.encodingNatives()
	case "events":
		fns = g.eventNatives()
	case "process":
		fns = g.processNatives()
	case "searchparams", "url":
		fns = g.urlNatives()
	case "util":
		fns = g.utilNatives()
	case "crypto", "performance":
		fns = g.webNatives()
	default:
		return goja.Undefined()
	}
	o := g.rt.NewObject()
	for name, fn := range fns {
		mustSet(o.DefineDataProperty(
			name, g.rt.ToValue(fn), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
	}
	return o
}
