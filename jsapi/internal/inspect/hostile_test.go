package inspect

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

// within runs f and fails the test if it takes longer than any print may.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { // ends with f; the test waits for it or fails
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("still printing after 20 s")
	}
}

// Values whose every use could run the script's code. The traps call
// touched, which fails the test.
func TestHostile(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"throwing getter", `({ get a() { touched(); } })`, "{ a: [Getter] }"},
		{"getter in array", `Object.defineProperty([1, 2], 0, { get: touched, enumerable: true })`, "[ [Getter], 2 ]"},
		{"toString", `({ toString: touched, valueOf: touched, toJSON: touched })`,
			"{\n  toString: [Function: touched],\n  valueOf: [Function: touched],\n  toJSON: [Function: touched]\n}"},
		{"proxy", `new Proxy({ a: 1 }, traps)`, "{ a: 1 }"},
		{"proxy of array", `new Proxy([1, , 3], traps)`, "[ 1, <1 empty item>, 3 ]"},
		{"proxy of function", `new Proxy(function f() {}, traps)`, "[Function: f]"},
		{"revoked proxy", `(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy; })()`, "<Revoked Proxy>"},
		{"proxy of revoked proxy", `(() => { const r = Proxy.revocable({}, {}); const p = new Proxy(r.proxy, {}); r.revoke(); return p; })()`, "<Revoked Proxy>"},
		{"proxy as prototype", `Object.create(new Proxy({}, traps))`, "{}"},
		{"proxy as constructor", `({ a: 1, constructor: new Proxy(class {}, traps) })`, "{ a: 1, constructor: [class (anonymous)] }"},
		{"proxy as handler", `new Proxy({ a: 1 }, new Proxy({}, traps))`, "{ a: 1 }"},
		{"proxy as element", `[new Proxy([], traps), new Proxy(new Map(), traps)]`, "[ [], Map(0) {} ]"},
		{"ownKeys of wrong length", `new Proxy({}, { ownKeys: () => ({ length: 2 ** 32 }) })`, "{}"},
		{"constructor getter", `Object.defineProperty({ a: 1 }, "constructor", { get: touched })`, "{ a: 1 }"},
		{"name getter", `new (Object.defineProperty(class A {}, "name", { get: touched }))()`, "{}"},
		{"name of native function", `Object.defineProperty(touched.bind(), "name", { get: touched })`, "[Function (anonymous)]"},
		{"hasInstance", `new (class A { static [Symbol.hasInstance]() { touched(); } })()`, "A {}"},
		{"tag getter", `({ get [Symbol.toStringTag]() { touched(); } })`, "{ [Symbol(Symbol.toStringTag)]: [Getter] }"},
		{"inherited tag getter", `new (class T { get [Symbol.toStringTag]() { touched(); } })()`, "T {}"},
		{"custom getter", `({ get [Symbol.for("nodejs.util.inspect.custom")]() { touched(); } })`,
			"{ [Symbol(nodejs.util.inspect.custom)]: [Getter] }"},
		{"custom throws", `({ a: 1, [Symbol.for("nodejs.util.inspect.custom")]: () => { throw 1; } })`,
			"{\n  a: 1,\n  [Symbol(nodejs.util.inspect.custom)]: [Function: [nodejs.util.inspect.custom]]\n}"},
		{"error name getter", `Object.defineProperty(new Error("m"), "name", { get: touched })`, "[Error: m]"},
		{"error message getter", `Object.defineProperty(new Error(), "message", { get: touched })`, "[Error]"},
		{"error name object", `Object.assign(new Error("m"), { name: { toString: touched } })`,
			"[Error: m] { name: { toString: [Function: touched] } }"},
		{"error name symbol", `Object.assign(new Error("m"), { name: Symbol("s") })`, "[Symbol(s): m] { name: Symbol(s) }"},
		{"error stack getter", `Object.defineProperty(new Error("m"), "stack", { get: touched })`, "[Error: m]"},
		{"error cause getter", `Object.defineProperty(bare(new Error("m")), "cause", { get: touched })`, "[Error: m] { [cause]: [Getter] }"},
		{"error errors getter", `Object.defineProperty(bare(new Error("m")), "errors", { get: touched })`, "[Error: m]"},
		{"error errors proxy", `Object.assign(bare(new Error("m")), { errors: new Proxy([1], traps) })`, "[Error: m] { errors: [ 1 ] }"},
		{"error class getter", `new (class E2 extends Error { get message() { touched(); } })()`, "[E2 [Error]]"},
		{"regexp properties", `Object.defineProperties(/x/g, { source: { get: touched }, flags: { get: touched }, global: { get: touched } })`, "/x/g"},
		{"date methods", `Object.defineProperty(new Date(0), "toISOString", { value: touched })`, "1970-01-01T00:00:00.000Z"},
		{"map methods", `Object.defineProperties(new Map([[1, 2]]), { size: { get: touched }, entries: { value: touched }, [Symbol.iterator]: { value: touched } })`,
			"Map(1) { 1 => 2 }"},
		{"set methods", `Object.defineProperties(new Set([1]), { size: { get: touched }, values: { value: touched } })`, "Set(1) { 1 }"},
		{"length getter", `Object.defineProperty(new Uint8Array([1]), "length", { get: touched })`, "Uint8Array(1) [ 1 ]"},
		{"typed array of detached buffer", `new Uint8Array(2)`, "Uint8Array(2) [ 0, 0 ]"},
		{"promise then", `Object.defineProperty(Promise.resolve(1), "then", { value: touched })`, "Promise { 1 }"},
		{"array-like of 1e9", `({ length: 1e9 })`, "{ length: 1000000000 }"},
		{"Array(1e9)", `Array(1e9)`, "[ <1000000000 empty items> ]"},
		{"Array(2**32-1)", `Array(2 ** 32 - 1)`, "[ <4294967295 empty items> ]"},
		{"last index", `(() => { const a = []; a[2 ** 32 - 2] = 1; return a; })()`, "[ <4294967294 empty items>, 1 ]"},
		{"huge typed array", `new Uint8Array(1e8).subarray(0, 1e8 - 1).fill(0, 0, 0).constructor === Uint8Array`, "true"},
		{"map in itself", `(() => { const m = new Map(); m.set(m, new Set([m])); return m; })()`,
			"<ref *1> Map(1) { [Circular *1] => Set(1) { [Circular *1] } }"},
		{"dead iterator", `(() => { const m = new Map([[1, 2]]); const i = m.keys(); m.clear(); return i; })()`, "[Map Iterator] {  }"},
		{"bigint", `2n ** 100n`, "1267650600228229401496703205376n"},
		{"globalThis is printable", `Object.keys(globalThis).length > 0`, "true"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rt := goja.New()
			ins := New(rt)
			hostile(t, rt)
			v := run(t, rt, test.source)
			within(t, func() {
				if got := ins.Inspect(v, Options{}); got != test.want {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
			})
		})
	}
}

