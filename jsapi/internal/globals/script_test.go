package globals

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

// expectedThrow is a line that must throw: "code //! regexp".
var expectedThrow = regexp.MustCompile(`(?m)^(\s*)(.*?);? //! (.+)$`)

// scriptSource turns a test file into a program: the body of an async function,
// without moving a line.
func scriptSource(t *testing.T, path string) string {
	t.Helper()
	prelude, err := os.ReadFile("testdata/prelude/assert.js")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body := expectedThrow.ReplaceAllStringFunc(string(file), func(line string) string {
		m := expectedThrow.FindStringSubmatch(line)
		pattern := strings.ReplaceAll(m[3], "/", `\/`)
		if strings.Contains(m[2], "await ") {
			return m[1] + "await assert.rejects(async () => { " + m[2] + " }, /" + pattern + "/);"
		}
		return m[1] + "assert.throws(() => { " + m[2] + " }, /" + pattern + "/);"
	})
	oneLine := strings.ReplaceAll(regexp.MustCompile(`(?m)^\s*//.*$`).ReplaceAllString(string(prelude), ""), "\n", " ")
	return oneLine + "(async () => {" + body + "\n})()"
}

func scripts(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.js")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	return paths
}

func TestScripts(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			vm := newTestVM(t)
			if err := vm.run(path, scriptSource(t, path)); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestScriptsInNode proves that what the scripts expect is what Node does. A
// file named holdfast_… holds what Node 20 has not or does differently.
func TestScriptsInNode(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; the scripts' expectations were checked where it is")
	}
	for _, path := range scripts(t) {
		if strings.HasPrefix(filepath.Base(path), "holdfast_") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "script.cjs")
			source := "'use strict';" + scriptSource(t, path)
			if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if out, err := exec.CommandContext(ctx, node, file).CombinedOutput(); err != nil {
				t.Errorf("node: %v\n%s", err, out)
			}
		})
	}
}

// testVM is a VM with the smallest loop the globals need: timers in the order
// of their delay, without waiting, and ticks.
type testVM struct {
	rt      *goja.Runtime
	globals *Globals
	timers  []testTimer
	ticks   []func()
	clock   time.Duration
}

type testTimer struct {
	at  time.Duration
	ref bool
	fn  func()
	id  int64
}

func newTestVM(t testing.TB) *testVM {
	t.Helper()
	vm := &testVM{rt: goja.New()}
	vm.rt.SetMaxCallStackSize(1000)
	var reported []any
	vm.globals = Install(vm.rt, Host{
		Platform: "linux", Arch: "x64", Argv: func() []string { return []string{"holdfast", "script.js", "arg"} }, Cwd: "/work",
		Env: map[string]string{"HOME": "/home/user"},
		NextTick: func(fn goja.Callable, args []goja.Value) {
			vm.ticks = append(vm.ticks, func() { mustCall(fn, args...) })
		},
		After: func(d time.Duration, ref bool, fn func()) func() {
			return vm.after(d, ref, fn)
		},
		ReportError: func(v goja.Value) {
			reported = append(reported, v)
			mustSet(vm.rt.Set("reported", vm.rt.NewArray(reported...)))
		},
		Inspect: func() goja.Value {
			f, err := vm.rt.RunString(
				"Object.assign((v) => String(v), { custom: Symbol.for('nodejs.util.inspect.custom') })")
			mustSet(err)
			return f
		},
	})
	mustSet(vm.rt.Set("setTimeout", func(call goja.FunctionCall) goja.Value {
		fn, _ := goja.AssertFunction(call.Argument(0))
		vm.after(time.Duration(call.Argument(1).ToInteger())*time.Millisecond, true, func() { mustCall(fn) })
		return vm.rt.ToValue(vm.timers[len(vm.timers)-1].id)
	}))
	mustSet(vm.rt.Set("clearTimeout", func(call goja.FunctionCall) goja.Value {
		id := call.Argument(0).ToInteger()
		vm.timers = slices.DeleteFunc(vm.timers, func(timer testTimer) bool { return timer.id == id })
		return nil
	}))
	return vm
}

func mustCall(fn goja.Callable, args ...goja.Value) {
	_, err := fn(goja.Undefined(), args...)
	mustSet(err)
}

func (vm *testVM) after(d time.Duration, ref bool, fn func()) (cancel func()) {
	id := int64(len(vm.timers)) + int64(vm.clock) + 1
	vm.timers = append(vm.timers, testTimer{at: vm.clock + d, ref: ref, fn: fn, id: id})
	return func() {
		vm.timers = slices.DeleteFunc(vm.timers, func(timer testTimer) bool { return timer.id == id })
	}
}

// run evaluates a program that gives a promise and returns what it rejects
// with.
func (vm *testVM) run(name, source string) error {
	vm.globals.Repair(NeedsOf(source))
	pattern := regexp.MustCompile("/((?:[^/\\n\\[]|\\\\[^\n]|\\[[^\\]\n]*\\])+)/([a-z]*u[a-z]*)")
	source = pattern.ReplaceAllStringFunc(source, func(literal string) string {
		m := pattern.FindStringSubmatch(literal)
		expanded, err := ExpandUnicode(m[1], m[2])
		if err != nil {
			return literal
		}
		return "/" + expanded + "/" + m[2]
	})
	v, err := vm.rt.RunScript(name, source)
	if err != nil {
		return err
	}
	promise, ok := v.Export().(*goja.Promise)
	if !ok {
		return nil
	}
	for promise.State() == goja.PromiseStatePending && vm.step() {
	}
	switch promise.State() {
	case goja.PromiseStateRejected:
		return rejection{promise.Result()}
	case goja.PromiseStatePending:
		return rejection{vm.rt.ToValue("the script never ends")}
	}
	return nil
}

// step runs all ticks and one timer and reports whether anything can follow.
func (vm *testVM) step() bool {
	ran := len(vm.ticks) > 0
	for len(vm.ticks) > 0 {
		tick := vm.ticks[0]
		vm.ticks = vm.ticks[1:]
		tick()
	}
	if !slices.ContainsFunc(vm.timers, func(timer testTimer) bool { return timer.ref }) {
		return ran
	}
	slices.SortStableFunc(vm.timers, func(a, b testTimer) int { return int(a.at - b.at) })
	timer := vm.timers[0]
	vm.timers = vm.timers[1:]
	vm.clock = timer.at
	timer.fn()
	return true
}

// rejection shows what a promise was rejected with.
type rejection struct{ reason goja.Value }

func (r rejection) Error() string {
	if o, ok := r.reason.(*goja.Object); ok {
		if stack := o.Get("stack"); stack != nil {
			return o.String() + "\n" + stack.String()
		}
	}
	return r.reason.String()
}
