package inspect

import (
	"errors"
	"testing"

	"github.com/dop251/goja"
)

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