// hostile defines touched, traps and bare for the scripts of a test.
func hostile(t *testing.T, rt *goja.Runtime) {
	t.Helper()
	run(t, rt, `
		function touched() { note(); throw new Error("touched"); }
		const traps = {};
		for (const trap of Object.getOwnPropertyNames(Reflect)) traps[trap] = touched;
		function bare(e) { e.stack = e.name + ": " + e.message; return e; }
	`)
	if err := rt.Set("note", func() { t.Error("printing ran code of the script") }); err != nil {
		t.Fatal(err)
	}
}

// A script that has replaced every built-in it can still prints, and none of
// its replacements is called.
func TestPollutedPrototypes(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	ins := New(rt)
	hostile(t, rt)
	v := run(t, rt, `
		const value = { a: [1, , 3], m: new Map([[1, { b: 2 }]]), s: new Set(["x"]), d: new Date(0), r: /x/g,
			e: bare(new TypeError("m")), u: new Uint8Array(2), b: new ArrayBuffer(1), f() {}, p: Promise.resolve(1), w: new WeakMap(),
			it: new Set([1]).values(), n: new Number(1) };
		const define = Object.defineProperty, describe = Object.getOwnPropertyDescriptor, found = [];
		for (const o of [Object.getPrototypeOf(value.it), Object.getPrototypeOf([][Symbol.iterator]()),
			Map.prototype, Set.prototype, Date.prototype, RegExp.prototype, Promise.prototype, WeakMap.prototype,
			Array.prototype, Uint8Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), ArrayBuffer.prototype,
			Number.prototype, Function.prototype, Error.prototype, Object, Reflect, Symbol]) {
			for (const key of Reflect.ownKeys(o)) {
				const d = describe(o, key);
				if (d.configurable && key !== "constructor") found.push({ o, key, change: d.get ? { get: touched } : { value: touched } });
			}
		}
		for (let i = 0; i < found.length; i++) define(found[i].o, found[i].key, found[i].change);
		const keys = ["depth", "colors", "done", "get", "value"];
		for (let i = 0; i < keys.length; i++)
			define(Object.prototype, keys[i], { get: touched, set: touched, configurable: true, enumerable: false });
		value;
	`)
	want := `{
  a: [ 1, <1 empty item>, 3 ],
  m: Map(1) { 1 => { b: 2 } },
  s: Set(1) { 'x' },
  d: 1970-01-01T00:00:00.000Z,
  r: /x/g,
  e: [TypeError: m],
  u: Uint8Array(2) [ 0, 0 ],
  b: ArrayBuffer { [Uint8Contents]: <00>, byteLength: 1 },
  f: [Function: f],
  p: Promise { 1 },
  w: WeakMap { <items unknown> },
  it: [Set Iterator] { 1 },
  n: [Number: 1]
}`
	within(t, func() {
		if got := ins.Inspect(v, Options{}); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// Values that are large or deep print in little time and space.
func TestBounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, source string
		options      Options
	}{
		{"deep", `let d = {}; for (let i = 0; i < 1e5; i++) d = { d }; d`, Options{Depth: -1}},
		{"deep arrays", `let a = []; for (let i = 0; i < 1e5; i++) a = [a, 1]; a`, Options{Depth: -1}},
		{"deep maps", `let m = new Map(); for (let i = 0; i < 1e4; i++) m = new Map([[m, m]]); m`, Options{Depth: -1}},
		{"deep errors", `let e = new Error("x"); for (let i = 0; i < 3000; i++) e = new Error("x", { cause: e }); e`, Options{Depth: -1}},
		{"wide and deep", `let w = {}; for (let i = 0; i < 60; i++) w = { a: w, b: w }; w`, Options{Depth: -1}},
		{"deep indentation", `let x = Object.fromEntries([...Array(1000).keys()].map((i) => ["k" + i, i]));
			for (let i = 0; i < 900; i++) x = { x, y: x.y }; x`, Options{Depth: -1}},
		{"prototype chain", `let o = null; for (let i = 0; i < 1e5; i++) o = Object.create(o); o`, Options{}},
		{"prototype chain, hidden", `let o = null; for (let i = 0; i < 1e5; i++) o = Object.create(o); o`, Options{ShowHidden: true}},
		{"many keys", `Object.fromEntries([...Array(1e5).keys()].map((i) => ["k" + i, i]))`, Options{}},
		{"many elements", `[...Array(2e5).keys()]`, Options{MaxArrayLength: -1}},
		{"long string", `"x".repeat(5e7)`, Options{MaxStringLength: -1}},
		{"long string of lines", `["x\n".repeat(1e6)]`, Options{MaxStringLength: -1}},
		{"long keys", `Object.fromEntries([...Array(100).keys()].map((i) => ["k".repeat(1e5) + i, i]))`, Options{}},
		{"long stack", `Object.assign(new Error("x"), { stack: "Error: x\n" + "    at f (x:1:1)\n".repeat(2e5) })`, Options{}},
		{"long stacks with cause", `const s = "Error: x\n" + [...Array(5e3).keys()].map((i) => "    at f" + i).join("\n");
			Object.assign(new Error("x", { cause: Object.assign(new Error("y"), { stack: s }) }), { stack: s })`, Options{}},
		{"large typed array", `new Uint8Array(5e7)`, Options{}},
		{"huge array", `Array(1e9)`, Options{}},
		{"large boxed string", `new String("x".repeat(1e7))`, Options{}},
		{"large map", `new Map([...Array(1e5).keys()].map((i) => [i, i]))`, Options{}},
		{"large iterator", `new Set([...Array(1e5).keys()]).values()`, Options{}},
		{"endless custom", `const c = Symbol.for("nodejs.util.inspect.custom"); const f = () => ({ [c]: f }); f()`, Options{}},
		{"recursive custom", `const c = Symbol.for("nodejs.util.inspect.custom"); ({ [c](d, o, inspect) { return inspect(this); } })`, Options{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rt := goja.New()
			ins := New(rt)
			rt.SetMaxCallStackSize(1000)
			v := run(t, rt, test.source)
			within(t, func() {
				if got := ins.Inspect(v, test.options); len(got) == 0 || len(got) > defaultBytes+100 {
					t.Errorf("%d bytes of output", len(got))
				}
				if got := ins.Format([]goja.Value{rt.ToValue("%s %d %o"), v, v, v}, test.options); len(got) > defaultBytes+100 {
					t.Errorf("Format: %d bytes of output", len(got))
				}
			})
		})
	}
}

func TestMaxBytes(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	ins := New(rt)
	const mark = "... output cut at 50 bytes"
	for _, source := range []string{`"é".repeat(100)`, `["x".repeat(100)]`, `[...Array(50).keys()]`, `({ a: "x".repeat(100) })`} {
		got := ins.Format([]goja.Value{run(t, rt, source)}, Options{MaxBytes: 50})
		if body, ok := strings.CutSuffix(got, mark); !ok || len(body) > 50 || strings.Contains(body, "\ufffd") {
			t.Errorf("%s: got %q", source, got)
		}
	}
	if got := ins.Format([]goja.Value{rt.ToValue("short")}, Options{MaxBytes: 50}); got != "short" {
		t.Errorf("got %q", got)
	}
}

// A conversion of the script's that throws, or that is stopped, does not
// panic; an interrupt ends the script when console.log returns.
func TestConversions(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"toString throws", `"%s", { toString() { throw 1; } }`, "{ toString: [Function: toString] }"},
		{"toString of proxy", `"%s", new Proxy({}, { get() { throw 1; } })`, "{}"},
		{"toPrimitive throws", `"%d", { [Symbol.toPrimitive]() { throw 1; } }`, "NaN"},
		{"toPrimitive gives a symbol", `"%d %i %f", { [Symbol.toPrimitive]: () => Symbol() }, { toString: () => Symbol() }, 1`, "NaN NaN 1"},
		{"toPrimitive gives a bigint", `"%d", { [Symbol.toPrimitive]: () => 1n }`, "NaN"},
		{"toString getter", `"%s", { get toString() { throw 1; } }`, "{ toString: [Getter] }"},
		{"revoked proxy", `"%s %d %j %o", revoked, revoked, revoked, revoked`, "<Revoked Proxy> NaN <Revoked Proxy> <Revoked Proxy>"},
		{"toJSON throws", `"%j", { toJSON() { throw 1; } }`, "{ toJSON: [Function: toJSON] }"},
		{"bigint in JSON", `"%j", { a: 1n }`, "{ a: 1n }"},
		{"recursion", `"%s", (() => { const o = { toString() { return "" + o; } }; return o; })()`, "{ toString: [Function: toString] }"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rt := goja.New()
			rt.SetMaxCallStackSize(500)
			ins := New(rt)
			run(t, rt, `const r = Proxy.revocable({}, {}), revoked = r.proxy; r.revoke();`)
			args := elementsOf(t, rt, run(t, rt, "["+test.source+"]"))
			within(t, func() {
				if got := ins.Format(args, Options{}); got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`log("%s", { toString() { stop(); for (;;); } }, { a: 1 }); reached()`,
		`log("%j", { toJSON() { stop(); for (;;); } }); reached()`,
		`log({ [Symbol.for("nodejs.util.inspect.custom")]() { stop(); for (;;); } }); reached()`,
	} {
		rt := goja.New()
		ins := New(rt)
		define := func(name string, f any) {
			if err := rt.Set(name, f); err != nil {
				t.Fatal(err)
			}
		}
		define("log", func(call goja.FunctionCall) goja.Value {
			ins.Format(call.Arguments, Options{})
			return goja.Undefined()
		})
		define("stop", func() { rt.Interrupt("time is up") })
		define("reached", func() { t.Errorf("%s: the script went on", source) })
		within(t, func() {
			_, err := rt.RunString(source)
			var stopped *goja.InterruptedError
			if !errors.As(err, &stopped) {
				t.Errorf("%s: got error %v, want an InterruptedError", source, err)
			}
		})
	}
}

// FuzzFormat prints scripts' values with random templates and options. It
// must neither panic nor exceed its output.
func FuzzFormat(f *testing.F) {
	f.Add("%s %d %i %f %j %o %O %c %%", `[1, "x", { a: [null, , 3] }, new Map([[1, 2]])]`, 2, 80)
	f.Add("%s%", `({ get a() { throw 1 }, [Symbol()]: /x/g, e: new Error("m", { cause: 1 }) })`, -1, 1)
	f.Add("\xff%\x00", `[new Proxy([], {}), new Date(NaN), Object.create(null), () => 1, class A {}]`, 9, -5)
	f.Add("%o", `(() => { const o = { a: [] }; o.a.push(o); return [o, "\ud800\n'\"`+"`"+`"]; })()`, 0, 0)
	f.Fuzz(func(t *testing.T, template, source string, depth, breakLength int) {
		rt := goja.New()
		rt.SetMaxCallStackSize(200)
		ins := New(rt)
		v := parsed(rt, source)
		for _, o := range []Options{{}, {Colors: true, ShowHidden: true, Sorted: true}} {
			o.Depth, o.BreakLength, o.MaxBytes = depth, breakLength, 1000
			got := ins.Format([]goja.Value{rt.ToValue(template), v, v, goja.Null()}, o)
			if len(got) > 1100 {
				t.Errorf("%d bytes of output", len(got))
			}
		}
	})
}

// parsed is source as JSON, as a short script, or as a string.
func parsed(rt *goja.Runtime, source string) (v goja.Value) {
	defer func() {
		if recover() != nil {
			v = rt.ToValue(source)
		}
	}()
	if len(source) > 300 {
		return rt.ToValue(source)
	}
	timer := time.AfterFunc(50*time.Millisecond, func() { rt.Interrupt("too long") })
	defer timer.Stop()
	v, err := rt.RunString("(" + source + ")")
	if err != nil {
		return rt.ToValue(source)
	}
	return v
}
