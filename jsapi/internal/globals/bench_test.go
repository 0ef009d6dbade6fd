package globals

import (
	"testing"

	"github.com/dop251/goja"
)

// BenchmarkInstall shows what the globals add to a bare runtime.
func BenchmarkInstall(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			goja.New()
		}
	})
	b.Run("globals", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Install(goja.New(), Host{})
		}
	})
}

// BenchmarkTouchAll makes every global in a new VM, compiled before, and then
// every repair.
func BenchmarkTouchAll(b *testing.B) {
	touch := func(b *testing.B, names []string, needs Needs) {
		b.ReportAllocs()
		for b.Loop() {
			rt := goja.New()
			g := Install(rt, Host{})
			g.Repair(needs)
			for _, name := range names {
				rt.Get(name)
			}
		}
	}
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) { touch(b, []string{name}, 0) })
	}
	b.Run("all", func(b *testing.B) { touch(b, Names(), 0) })
	b.Run("repairs", func(b *testing.B) { touch(b, nil, AllNeeds) })
}

// BenchmarkNeedsOf looks through one kilobyte.
func BenchmarkNeedsOf(b *testing.B) {
	source := ""
	for len(source) < 1024 {
		source += "const out = await commands.run('branch', { name: args[0] });\n"
	}
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		NeedsOf(source)
	}
}
