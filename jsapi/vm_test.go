package jsapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

// runError runs a script that must fail.
func runError(t *testing.T, vm *jsapi.VM, ctx context.Context, source string) *jsapi.ScriptError {
	t.Helper()
	_, err := vm.Run(ctx, jsapi.Script{Name: "t.js", Source: source})
	serr, ok := errors.AsType[*jsapi.ScriptError](err)
	if !ok {
		t.Fatalf("%s: got %v, want a *ScriptError", source, err)
	}
	return serr
}

func TestPoison(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		`throw 1`:                         false,
		`null.x`:                          false,
		`let x = ;`:                       false,
		`await commands.run("fail")`:      false,
		`await new Promise(() => {})`:     false,
		`const f = () => f(); f()`:        true,
		`await page.panic()`:              true,
		`for (;;);`:                       true,
		`setTimeout(() => { for (;;); })`: true,
		`await page.hang()`:               true,
		`Object.freeze(args); Object.freeze(globalThis); throw 1`: true,
		`(function () { return (() => arguments)() })()`:          true, // Go panics in goja
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			vm := newVM(t, jsapi.Config{})
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			runError(t, vm, ctx, source)
			if got := vm.Poisoned(); got != want {
				t.Errorf("poisoned: got %v, want %v", got, want)
			}
		})
	}
}

// TestStackEndsWithCauses holds that what is underneath an error is shown.
func TestStackEndsWithCauses(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`throw new Error("a", { cause: new TypeError("b", { cause: { c: 1 } }) })`: "Error: a\n    at t.js:1:7\n" +
			"    [cause]: TypeError: b\n    [cause]: { c: 1 }",
		`await Promise.any([Promise.reject(new Error("a\nb")), Promise.reject(2)])`: "AggregateError\n" +
			"    [errors]: Error: a\n      b\n    [errors]: 2",
		`const e = new Error("cycle"); e.cause = e; throw e`:                                  "Error: cycle\n    at t.js:1:11\n    [cause]: Error: cycle",
		`throw Object.defineProperty(new Error("a"), "cause", { get() { throw "hostile" } })`: "Error: a\n    at t.js:1:29",
	} {
		if got := runError(t, newVM(t, jsapi.Config{}), t.Context(), source).Stack; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", source, got, want)
		}
	}
}

// TestErrorProperties holds that what a script has given an Error is shown, and that
// none of its code runs for that.
func TestErrorProperties(t *testing.T) {
	t.Parallel()
	const touch = `() => { touched = true; throw 1 }`
	for source, want := range map[string]string{
		`throw new Error("a", { cause: 1 })`: "",
		`throw { status: 404 }`:              "",
		`throw Object.assign(new Error("a"), { status: 404, body: { a: { b: { c: {} } } } })`:                       "{ status: 404, body: { a: { b: [Object] } } }",
		`const e = new Error("a"); e.name = "A"; e.message = "b"; e.stack = 1; e.cause = e; throw e`:                "",
		`const e = new Error("a"); e.self = e; e[Symbol("s")] = 1; throw e`:                                         "<ref *1> { self: [Circular *1], [Symbol(s)]: 1 }",
		`const e = new AggregateError([1]); e.code = "E"; throw e`:                                                  "{ code: 'E' }",
		`throw Object.assign(new Error("a"), { errors: [1] })`:                                                      "",
		`throw Object.assign(new Error("a"), { errors: { name: "required" } })`:                                     "{ errors: { name: 'required' } }",
		`throw Object.defineProperty(new Error("a"), "x", { get: ` + touch + `, enumerable: true })`:                "{ x: [Getter] }",
		`throw Object.assign(new Error("a"), { x: { [Symbol.for("nodejs.util.inspect.custom")]: ` + touch + ` } })`: "{\n  x: {\n    [Symbol(nodejs.util.inspect.custom)]: [Function: [nodejs.util.inspect.custom]]\n  }\n}",
		`await commands.run("fail")`: "",
		`await page.fail().catch((e) => { throw Object.assign(e, { code: 7 }) })`: "{ code: 7 }",
	} {
		vm := newVM(t, jsapi.Config{})
		if got := runError(t, vm, t.Context(), "globalThis.touched = false; "+source).Properties; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", source, got, want)
		}
		touched, err := vm.Run(t.Context(), jsapi.Script{Source: `return touched`})
		if string(touched) != "false" || err != nil {
			t.Errorf("%s: printing ran code of the script: %s, %v", source, touched, err)
		}
	}
	large := runError(t, newVM(t, jsapi.Config{}), t.Context(),
		`throw Object.assign(new Error("a"), { x: "é".repeat(9000) })`).Properties
	if len(large) > 5000 || !strings.Contains(large, "output cut at") {
		t.Errorf("%d bytes of a large property", len(large))
	}
}

