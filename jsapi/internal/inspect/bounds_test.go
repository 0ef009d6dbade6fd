package inspect

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
)

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
		body, rest, ok := strings.Cut(got, mark)
		if !ok || len(body) > 50 || strings.Contains(body, "\ufffd") || !strings.HasSuffix(rest, " or more") {
			t.Errorf("%s: got %q", source, got)
		}
	}
	if got := ins.Format([]goja.Value{rt.ToValue("short")}, Options{MaxBytes: 50}); got != "short" {
		t.Errorf("got %q", got)
	}
}
