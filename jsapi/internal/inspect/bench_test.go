package inspect

import (
	"encoding/json"
	"testing"

	"github.com/dop251/goja"
)

const benchObject = `({ id: 17, name: "a name", tags: ["x", "y", "z"], at: { line: 1, column: 2 },
	done: false, owner: null, sizes: [1, 2, 3, 4, 5, 6, 7, 8] })`

// BenchmarkFormat prints what scripts print most. JSON.stringify of the same
// object in bare goja is the baseline of the objects.
func BenchmarkFormat(b *testing.B) {
	rt := goja.New()
	ins := New(rt)
	object := run(b, rt, benchObject)
	args := map[string][]goja.Value{
		"string":   {rt.ToValue("a plain line of output")},
		"numbers":  {rt.ToValue("n:"), rt.ToValue(42), rt.ToValue(1.5)},
		"template": {rt.ToValue("%s is %d"), rt.ToValue("x"), rt.ToValue(42)},
		"object":   {object},
		"error":    {run(b, rt, `new Error("message")`)},
	}
	for _, name := range []string{"string", "numbers", "template", "object", "error"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ins.Format(args[name], Options{})
			}
		})
	}
	b.Run("object/stringify", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(object); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkNew is what an Inspector adds to the start of a VM, and what the
// first object printed adds to that.
func BenchmarkNew(b *testing.B) {
	b.Run("goja", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			goja.New()
		}
	})
	b.Run("inspector", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			New(goja.New())
		}
	})
	b.Run("first_object", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			rt := goja.New()
			New(rt).Inspect(rt.NewObject(), Options{})
		}
	})
}
