package globals

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

func TestNames(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(Names()) {
		t.Errorf("Names is not sorted: %v", Names())
	}
	vm := newTestVM(t)
	for _, name := range Names() {
		if v := vm.rt.Get(name); v == nil || goja.IsUndefined(v) {
			t.Errorf("%s: got %v, want a value", name, v)
		}
	}
}

// TestDeclared holds that globals.d.ts declares each global that TypeScript's
// own libraries do not.
func TestDeclared(t *testing.T) {
	t.Parallel()
	text := declarations(t)
	inLibrary := []string{"FinalizationRegistry", "Iterator", "WeakRef"}
	for _, name := range Names() {
		declaration := regexp.MustCompile(`(?m)^declare (const|function|class) ` + name + `\b`)
		if got, want := declaration.MatchString(text), !slices.Contains(inLibrary, name); got != want {
			t.Errorf("%s is declared: got %v, want %v", name, got, want)
		}
	}
}

// TestDeclaredModules holds that globals.d.ts declares each module that require
// knows, under both of its names, and no other.
func TestDeclaredModules(t *testing.T) {
	t.Parallel()
	message, err := newTestVM(t).rt.RunString(`try { require("none") } catch (e) { e.message }`)
	if err != nil {
		t.Fatal(err)
	}
	_, known, _ := strings.Cut(message.String(), "require knows ")
	names := strings.Split(known, ", ")
	if got := Modules(); !slices.Equal(got, names) {
		t.Errorf("Modules returns %q, require knows %q", got, names)
	}
	var want []string
	for _, name := range names {
		want = append(want, name, "node:"+name)
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^declare module "(.+?)"`).FindAllStringSubmatch(
		declarations(t), -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q,\nwant %q", got, want)
	}
}

// TestDeclaredMembers holds that globals.d.ts declares the members that there are
// of what has many.
func TestDeclaredMembers(t *testing.T) {
	t.Parallel()
	for source, declaration := range map[string]string{
		`Object.keys(require("util").types).map((name) => '"' + name + '"')`: `"is\w+"`,
		`Object.entries(DOMException).map(([k, v]) => k + ": " + v)`:         `\w+_ERR: \d+`,
	} {
		v, err := newTestVM(t).rt.RunString(source)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, member := range v.Export().([]any) {
			want = append(want, member.(string))
		}
		got := regexp.MustCompile(declaration).FindAllString(declarations(t), -1)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got  %q,\nwant %q", got, want)
		}
	}
}

func declarations(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../globals.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNeedsOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, source string
		want         Needs
	}{
		{"nothing", "return 1 + args[0]", 0},
		{"one", "Object.groupBy(list, f)", needGroup},
		{"two", "Promise.withResolvers(); 'a'.isWellFormed()", needPromise | needString},
		{"literal", `/\p{L}/u`, needRegExp},
		{"named groups", `/(?<y>\d+)/u`, needRegExp},
		{"helpers", "map.entries().take(2)", needIterator},
		{"async iteration", "Array.fromAsync(x)", needArray | needSymbol},
		{"typed arrays", "Uint8Array.from(text)", needTyped},
		{"unseen source", "new Function('return 1')", AllNeeds},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := NeedsOf(c.source); got != c.want {
				t.Errorf("got %b, want %b", got, c.want)
			}
		})
	}
}

// TestHostile holds that a hostile value is an error of the script and never a
// Go panic or a hang.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"throwing getter": "structuredClone({ get x() { throw 1 } })",
		"revoked proxy": `
			const p = Proxy.revocable({}, {});
			p.revoke();
			structuredClone(p.proxy)`,
		"proxy as options":      "new TextDecoder('utf-8', new Proxy({}, { get() { throw 1 } }))",
		"huge alloc":            "Buffer.alloc(2 ** 40)",
		"huge from":             "Buffer.from({ length: 2 ** 40 })",
		"huge concat":           "Buffer.concat([Buffer.from('a')], 2 ** 40)",
		"infinite length":       "Buffer.from({ length: Infinity })",
		"toString throws":       "new URL({ toString() { throw 1 } })",
		"symbol":                "btoa(Symbol())",
		"view with fake buffer": "new TextDecoder().decode(new Proxy(new Uint8Array(4), {}))",
		"shadowed view": `
			const v = new DataView(new ArrayBuffer(4));
			Object.defineProperty(v, 'byteLength', { value: 2 ** 40 });
			if (new TextDecoder().decode(v) === '') throw 1`,
		"shadowed buffer": `
			const v = new DataView(new ArrayBuffer(4));
			Object.defineProperty(v, 'buffer', { value: {} });
			crypto.getRandomValues(v)`,
		"params from loop": `
			const pairs = function* () {
				for (let i = 0; i < 99; i++) yield ['a', 'b'];
				throw 1;
			};
			new URLSearchParams(pairs())`,
		"foreign this":   "URLSearchParams.prototype.append.call(1, 'a', 'b')",
		"foreign signal": "Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted').get.call({})",
		"listener list recursed": `
			const t = new EventTarget();
			const e = new Event('x');
			t.addEventListener('x', () => t.dispatchEvent(e));
			t.dispatchEvent(e);
			throw reported[0]`,
		"pattern bomb":      "new RegExp('\\\\p{L}'.repeat(10000), 'u')",
		"format digits":     "(1).toLocaleString('en', { minimumFractionDigits: 2 ** 40 })",
		"deep pattern name": "new RegExp('\\\\p{' + 'x'.repeat(100000) + '}', 'u')",
		"require proxy":     "require(new Proxy({}, {}))",
		"random on huge":    "crypto.getRandomValues(new Uint8Array(2 ** 20))",
		"captured target":   "Error.captureStackTrace(Object.freeze({}))",
		"detached": `
			const b = new ArrayBuffer(8);
			structuredClone(b, { transfer: [b] });
			structuredClone(b)`,
		"equal on proxies": `
			const bad = () => new Proxy({}, { ownKeys() { throw 1 } });
			require('util').isDeepStrictEqual(bad(), bad())`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vm := newTestVM(t)
			err := vm.run(name, "(async () => {"+source+"})()")
			if err == nil {
				t.Error("got no error, want the script's")
			}
		})
	}
}

func TestDetachedBytes(t *testing.T) {
	t.Parallel()
	vm := newTestVM(t)
	err := vm.run("detached.js", `(async () => {
		const view = Buffer.from(new ArrayBuffer(8));
		structuredClone(view.buffer, { transfer: [view.buffer] });
		if (view.toString('hex') !== '' || view.indexOf('a') !== -1) throw new Error('bytes of a detached buffer');
	})()`)
	if err != nil {
		t.Error(err)
	}
}
