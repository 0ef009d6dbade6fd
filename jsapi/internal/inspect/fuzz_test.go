package inspect

import (
	"strconv"
	"testing"

	"github.com/dop251/goja"
)

// makers is a list of functions from any value v and a string s to a value
// that has them in it somewhere. FuzzFormat nests them.
const makers = `[
	(v, s) => s,
	(v, s) => [v, s],
	(v, s) => [, v, , s],
	(v, s) => Array.from({ length: 9 }, (_, i) => i % 2 ? v : s),
	(v, s) => ({ [s]: v }),
	(v, s) => ({ [Symbol(s)]: v, v }),
	(v, s) => ({ get [s]() { throw v; }, set [s + 1](x) { throw v; } }),
	(v, s) => new Map([[v, s], [s, v]]),
	(v, s) => new Set([v, s]).entries(),
	(v, s) => Object.assign(new Error(s, { cause: v }), { name: v }),
	(v, s) => Object.assign(new TypeError(s), { stack: s, code: v }),
	(v, s) => new AggregateError([v], s),
	(v, s) => Object.create(Object(v)),
	(v, s) => Object.create(null, { [s]: { value: v, enumerable: true } }),
	(v, s) => new Proxy(Object(v), { get() { throw v; }, ownKeys() { throw s; } }),
	(v, s) => Object.assign(() => v, { [s]: v }),
	(v, s) => Object.defineProperty(class { static x = v }, "name", { value: s }),
	(v, s) => Object.defineProperty({ v }, Symbol.toStringTag, { value: s }),
	(v, s) => ({ toString: () => s, valueOf: () => v, [Symbol.toPrimitive]: () => v }),
	(v, s) => ({ toJSON() { throw v; } }),
	(v, s) => ({ [Symbol.for("nodejs.util.inspect.custom")]: (d, o, inspect) => inspect([v, s], o) }),
	(v, s) => ({ [Symbol.for("nodejs.util.inspect.custom")]: () => v }),
	(v, s) => { const o = { v, s }; o.o = [o]; return o; },
	(v, s) => { const p = Promise.reject(v); p.s = s; return p; },
	(v, s) => Object.assign(new Uint8Array(s.length), { v }),
	(v, s) => [new ArrayBuffer(s.length), new DataView(new ArrayBuffer(1)), new Date(s.length), new Date(NaN), v],
	(v, s) => Object.assign(Object(s), { v }),
	(v, s) => ({ constructor: Object(v), v }),
	(v, s) => [null, undefined, -0, NaN, 1n, Symbol(s), true, /x/g, new WeakMap(), s.at, v],
]`

// FuzzFormat prints nested values with random templates and options. It must
// neither panic nor exceed its output.
func FuzzFormat(f *testing.F) {
	f.Add("%s %d %i %f %j %o %O %c %%", "key", []byte{0, 1, 7, 4, 9}, 2, 80)
	f.Add("%s%", "it's \"`${", []byte{14, 3, 22, 20, 21}, -1, 1)
	f.Add("\xff%\x00%o", "\n\u2028\u00e9", []byte{28, 12, 16, 2, 24, 25}, 9, -5)
	f.Add("%d %i %f %s %j", "", []byte{28, 18, 19, 27, 13, 5, 6, 8, 10, 11, 15, 17, 23, 26}, 0, 0)
	f.Fuzz(func(t *testing.T, template, s string, steps []byte, depth, breakLength int) {
		rt := goja.New()
		rt.SetMaxCallStackSize(200)
		ins := New(rt)
		v := built(t, rt, s, steps[:min(len(steps), 40)])
		for _, o := range []Options{{}, {Colors: true, ShowHidden: true, Sorted: true}} {
			o.Depth, o.BreakLength, o.MaxBytes = depth, breakLength, 1000
			got := ins.Format([]goja.Value{rt.ToValue(template), v, v, goja.Null()}, o)
			if len(got) > 1100 {
				t.Errorf("%d bytes of output", len(got))
			}
		}
	})
}

// built nests makers as steps say, with s as string.
func built(t *testing.T, rt *goja.Runtime, s string, steps []byte) goja.Value {
	list := run(t, rt, makers).ToObject(rt)
	v, text := goja.Undefined(), rt.ToValue(s)
	for _, step := range steps {
		n := int(step) % int(list.Get("length").ToInteger())
		if maker, ok := goja.AssertFunction(list.Get(strconv.Itoa(n))); ok {
			if made, err := maker(nil, v, text); err == nil {
				v = made
			}
		}
	}
	return v
}