// TestTimeoutAtAnyTime holds that a run that is out of time says so wherever it is,
// also where the engine's objects are mended for it.
func TestTimeoutAtAnyTime(t *testing.T) {
	t.Parallel()
	for i := range 200 {
		vm := newVM(t, jsapi.Config{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*5*time.Microsecond)
		_, err := vm.Run(ctx, jsapi.Script{Name: "t.js", Source: `eval("0"); for (;;);`})
		cancel()
		if e, ok := errors.AsType[*jsapi.ScriptError](err); !ok || e.Kind != jsapi.KindTimeout {
			t.Errorf("after %d µs: %v", 5*i, err)
		}
	}
}

func TestGoErrorsAreFoundAgain(t *testing.T) {
	t.Parallel()
	vm := newVM(t, jsapi.Config{})
	err := runError(t, vm, t.Context(), `await page.fail()`)
	if !errors.Is(err, jsapitest.ErrBinding) {
		t.Errorf("%v does not wrap the binding's error", err)
	}
	err = runError(t, vm, t.Context(),
		`try { await commands.run("fail") } catch (cause) { throw new Error("x", { cause }) }`)
	cerr, ok := errors.AsType[*commands.Error](err)
	if !ok || cerr.Result.Code != 3 {
		t.Errorf("%v does not wrap the command's error", err)
	}
	err = runError(t, vm, t.Context(), `const e = new Error("cycle"); e.cause = e; throw e`)
	if err.Err != nil {
		t.Errorf("a cycle of causes gave %v", err.Err)
	}
}

func TestScriptErrorText(t *testing.T) {
	t.Parallel()
	vm := newVM(t, jsapi.Config{})
	source := "const x = 1;\n\tfunction f() { throw new TypeError('bad é') }\nawait null;\nf();"
	err := runError(t, vm, t.Context(), source)
	want := jsapi.ScriptError{
		Kind: jsapi.KindRuntime, Name: "TypeError", Message: "bad é",
		File: "t.js", Line: 2, Column: 23,
		Snippet: "\tfunction f() { throw new TypeError('bad é') }\n\t" + strings.Repeat(" ", 21) + "^",
		Stack:   "TypeError: bad é\n    at f (t.js:2:23)\n    at t.js:4:2",
	}
	if *err != want {
		t.Errorf("got  %+v\nwant %+v", *err, want)
	}
	if got := err.Error(); got != "t.js:2:23: TypeError: bad é" {
		t.Errorf("got %q", got)
	}
}

// TestLineEnds holds that an error shows its line, whatever ends the lines of a
// script, and that such an end may be the last character.
func TestLineEnds(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r", "\r\n", "\u2028", "\u2029"} {
		for source, want := range map[string]string{
			"1;||throw new Error()":     "3:7 throw new Error()\n      ^",
			"1;|  throw 1|2":            "2:3   throw 1\n  ^",
			"1;|let x = = 1||":          "2:9 let x = = 1\n        ^",
			"1;|  f(||":                 "2:5   f(\n    ^",
			"1;|  }||":                  "2:3   }\n  ^",
			"1;|for| await (x of y) {}": "",
		} {
			source = strings.ReplaceAll(source, "|", end)
			e := runError(t, newVM(t, jsapi.Config{}), t.Context(), source)
			got := fmt.Sprintf("%d:%d %s", e.Line, e.Column, e.Snippet)
			if want != "" && got != want {
				t.Errorf("%q (%v): got %q, want %q", source, e, got, want)
			}
			if e.Snippet == "" {
				t.Errorf("%q: %v has no snippet", source, e)
			}
		}
	}
}

func TestSnippetOfALongLine(t *testing.T) {
	t.Parallel()
	vm := newVM(t, jsapi.Config{})
	err := runError(t, vm, t.Context(), strings.Repeat("/**/", 500)+"null.x;"+strings.Repeat("/**/", 500))
	line, caret, _ := strings.Cut(err.Snippet, "\n")
	if len(line) > 130 || err.Column != 2006 || line[len(caret)-1] != 'x' {
		t.Errorf("column %d, snippet\n%s", err.Column, err.Snippet)
	}
}

func TestCancelCause(t *testing.T) {
	t.Parallel()
	vm := newVM(t, jsapi.Config{})
	mine := errors.New("mine")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(mine)
	err := runError(t, vm, ctx, `await page.hang()`)
	if err.Kind != jsapi.KindCancelled || !errors.Is(err, mine) {
		t.Errorf("got %s %v, want cancelled by mine", err.Kind, err)
	}
	ctx, cancel = context.WithCancelCause(t.Context())
	cancel(jsapi.ErrMemory)
	if err := runError(t, vm, ctx, `for (;;);`); err.Kind != jsapi.KindMemory {
		t.Errorf("got %s %v, want memory", err.Kind, err)
	}
}

// TestNoLateInterrupt holds that the end of one run's context cannot hit the
// next run.
func TestNoLateInterrupt(t *testing.T) {
	t.Parallel()
	vm := newVM(t, jsapi.Config{})
	for range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel() // ends before, in or after the first run
		_, _ = vm.Run(ctx, jsapi.Script{Source: `await null`})
		if vm.Poisoned() {
			vm = newVM(t, jsapi.Config{})
		}
		if _, err := vm.Run(t.Context(), jsapi.Script{Source: `await null`}); err != nil {
			t.Fatalf("the run after a cancelled one: %v", err)
		}
		<-ctx.Done()
	}
}

