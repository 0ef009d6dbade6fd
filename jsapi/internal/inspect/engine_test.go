package inspect

import (
	"slices"
	"testing"

	"github.com/dop251/goja"
)

// Every kind of object is told by goja's own types: a change of those shows
// here first.
func TestEngineKinds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		source string
		want   kind
	}{
		{`({})`, kindObject},
		{`Object.create(null)`, kindObject},
		{`Math`, kindObject},
		{`(function* () {})()`, kindObject},
		{`[]`, kindArray},
		{`Array(1e9)`, kindArray},
		{`Array.prototype`, kindArray},
		{`new Set()`, kindSet},
		{`new Map()`, kindMap},
		{`new Uint8Array()`, kindTypedArray},
		{`new Map().keys()`, kindMapIterator},
		{`new Set().keys()`, kindSetIterator},
		{`(function () {})`, kindFunction},
		{`(() => 1)`, kindFunction},
		{`({ m() {} }).m`, kindFunction},
		{`(async function () {})`, kindAsyncFunction},
		{`(async () => 1)`, kindAsyncFunction},
		{`({ async m() {} }).m`, kindAsyncFunction},
		{`(function* () {})`, kindGeneratorFunction},
		{`({ *m() {} }).m`, kindGeneratorFunction},
		{`(class {})`, kindClass},
		{`Map`, kindNativeFunction},
		{`Math.max`, kindNativeFunction},
		{`(() => 1).bind()`, kindNativeFunction},
		{`(function () { return arguments })()`, kindArguments},
		{`(function () { "use strict"; return arguments })()`, kindArguments},
		{`/x/`, kindRegExp},
		{`new Date()`, kindDate},
		{`new TypeError()`, kindError},
		{`new AggregateError([])`, kindError},
		{`new ArrayBuffer(1)`, kindArrayBuffer},
		{`new DataView(new ArrayBuffer(1))`, kindDataView},
		{`Promise.resolve()`, kindPromise},
		{`new WeakSet()`, kindWeakSet},
		{`new WeakMap()`, kindWeakMap},
		{`new Number(1)`, kindBoxed},
		{`new String("x")`, kindBoxed},
		{`Object(1n)`, kindBoxed},
		{`Object(Symbol())`, kindBoxed},
	}
	rt := goja.New()
	for _, test := range tests {
		if got := kindOf(run(t, rt, test.source).(*goja.Object)); got != test.want {
			t.Errorf("%s: got kind %d, want %d", test.source, got, test.want)
		}
	}
}

// Host values are printed as what they look like to a script.
func TestHostValues(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	ins := New(rt)
	tests := []struct {
		value any
		want  string
	}{
		{[]any{1, "x"}, "[ 1, 'x' ]"},
		{[]int{1, 2}, "[ 1, 2 ]"},
		{map[string]any{"a": 1}, "{ a: 1 }"},
		{map[string]int{"a": 1}, "{ a: 1 }"},
		{struct{ A int }{1}, "{ A: 1 }"},
		{nil, "null"},
		{func(goja.FunctionCall) goja.Value { return nil }, "[Function (anonymous)]"},
	}
	for _, test := range tests {
		if got := ins.Inspect(rt.ToValue(test.value), Options{}); got != test.want {
			t.Errorf("%v: got %s, want %s", test.value, got, test.want)
		}
	}
	if got := ins.Inspect(nil, Options{}); got != "undefined" {
		t.Errorf("nil: got %s, want undefined", got)
	}
}

func TestEngineElements(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	tests := []struct {
		source string
		want   []int
	}{
		{`[1, , 3, , 5]`, []int{2, 4}},
		{`(() => { const a = []; a[0] = a[7] = a[1e6] = a[1e9] = 1; return a; })()`, []int{7, 1000000}},
		{`[]`, nil},
	}
	for _, test := range tests {
		if got := elements(run(t, rt, test.source).(*goja.Object), 1, 2); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.source, got, test.want)
		}
	}
}

