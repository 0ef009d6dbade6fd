package jsapi

import (
	"encoding/json"
	"reflect"
	"runtime"
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// raiseRegexpStack sets regexp2's limit, which exists once a process.
var raiseRegexpStack = sync.OnceFunc(func() {
	regexp2.DefaultOptimizationOptions.MaxBacktrackingStackSize = regexpStack
})

// installGlobals defines everything a script sees but the bindings.
func (vm *VM) installGlobals() {
	raiseRegexpStack()
	vm.must(vm.rt.GlobalObject().Delete("GoError")) // no error that a script sees is one
	vm.mark(throwMarker, func(c goja.FunctionCall) goja.Value {
		vm.noteThrown(c.Argument(0))
		return c.Argument(0)
	})
	vm.mark(awaitMarker, func(c goja.FunctionCall) goja.Value { return vm.awaitable(c.Argument(0)) })
	vm.console.install()
	vm.installTimers()
	vm.installCommands()
	vm.installVars()
	vm.globals = globals.Install(vm.rt, globals.Host{
		Platform: platform(runtime.GOOS),
		Arch:     arch(runtime.GOARCH),
		Argv:     vm.argv,
		Cwd:      vm.cfg.Dir,
		Env:      vm.cfg.Env,
		NextTick: func(f goja.Callable, args []goja.Value) {
			vm.inRun("process.nextTick")
			vm.queueMicrotask(f, args)
		},
		After: func(d time.Duration, holds bool, call func()) (cancel func()) {
			ts := vm.timersFor("a timer")
			t := ts.add(d, 0, holds, call)
			return func() { ts.remove(t) }
		},
		ReportError: func(v goja.Value) {
			vm.inRun("an event listener").fail(vm.describeValue(v, nil))
		},
		Inspect: vm.console.inspector.Function,
		FormatWithOptions: func(c goja.FunctionCall) goja.Value {
			options := c.Argument(0).ToObject(vm.rt)
			return vm.rt.ToValue(vm.console.inspector.FormatWith(options, c.Arguments[1:]))
		},
		Format: func(c goja.FunctionCall) goja.Value {
			return vm.rt.ToValue(vm.console.format(c.Arguments))
		},
	})
}

// mark defines the function that a marker names.
func (vm *VM) mark(marker string, fn func(goja.FunctionCall) goja.Value) {
	vm.must(vm.rt.GlobalObject().DefineDataProperty(marker, vm.function(marker, fn),
		goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
}

// awaitable returns v, or a promise of it where the engine would panic: it takes
// whatever has Promise for its constructor, as a proxy may, for a promise.
func (vm *VM) awaitable(v goja.Value) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() == promiseType || o.Get("constructor") != vm.own.promise {
		return v
	}
	p, resolve, _ := vm.rt.NewPromise()
	vm.must(resolve(v))
	return vm.rt.ToValue(p)
}

var promiseType = reflect.TypeFor[*goja.Promise]()

// argv is process.argv: the script's name and its arguments, as text.
func (vm *VM) argv() []string {
	argv := []string{"holdfast", vm.script.Name}
	for _, a := range vm.script.Args {
		switch a := a.(type) {
		case string:
			argv = append(argv, a)
		case json.RawMessage:
			argv = append(argv, string(a))
		default: // a number, true, false or null
			v, err := vm.toJS(a)
			vm.must(err)
			argv = append(argv, v.String())
		}
	}
	return argv
}

// platform is Node's name for an operating system.
func platform(goos string) string {
	if goos == "windows" {
		return "win32"
	}
	return goos
}

// arch is Node's name for a processor.
func arch(goarch string) string {
	switch goarch {
	case "amd64":
		return "x64"
	case "386":
		return "ia32"
	}
	return goarch
}