// TestAbandonedBinding holds that a function which ignores its context delays
// the end of its run by seconds only.
func TestAbandonedBinding(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		never := make(chan struct{})
		vm, err := jsapi.New(jsapi.Config{
			Bindings: []string{"stuck"},
			Call: func(context.Context, string, []any) (any, error) {
				<-never
				return nil, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		serr := runError(t, vm, ctx, `await stuck()`)
		if serr.Kind != jsapi.KindTimeout || time.Since(began) > 10*time.Second || !vm.Poisoned() {
			t.Errorf("got %v after %v, poisoned %v", serr, time.Since(began), vm.Poisoned())
		}
		close(never)
	})
}

func TestProgramsAreShared(t *testing.T) {
	t.Parallel()
	programs := &jsapi.Programs{}
	for range 2 {
		vm := newVM(t, jsapi.Config{Programs: programs})
		for range 2 {
			got, err := vm.Run(t.Context(), jsapi.Script{Source: `return args.length`, Args: []any{1}})
			if err != nil || string(got) != "1" {
				t.Errorf("got %s %v", got, err)
			}
		}
	}
}

// TestScriptNames holds that positions name a script of any name, in frames of
// functions and in those of none.
func TestScriptNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"my (1).js", "(a).js", "a (b", "a) (1)", "x y.js", "a:1.js", "at a.js", "日本.js", "C:\\a.js",
	} {
		vm := newVM(t, jsapi.Config{
			Bindings: []string{"fail"},
			Call:     func(context.Context, string, []any) (any, error) { return nil, errors.New("mine") },
		})
		at := "\n    at " + name
		for source, want := range map[string]string{
			"null.x":                              at + ":1:6",
			"const f = () => {\n null.x\n};\nf()": "\n    at f (" + name + ":2:7)" + at + ":4:2",
			"await fail()":                        at + ":1:11",
		} {
			_, err := vm.Run(t.Context(), jsapi.Script{Name: name, Source: source})
			serr, ok := errors.AsType[*jsapi.ScriptError](err)
			if !ok || serr.File != name || serr.Snippet == "" {
				t.Fatalf("%s: %s: got %+v", name, source, err)
			}
			if _, got, _ := strings.Cut(serr.Stack, serr.Title()); got != want {
				t.Errorf("%s: %s: got %s\nwant %s", name, source, got, want)
			}
		}
	}
}

// TestValuesOfEveryKindReachScripts holds what Go may hand over.
func TestValuesOfEveryKindReachScripts(t *testing.T) {
	t.Parallel()
	type point struct{ X, Y int }
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, `null`}, {true, `true`}, {1, `1`}, {int64(2), `2`}, {2.5, `2.5`}, {"s", `"s"`},
		{[]string{"a"}, `["a"]`}, {[]any{1, nil}, `[1,null]`}, {[]byte("hi"), `{"0":104,"1":105}`},
		{map[string]any{"b": 1, "a": map[string]any{}}, `{"a":{},"b":1}`},
		{json.RawMessage(`{"z":1,"a":2}`), `{"z":1,"a":2}`}, {point{1, 2}, `{"X":1,"Y":2}`},
		{uint8(7), `7`},
	} {
		vm, err := jsapi.New(jsapi.Config{
			Bindings: []string{"get"},
			Call:     func(context.Context, string, []any) (any, error) { return c.value, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := vm.Run(t.Context(), jsapi.Script{Source: `return get()`})
		if err != nil || string(got) != c.want {
			t.Errorf("%#v: got %s %v, want %s", c.value, got, err, c.want)
		}
	}
}

func TestSourceIsBounded(t *testing.T) {
	t.Parallel()
	vm := newVM(t, jsapi.Config{})
	for name, source := range map[string]string{
		"too large":     "1;" + strings.Repeat(" ", 8<<20),
		"too deep":      "const x = 1;\n" + strings.Repeat("[", 5001),
		"tree too deep": "const x = 1;\nreturn 1" + strings.Repeat("+x", 20000),
		"pattern":       "const x = 1;\n/" + strings.Repeat("(", 1001) + strings.Repeat(")", 1001) + "/",
	} {
		_, err := vm.Run(t.Context(), jsapi.Script{Name: "bomb.js", Source: source})
		var serr *jsapi.ScriptError
		if !errors.As(err, &serr) || serr.Kind != jsapi.KindSyntax || serr.File != "bomb.js" {
			t.Errorf("%s: got %.200v, want a syntax error with a place", name, err)
		}
	}
	if value, err := vm.Run(t.Context(), jsapi.Script{Source: "return 1 + 1"}); string(value) != "2" {
		t.Errorf("afterwards: %s, %v", value, err)
	}
}
