package host_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"github.com/holdfast-run/holdfast/host"
)

// BenchmarkRun compares a one-line script, compiled before, in a warm session
// and in bare goja.
func BenchmarkRun(b *testing.B) {
	b.Run("warm", func(b *testing.B) {
		s := benchSession(b, host.Config{})
		benchRuns(b, s, "return 6 * 7")
	})
	b.Run("cold", func(b *testing.B) {
		s := benchSession(b, host.Config{})
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Reset(b.Context()); err != nil {
				b.Fatal(err)
			}
			if _, err := s.Run(b.Context(), host.Script{Source: "return 6 * 7"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare-goja-warm", func(b *testing.B) {
		rt := goja.New()
		benchGoja(b, func() *goja.Runtime { return rt })
	})
	b.Run("bare-goja-cold", func(b *testing.B) { benchGoja(b, goja.New) })
}

// BenchmarkBinding compares awaiting one of the embedder's functions with
// awaiting nothing, and with a promise that a goroutine settles on
// goja_nodejs' event loop, which is what embedders use without us.
func BenchmarkBinding(b *testing.B) {
	s := benchSession(b, host.Config{Bindings: map[string]host.Func{
		"page.title": func(context.Context, host.Call) (any, error) { return "title", nil },
	}})
	b.Run("goja_nodejs", func(b *testing.B) { benchEventLoop(b, 1000) })
	for _, c := range []struct{ name, body string }{
		{"binding", "await page.title(i)"},
		{"bare-await", "await i"},
	} {
		b.Run(c.name, func(b *testing.B) {
			const calls = 1000
			src := "for (let i = 0; i < 1000; i++) " + c.body
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Run(b.Context(), host.Script{Source: src}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*calls), "ns/call")
		})
	}
}

// benchEventLoop awaits promises that goroutines settle through goja_nodejs.
func benchEventLoop(b *testing.B, calls int) {
	loop := eventloop.NewEventLoop()
	loop.Start()
	defer loop.Stop()
	b.ReportAllocs()
	for b.Loop() {
		done := make(chan struct{})
		loop.RunOnLoop(func(rt *goja.Runtime) {
			_ = rt.Set("done", func() { close(done) })
			_ = rt.Set("title", func(goja.FunctionCall) goja.Value {
				promise, resolve, _ := rt.NewPromise()
				go func() { loop.RunOnLoop(func(*goja.Runtime) { _ = resolve("title") }) }()
				return rt.ToValue(promise)
			})
			source := fmt.Sprintf("(async()=>{for (let i = 0; i < %d; i++) await title(i)})().then(done)", calls)
			if _, err := rt.RunString(source); err != nil {
				b.Error(err)
				close(done)
			}
		})
		<-done
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*calls), "ns/call")
}

func benchSession(b *testing.B, cfg host.Config) *host.Session {
	h, err := host.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if _, err := h.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	s, err := h.Session("bench")
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func benchRuns(b *testing.B, s *host.Session, source string) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Run(b.Context(), host.Script{Source: source}); err != nil {
			b.Fatal(err)
		}
	}
}

func benchGoja(b *testing.B, runtime func() *goja.Runtime) {
	program := goja.MustCompile("bench.js", "(async()=>{return 6 * 7})()", false)
	b.ReportAllocs()
	for b.Loop() {
		v, err := runtime().RunProgram(program)
		if err != nil {
			b.Fatal(err)
		}
		if got := v.Export().(*goja.Promise).Result().ToInteger(); got != 42 {
			b.Fatalf("got %d, want 42", got)
		}
	}
}
