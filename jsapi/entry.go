package jsapi

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/inspect"
)

// An Entry is what somebody typed at a REPL. Unlike a Script it is a program:
// what it declares at top level stays for the entries after it, which may
// declare it again, and its value is that of its last expression. await works at
// top level; return ends it with a value.
type Entry struct {
	Name    string // what positions name; "repl" if empty
	Source  string
	Colors  bool // in the text of the value, as ANSI escapes
	Columns int  // the text is broken to fit; 0: 80
}

// An Evaluation is how an entry went.
type Evaluation struct {
	Text      string // the value as util.inspect prints it
	Undefined bool   // the value is undefined
	// Printed says that Text went to the console already, as an entry of level
	// "result", because there was more to wait for.
	Printed bool
	// Stopped is what was still pending when the context was cancelled, with the
	// value there already: "2 timers"; else "".
	Stopped string
}

// Eval evaluates an entry: its value is there once the promises it awaits have
// settled, and Eval returns when nothing it started is pending either, timers
// and commands alike. To stop waiting, cancel ctx: what is pending ends, and if
// the value was there that is no error. Otherwise a failed entry has a
// *ScriptError, as a Run has.
func (vm *VM) Eval(ctx context.Context, e Entry) (Evaluation, error) {
	if e.Name == "" {
		e.Name = "repl"
	}
	s := Script{Name: e.Name, Source: e.Source}
	p, serr := compileEntry(e.Name, e.Source)
	if serr != nil {
		return Evaluation{}, serr.withSource(s)
	}
	t := &entryTask{program: p, entry: e}
	serr = vm.run(ctx, s, t)
	if serr != nil && serr.Kind == KindCancelled {
		vm.poisoned = vm.poisoned && !vm.awaits()
		if t.there {
			t.outcome.Stopped, serr = t.pending, nil
		}
	}
	vm.repl.close(vm, p.declared, serr == nil)
	vm.repl.remember(vm, t, serr)
	if serr != nil {
		return t.outcome, serr.withSource(s)
	}
	return t.outcome, nil
}

// An entryTask is an entry as a run.
type entryTask struct {
	program *entryProgram
	entry   Entry
	value   goja.Value // nil: undefined
	there   bool       // the value is
	pending string
	outcome Evaluation
}

// start runs an entry as far as it goes at once; the promise it returns is
// settled when its value is there.
func (t *entryTask) start(vm *VM) (*goja.Promise, error) {
	vm.globals.Repair(t.program.needs)
	vm.loop.timers.adopt(&vm.repl.timers)
	vm.loop.turn(func() bool { return vm.loop.failure != nil }) // what was due since
	if vm.loop.failure != nil {
		return nil, vm.loop.failure
	}
	_ = vm.setArgs(nil) // an entry before may have frozen them, and with them nothing
	if err := vm.repl.open(vm, t); err != nil {
		return nil, err
	}
	value, err := vm.rt.RunProgram(t.program.Program)
	if err != nil {
		return nil, err
	}
	if !t.program.async {
		t.value = value
		p, resolve, _ := vm.rt.NewPromise()
		return p, resolve(nil)
	}
	return vm.callAsync(value, t.program.program)
}

// settled prints the value, at once if something else is pending.
func (t *entryTask) settled(vm *VM, outcome goja.Value) *ScriptError {
	if t.value == nil {
		t.value = outcome
	}
	t.there = true
	t.outcome.Undefined = goja.IsUndefined(t.value)
	err := vm.attempt(func() {
		t.outcome.Text = vm.console.inspector.Inspect(t.value, inspect.Options{
			Colors: t.entry.Colors, BreakLength: t.entry.Columns,
		})
	})
	if err != nil {
		return vm.describe(err)
	}
	if vm.loop.idle() || vm.cfg.Console == nil {
		return nil
	}
	t.outcome.Printed = true
	if !t.outcome.Undefined {
		vm.cfg.Console(ConsoleEntry{Level: "result", Message: t.outcome.Text, Time: time.Now()})
	}
	return nil
}

// finish has nothing to do: the value was taken when it was there.
func (t *entryTask) finish(*VM, goja.Value) *ScriptError { return nil }

// cut notes what was pending when the run ended, and keeps its timers.
func (t *entryTask) cut(vm *VM) {
	t.pending = vm.loop.pending()
	vm.repl.timers = vm.loop.timers
}

// pending names what keeps the run going.
func (l *loop) pending() string {
	var what []string
	if c := l.oldest(); c != nil {
		what = append(what, c.what)
		if more := l.holding - 1; more > 0 {
			what = append(what, fmt.Sprintf("%d more %s", more, plural(more, "call")))
		}
	}
	if n := l.timers.holding; n > 0 {
		what = append(what, fmt.Sprintf("%d %s", n, plural(n, "timer")))
	}
	return strings.Join(what, ", ")
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// probeTime bounds the search for harm that an interrupt did.
const probeTime = 100 * time.Millisecond

// awaits reports whether await still works: the engine does not restore an async
// function or a generator that was interrupted, and no later one comes back.
func (vm *VM) awaits() bool {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	release := interruptOn(ctx, vm.rt)
	defer release()
	settled := false
	err := vm.attempt(func() {
		v, err := vm.rt.RunString("(async()=>{await null})()")
		if err != nil {
			panic(err)
		}
		p, ok := v.Export().(*goja.Promise)
		settled = ok && p.State() == goja.PromiseStateFulfilled
	})
	return err == nil && settled
}
