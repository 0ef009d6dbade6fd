package jsapi_test

import (
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/jsapi"
)

func TestConsoleMethods(t *testing.T) {
	t.Parallel()
	var got []string
	vm := newVM(t, jsapi.Config{Console: func(e jsapi.ConsoleEntry) {
		got = append(got, e.Level+": "+e.Message)
	}})
	_, err := vm.Run(t.Context(), jsapi.Script{Name: "c.js", Source: `
console.log("%s is %d", "x", 5, { a: [1] });
console.info(new Map([[1, "one"]])); console.debug(undefined);
console.group("outer"); console.warn("in\nside"); console.groupEnd(); console.groupEnd();
console.error("after"); console.count(); console.count("c"); console.count(); console.countReset();
console.count(); console.assert(true, "no"); console.assert(false, "yes %d", 1); console.assert(false);
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
const own = { [Symbol.for("nodejs.util.inspect.custom")]() { return "mine"; } };
console.dir([own], { depth: 0 }); console.dir(own, { customInspect: true });
console.timeEnd("never"); console.trace("here");`})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"log: x is 5 { a: [ 1 ] }", "info: Map(1) { 1 => 'one' }", "debug: undefined",
		"log: outer", "warn:   in\n  side", "error: after", "log: default: 1", "log: c: 1",
		"log: default: 2", "log: default: 1", "warn: Assertion failed: yes 1", "warn: Assertion failed",
		"log: { a: [Object] }", "log: [ [Object] ]", "log: mine",
		"warn: No such label 'never' for console.timeEnd()",
		"trace: Trace: here\n    at c.js:10:40",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestConsoleTable(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`[{ a: 1, b: "x" }, { a: 2, c: { d: 1 } }, 5]`: `
┌─────────┬───┬─────┬──────────┬────────┐
│ (index) │ a │ b   │ c        │ Values │
├─────────┼───┼─────┼──────────┼────────┤
│ 0       │ 1 │ 'x' │          │        │
│ 1       │ 2 │     │ { d: 1 } │        │
│ 2       │   │     │          │ 5      │
└─────────┴───┴─────┴──────────┴────────┘`,
		`{ x: { a: [1, 2, 3, 4, 5], b: 1 } }, ["a"]`: `
┌─────────┬───────────────────────────────┐
│ (index) │ a                             │
├─────────┼───────────────────────────────┤
│ x       │ [ 1, 2, 3, ... 2 more items ] │
└─────────┴───────────────────────────────┘`,
		`new Map([["k", 1]])`: `
┌───────────────────┬─────┬────────┐
│ (iteration index) │ Key │ Values │
├───────────────────┼─────┼────────┤
│ 0                 │ 'k' │ 1      │
└───────────────────┴─────┴────────┘`,
		`new Map()`: `
┌───────────────────┬─────┬────────┐
│ (iteration index) │ Key │ Values │
├───────────────────┼─────┼────────┤
└───────────────────┴─────┴────────┘`,
		`[{ o: { a: 1, b: 2, c: 3 } }]`: `
┌─────────┬──────────┐
│ (index) │ o        │
├─────────┼──────────┤
│ 0       │ [Object] │
└─────────┴──────────┘`,
		`[{ "名": "日本", b: "e\u0301" }, { "名": "x", b: "😀" }]`: `
┌─────────┬────────┬──────┐
│ (index) │ 名     │ b    │
├─────────┼────────┼──────┤
│ 0       │ '日本' │ 'é'  │
│ 1       │ 'x'    │ '😀' │
└─────────┴────────┴──────┘`,
		`"text"`: "\ntext",
	} {
		var got string
		vm := newVM(t, jsapi.Config{Console: func(e jsapi.ConsoleEntry) { got = "\n" + e.Message }})
		if _, err := vm.Run(t.Context(), jsapi.Script{Source: "console.table(" + source + ")"}); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("table of %s:%s\nwant:%s", source, got, want)
		}
	}
}

// TestTableOfLargeMap holds that the rows of a Map that are shown are its first.
func TestTableOfLargeMap(t *testing.T) {
	t.Parallel()
	var got string
	vm := newVM(t, jsapi.Config{Console: func(e jsapi.ConsoleEntry) { got = e.Message }})
	const source = `console.table(new Map(Array.from({ length: 1500 }, (_, i) => ["key " + i, i])))`
	if _, err := vm.Run(t.Context(), jsapi.Script{Source: source}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "'key 999'") || strings.Contains(got, "'key 1499'") {
		t.Errorf("the table ends with %s", got[len(got)-300:])
	}
}

func TestConsoleEntriesAreBounded(t *testing.T) {
	t.Parallel()
	var entries []jsapi.ConsoleEntry
	vm := newVM(t, jsapi.Config{
		Console: func(e jsapi.ConsoleEntry) { entries = append(entries, e) },
	})
	_, err := vm.Run(t.Context(), jsapi.Script{Source: `
		console.log("é".repeat(1 << 20));
		console.group(); console.group();
		console.log("\n".repeat(1 << 20));`})
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if m := entries[0].Message; !strings.HasSuffix(m, "é... output cut at 1048576 bytes of 2097152 or more") {
		t.Errorf("%d bytes that end in %q", len(m), m[len(m)-60:])
	}
	if m := entries[1].Message; len(m) > 1<<20+100 || !strings.Contains(m, "… cut here: ") {
		t.Errorf("indented: %d bytes that end in %q", len(m), m[len(m)-40:])
	}
}