func TestEnginePeek(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	it := run(t, rt, `const it = new Map([["a", 1], ["b", 2], ["c", 3]]).entries(); it.next(); it`).(*goja.Object)
	a, ok := peek(it, 1)
	if !ok || len(a.keys) != 1 || a.keys[0].String() != "b" || a.values[0].ToInteger() != 2 || a.more != 1 || a.form != bothForms {
		t.Errorf("got %+v, %v", a, ok)
	}
	if rest := run(t, rt, `[...it].length`); rest.ToInteger() != 2 {
		t.Errorf("the iterator has %v entries left, want 2", rest)
	}
	if _, ok := peek(run(t, rt, `({})`).(*goja.Object), 1); ok {
		t.Error("a plain object passes for an iterator")
	}
}

// The frames of goja's stack texts come out in Node's form.
func TestStack(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	ins := New(rt)
	v, err := rt.RunScript("dir/a.js", `function outer() {
	return [3].map(() => new TypeError("two\nlines"));
}
class A extends Error {}
const first = outer()[0];
const second = new A("sub");
[first, Object.assign(second, { code: 7 })]`)
	if err != nil {
		t.Fatal(err)
	}
	list := elementsOf(t, rt, v)
	want := []string{
		"TypeError: two\nlines\n    at dir/a.js:2:23\n    at map (native)\n    at outer (dir/a.js:2:16)\n    at dir/a.js:5:20",
		"A [Error]: sub\n    at dir/a.js:6:16 {\n  code: 7\n}",
	}
	for i, w := range want {
		if got := ins.Inspect(list[i], Options{}); got != w {
			t.Errorf("got  %s\nwant %s", got, w)
		}
	}
}

// The direct reading of properties works for this version of goja, and is
// not mistaken about properties that are no plain data.
func TestEnginePlain(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	r := newRealm(rt)
	tests := []struct {
		source string
		key    any
		want   bool
	}{
		{`({ a: 1 })`, "a", true},
		{`({ "\u00e9": 1 })`, "\u00e9", true},
		{`new (class { a = {} })()`, "a", true},
		{`["x"]`, 0, true},
		{`["x"]`, 1, false},
		{`[, 1]`, 0, false},
		{`({ a: 1 })`, "b", false},
		{`({ get a() {} })`, "a", false},
		{`Object.freeze({ a: 1 })`, "a", false},
		{`Object.defineProperty([1], 0, { get() {} })`, 0, false},
		{`Object.defineProperty({}, "a", { value: 1 })`, "a", false},
	}
	for _, test := range tests {
		o := run(t, rt, test.source).(*goja.Object)
		if _, got := r.plain(o, rt.ToValue(test.key)); got != test.want {
			t.Errorf("%v of %s: got %v, want %v", test.key, test.source, got, test.want)
		}
	}
}

func TestRegistered(t *testing.T) {
	t.Parallel()
	rt := goja.New()
	if sym := registered(rt, "x"); sym != nil {
		t.Errorf("got %v before a script asked for it", sym)
	}
	if want := run(t, rt, `Symbol.for("x")`); want != goja.Value(registered(rt, "x")) {
		t.Errorf("got %v, want %v", registered(rt, "x"), want)
	}
}

func TestWithoutPC(t *testing.T) {
	t.Parallel()
	tests := []struct{ frame, want string }{
		{"f (a.js:1:2(3))", "f (a.js:1:2)"},
		{"a.js:1:2(3)", "a.js:1:2"},
		{"push (native)", "push (native)"},
		{"native", "native"},
		{"f (odd (1).js:1:2(3))", "f (odd (1).js:1:2)"},
		{"", ""},
		{"))", "))"},
		{"(5)", ""},
	}
	for _, test := range tests {
		if got := withoutPC(test.frame); got != test.want {
			t.Errorf("%q: got %q, want %q", test.frame, got, test.want)
		}
	}
}
