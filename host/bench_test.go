package host_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"github.com/holdfast-run/holdfast/host"
)

// everyIsolation runs a benchmark where scripts run in workers, and with scripts
// in this process beside it.
func everyIsolation(b *testing.B, run func(b *testing.B, cfg host.Config)) {
	b.Run("worker", func(b *testing.B) { run(b, host.Config{Isolation: host.Worker}) })
	b.Run("in-process", func(b *testing.B) { run(b, host.Config{Isolation: host.InProcess}) })
}

// BenchmarkRun compares a one-line script, compiled before, in a warm session
// and in bare goja.
func BenchmarkRun(b *testing.B) {
	b.Run("warm", func(b *testing.B) {
		everyIsolation(b, func(b *testing.B, cfg host.Config) {
			benchRuns(b, benchSession(b, cfg), "return 6 * 7")
		})
	})
	b.Run("cold", func(b *testing.B) { // as fast as workers can be started
		everyIsolation(b, func(b *testing.B, cfg host.Config) {
			s := benchSession(b, cfg)
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Reset(b.Context()); err != nil {
					b.Fatal(err)
				}
				benchRun(b, s, "return 6 * 7")
			}
		})
	})
	b.Run("bare-goja-warm", func(b *testing.B) {
		rt := goja.New()
		benchGoja(b, func() *goja.Runtime { return rt })
	})
	b.Run("bare-goja-cold", func(b *testing.B) { benchGoja(b, goja.New) })
}

// BenchmarkCall compares the ways of a script to its host with awaiting nothing,
// and with a promise that a goroutine settles on goja_nodejs' event loop, which is
// what embedders use without us.
func BenchmarkCall(b *testing.B) {
	const calls = 10_000
	b.Run("goja_nodejs", func(b *testing.B) { benchEventLoop(b, calls) })
	for _, c := range []struct{ name, source string }{
		{"vars", `for (let i = 0; i < 10000; i++) vars.get("a")`},
		{"awaited", `for (let i = 0; i < 10000; i++) await page.title(i)`},
		{"in-flight", `const all = []; for (let i = 0; i < 10000; i++) all.push(page.title(i)); await Promise.all(all)`},
		{"bare-await", `for (let i = 0; i < 10000; i++) await i`},
	} {
		b.Run(c.name, func(b *testing.B) {
			everyIsolation(b, func(b *testing.B, cfg host.Config) {
				cfg.Bindings = map[string]host.Func{
					"page.title": func(context.Context, host.Call) (any, error) { return "title", nil },
				}
				s := benchSession(b, cfg)
				if err := s.Vars().Set("a", []byte("1")); err != nil {
					b.Fatal(err)
				}
				benchRuns(b, s, c.source)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*calls), "ns/call")
			})
		})
	}
}

// BenchmarkMegabyte hands a megabyte to a script: of a command's output, of a
// function's bytes.
func BenchmarkMegabyte(b *testing.B) {
	for _, c := range []struct{ name, source string }{
		{"text", `return (await commands.run("text")).length`},
		{"bytes", `return (await page.shot()).length`},
		{"nothing", `return await commands.run("nothing")`}, // the baseline of the first
	} {
		b.Run(c.name, func(b *testing.B) {
			everyIsolation(b, func(b *testing.B, cfg host.Config) {
				cfg.Environ = []string{"PATH=/usr/bin:/bin"}
				cfg.Specs = specSet(b, "commands:\n  nothing: ['true']\n  text: [head, -c, '1048576', /dev/zero]\n")
				shot := make([]byte, 1<<20)
				cfg.Bindings = map[string]host.Func{
					"page.shot": func(context.Context, host.Call) (any, error) { return shot, nil },
				}
				benchRuns(b, benchSession(b, cfg), c.source)
			})
		})
	}
}

// BenchmarkSessions makes a hundred sessions with a run each, at once, and closes
// them.
func BenchmarkSessions(b *testing.B) {
	everyIsolation(b, func(b *testing.B, cfg host.Config) {
		const sessions = 100
		cfg.MaxVMs = sessions
		for b.Loop() {
			h, err := host.New(cfg)
			if err != nil {
				b.Fatal(err)
			}
			var runs sync.WaitGroup
			for i := range sessions {
				runs.Go(func() { benchRun(b, session(b, h, strconv.Itoa(i)), "return 6 * 7") })
			}
			runs.Wait()
			if _, err := h.Close(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
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
	benchRun(b, s, source) // the first of a session makes its VM
	b.ReportAllocs()
	for b.Loop() {
		benchRun(b, s, source)
	}
}

func benchRun(b *testing.B, s *host.Session, source string) {
	if _, err := s.Run(b.Context(), host.Script{Source: source}); err != nil {
		b.Error(err)
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
