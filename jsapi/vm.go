// Package jsapi answers: what does a script see? A VM is one goja runtime with
// its event loop and the globals of a script: commands, vars, args, console,
// timers and the rest. It reaches the durable tier of its session only through
// the interfaces in Config, whose arguments and results are JSON-like values,
// and knows neither how many sessions there are nor where it runs itself.
package jsapi

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
	"github.com/holdfast-run/holdfast/jsapi/internal/inspect"
)

// Commander runs declared commands. *commands.Runner is one.
type Commander interface {
	Run(ctx context.Context, name string, values map[string]any, o commands.Options) (any, error)
	Exec(ctx context.Context, name string, values map[string]any,
		o commands.Options) (*commands.Result, error)
	List() []commands.Info

	Start(ctx context.Context, name string, values map[string]any,
		o commands.StartOptions) (commands.Status, error)
	Status(name string) (commands.Status, error)
	Stop(ctx context.Context, name string, o commands.StopOptions) (commands.Status, error)
	Logs(name string, o commands.LogOptions) (commands.Logs, error)
	Wait(ctx context.Context, name string, o commands.WaitOptions) (commands.Status, error)
}

// Vars is the session's durable store: names to JSON texts.
type Vars interface {
	Get(name string) (value json.RawMessage, ok bool)
	Set(name string, value json.RawMessage) error
	Delete(name string) bool
	Keys() []string
}

// Config is what a VM needs from the tier that outlives it.
type Config struct {
	Commands Commander // never nil
	Vars     Vars      // never nil
	Programs *Programs // compiled scripts, shared between VMs; nil: none are kept

	// Bindings are the dotted names of the embedder's own functions, and Call
	// runs one of them off the loop with JSON-like arguments: nil, bool,
	// float64, string, []byte, []any, map[string]any.
	Bindings []string
	Call     func(ctx context.Context, name string, args []any) (any, error)

	Console func(ConsoleEntry) // called on the loop; nil: entries are dropped
	Env     map[string]string  // process.env
	Dir     string             // process.cwd()

	// Setup may change the runtime before the first script, on the goroutine
	// that calls New.
	Setup func(*goja.Runtime) error
}

// A ConsoleEntry is what one console call printed.
type ConsoleEntry struct {
	Level   string // "log", "info", "debug", "warn", "error", "trace", or "result" (see Evaluation)
	Message string
	Time    time.Time
}

// A Script is the body of an async function.
type Script struct {
	Name   string // the file that positions name; "script.js" if empty
	Source string
	Args   []any // what the script sees as args: JSON-like values
}

// A VM is disposable: it is made for a session when a run needs one, and dropped
// when it is poisoned or the session is idle. It is not safe for concurrent use;
// whoever calls Run is the loop's goroutine until Run returns.
type VM struct {
	rt       *goja.Runtime
	cfg      Config
	console  *console
	globals  *globals.Globals
	evals    *evalGuard
	own      intrinsics
	makeJob  goja.Callable // see jobMaker; nil until it is needed
	loop     *loop         // of the run in flight; nil between runs
	script   Script
	poisoned bool

	// thrown is the last value that was thrown and is no Error, and where: only
	// an Error carries a stack.
	thrown thrown
	// failure is the value the run failed with; nil if it was none of JavaScript's.
	failure goja.Value
	// causes holds the Go errors behind the last error objects of this run; caused
	// are its keys, oldest first.
	causes map[*goja.Object]error
	caused []*goja.Object

	repl scope // what entries have declared

	commandErrorCtor goja.Value // made at the first use
}

// New returns a VM with all globals in place. It starts no goroutine and holds
// nothing that must be closed. Its error is Setup's, or names a binding that
// clashes with a global.
func New(cfg Config) (*VM, error) {
	rt := goja.New()
	rt.SetMaxCallStackSize(maxCallStack)
	rt.SetParserOptions(parserOptions...)
	vm := &VM{rt: rt, cfg: cfg, own: newIntrinsics(rt)}
	vm.console = newConsole(vm, inspect.New(rt))
	rt.SetPromiseRejectionTracker(vm.trackRejection)
	vm.installGlobals()
	vm.guardCompilers()
	if err := vm.installBindings(); err != nil {
		return nil, err
	}
	if cfg.Setup != nil {
		if err := cfg.Setup(rt); err != nil {
			return nil, err
		}
	}
	return vm, nil
}

// Poisoned reports whether the VM must not be reused: a run was cut off in the
// middle of JavaScript, or Go panicked under it.
func (vm *VM) Poisoned() bool { return vm.poisoned }

// Run evaluates a script and returns its value as JSON text, nil for undefined.
// It returns when the script has settled and nothing it started is pending, or
// with a *ScriptError when it failed or ctx ended; by then every command and
// binding the script called has returned. A deadline of ctx is a timeout.
func (vm *VM) Run(ctx context.Context, s Script) (json.RawMessage, error) {
	if s.Name == "" {
		s.Name = "script.js"
	}
	p, serr := vm.cfg.Programs.compile(s.Name, s.Source)
	if serr != nil {
		return nil, serr.withSource(s)
	}
	t := &scriptTask{program: p}
	serr = vm.run(ctx, s, t)
	if err := vm.setArgs(nil); err != nil {
		vm.poisoned = true // the script has frozen what each run defines
	}
	if serr != nil {
		return nil, serr.withSource(s)
	}
	return t.value, nil
}

// run does a task on a loop of its own, and returns when nothing of it is left.
func (vm *VM) run(ctx context.Context, s Script, t task) *ScriptError {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(errRunOver)
	vm.begin(ctx, s)
	defer vm.leave(cancel)
	release := interruptOn(ctx, vm.rt)
	serr := vm.evaluate(t)
	release()
	cancel(errRunOver)
	t.cut(vm)
	if !vm.loop.close(abandonAfter) {
		vm.poisoned = true
		serr = serr.Abandoned()
	}
	if broken := vm.loop.harm(); broken != nil {
		vm.poisoned = true
		serr = cmp.Or(serr, broken)
	}
	vm.end()
	return serr
}

// leave ends a run that has not come to its end: what prints, or what Setup has
// installed, has left it with runtime.Goexit, as t.Fatal does.
func (vm *VM) leave(cancel context.CancelCauseFunc) {
	if vm.loop == nil {
		return
	}
	vm.poisoned = true
	cancel(errRunOver)
	vm.loop.close(abandonAfter)
}

func (vm *VM) begin(ctx context.Context, s Script) {
	vm.loop = newLoop(ctx)
	vm.script = s
	vm.causes, vm.caused = nil, nil
	vm.thrown = thrown{}
	vm.failure = nil
}

func (vm *VM) end() {
	vm.loop = nil
	vm.causes, vm.caused = nil, nil
	vm.thrown = thrown{}
}
