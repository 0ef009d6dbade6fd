package inspect

import (
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
