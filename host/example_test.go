package host_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

// exampleSession returns a session; end closes it. Examples have no errors to
// handle where the tests would have found them.
func exampleSession(cfg host.Config) (s *host.Session, end func()) {
	h, err := host.New(cfg)
	if err != nil {
		panic(err)
	}
	s, err = h.Session("work")
	if err != nil {
		panic(err)
	}
	return s, func() { _, _ = h.Close(context.Background()) }
}

func Example() {
	// main begins with: if host.Child() { return }
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  shout: printf '%s' "${text}" | tr a-z A-Z
`))
	if err != nil {
		panic(err)
	}
	s, end := exampleSession(host.Config{
		Specs: set,
		Bindings: map[string]host.Func{
			"page.title": func(context.Context, host.Call) (any, error) { return "a title", nil },
		},
	})
	defer end()
	res, err := s.Run(context.Background(), host.Script{
		Name: "title.js", Source: `return commands.run("shout", { text: await page.title() })`,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(res.Value))
	// Output: "A TITLE"
}

// All faults of a Config come at once.
func ExampleNew() {
	h, err := host.New(host.Config{Bindings: map[string]host.Func{"commands": nil}})
	fmt.Println(h == nil, strings.Contains(err.Error(), `binding "commands"`))
	// Output: true true
}

// A session is made when it is first asked for, and found again by its name.
func ExampleHost_Session() {
	h, err := host.New(host.Config{})
	if err != nil {
		panic(err)
	}
	a, _ := h.Session("work")
	b, _ := h.Session("work")
	_, err = h.Session("")
	fmt.Println(a == b, len(h.Sessions()), err)
	_, _ = h.Close(context.Background())
	_, err = h.Session("work")
	fmt.Println(errors.Is(err, host.ErrClosed))
	// Output:
	// true 1 session name is empty
	// true
}

func ExampleHost_Sessions() {
	h, err := host.New(host.Config{})
	if err != nil {
		panic(err)
	}
	defer h.Close(context.Background())
	for _, name := range []string{"b", "a"} {
		_, _ = h.Session(name)
	}
	for _, s := range h.Sessions() {
		fmt.Println(s.Name())
	}
	// Output:
	// a
	// b
}

// Close says what it had to kill.
func ExampleHost_Close() {
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  sleeper: { run: [sleep, "1000"], persistent: true }
`))
	if err != nil {
		panic(err)
	}
	h, err := host.New(host.Config{Specs: set})
	if err != nil {
		panic(err)
	}
	s, _ := h.Session("work")
	_, err = s.Run(context.Background(), host.Script{Source: `await commands.start("sleeper")`})
	report, closing := h.Close(context.Background())
	fmt.Println(err, len(report.Killed), report.Killed[0].Command, closing)
	// Output: <nil> 1 sleeper <nil>
}

// What a script throws comes with its place.
func ExampleSession_Run() {
	s, end := exampleSession(host.Config{})
	defer end()
	_, err := s.Run(context.Background(), host.Script{
		Name: "sum.js", Source: "const n = args[0];\nreturn n.map((x) => x + 1)", Args: []any{7},
	})
	if e, ok := errors.AsType[*host.ScriptError](err); ok {
		fmt.Println(e.Kind, e.File, e.Line, e.Name)
	}
	_, err = s.Run(context.Background(), host.Script{Source: `for (;;) ;`, Timeout: 50 * time.Millisecond})
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output:
	// runtime sum.js 2 TypeError
	// true
}

func ExampleResult_Decode() {
	s, end := exampleSession(host.Config{})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `return { name: "tea", count: 2 }`})
	if err != nil {
		panic(err)
	}
	var order struct {
		Name  string
		Count int
	}
	err = res.Decode(&order)
	fmt.Println(order, err)
	// Output: {tea 2} <nil>
}

// Reset drops globalThis; variables and processes stay.
func ExampleSession_Reset() {
	s, end := exampleSession(host.Config{})
	defer end()
	ctx := context.Background()
	first, _ := s.Run(ctx, host.Script{Source: `globalThis.x = 1; vars.set("x", 1)`})
	err := s.Reset(ctx)
	second, _ := s.Run(ctx, host.Script{Source: `return [typeof x, vars.get("x")]`})
	fmt.Println(err, string(second.Value), first.Generation, second.Generation)
	// Output: <nil> ["undefined",1] 1 2
}

func ExampleSession_Status() {
	s, end := exampleSession(host.Config{})
	defer end()
	_, _ = s.Run(context.Background(), host.Script{Source: `vars.set("a", 1)`})
	status := s.Status()
	fmt.Println(status.Name, status.Runs, status.Vars, status.Warm, status.Running)
	// Output: work 1 1 true false
}

// Go code and scripts share a session's variables.
func ExampleSession_Vars() {
	s, end := exampleSession(host.Config{})
	defer end()
	err := s.Vars().Set("user", []byte(`{"name":"ada"}`))
	res, _ := s.Run(context.Background(), host.Script{Source: `return vars.get("user").name`})
	fmt.Println(err, string(res.Value))
	// Output: <nil> "ada"
}

// Go code uses the same processes as scripts.
func ExampleSession_Commands() {
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  sleeper: { run: [sleep, "1000"], persistent: true }
`))
	if err != nil {
		panic(err)
	}
	s, end := exampleSession(host.Config{Specs: set})
	defer end()
	_, err = s.Run(context.Background(), host.Script{Source: `await commands.start("sleeper")`})
	if err != nil {
		panic(err)
	}
	status, err := s.Commands().Status("sleeper")
	fmt.Println(status.State, err)
	// Output: ready <nil>
}

func ExampleSession_Close() {
	s, end := exampleSession(host.Config{})
	defer end()
	report, err := s.Close(context.Background())
	fmt.Println(len(report.Killed), err)
	_, err = s.Run(context.Background(), host.Script{Source: `return 1`})
	fmt.Println(errors.Is(err, host.ErrClosed))
	// Output:
	// 0 <nil>
	// true
}

// A binding gets data and returns data, bytes too; its error is an exception,
// which errors.Is finds again.
func ExampleFunc() {
	empty := errors.New("nothing to draw")
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"image.draw": func(_ context.Context, c host.Call) (any, error) {
			var size struct{ Width, Height int }
			if err := c.Arg(0, &size); err != nil {
				return nil, err
			}
			if size.Width*size.Height == 0 {
				return nil, empty
			}
			return bytes.Repeat([]byte{255}, size.Width*size.Height), nil
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `
		const drawn = await image.draw({ width: 3, height: 2 });
		return [drawn instanceof Uint8Array, drawn.length]`})
	fmt.Println(string(res.Value), err)
	_, err = s.Run(context.Background(), host.Script{Source: `await image.draw({})`})
	fmt.Println(errors.Is(err, empty))
	// Output:
	// [true,6] <nil>
	// true
}

func ExampleCall_Arg() {
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"greet": func(_ context.Context, c host.Call) (any, error) {
			name := "world" // if the script gives none
			err := c.Arg(0, &name)
			return "hello " + name, err
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{
		Source: `return [await greet(), await greet("ada"), await greet(1).catch((e) => e.message.slice(0, 10))]`,
	})
	fmt.Println(string(res.Value), err)
	// Output: ["hello world","hello ada","argument 1"] <nil>
}

// Events reach a script one by one, or through a function that it gives.
func ExampleNewStream() {
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"page.on": func(context.Context, host.Call) (any, error) {
			events := host.NewStream(16, func() { /* nobody listens any more */ })
			events.Send("loaded") // usually from another goroutine, later
			events.Send("clicked")
			return events, nil
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `
		const events = await page.on("event");
		const first = await events.next();
		const second = await new Promise((resolve) => page.on("event", (e) => {
			if (e === "clicked") resolve(e);
		}));
		return [first, second]`})
	fmt.Println(string(res.Value), err)
	// Output: [{"value":"loaded","done":false},"clicked"] <nil>
}

// A Local is what belongs to one session: it is made when it is needed, and
// released when the session closes.
func ExampleNewLocal() {
	counters := host.NewLocal(func(_ context.Context, s *host.Session) (*int, func(), error) {
		return new(int), func() { fmt.Println("released with", s.Name()) }, nil
	})
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"count": func(ctx context.Context, c host.Call) (any, error) {
			n, err := counters.Of(ctx, c.Session)
			if err != nil {
				return nil, err
			}
			*n++ // a script that does not await would need a lock here
			return *n, nil
		},
	}})
	res, err := s.Run(context.Background(), host.Script{Source: `await count(); return count()`})
	fmt.Println(string(res.Value), err)
	end()
	// Output:
	// 2 <nil>
	// released with work
}

func ExampleDeclarations() {
	text := host.Declarations(`declare const page: { title(): Promise<string> };`)
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "declare const commands") || strings.HasPrefix(line, "declare const page") {
			fmt.Println(line)
		}
	}
	// Output:
	// declare const commands: Commands;
	// declare const page: { title(): Promise<string> };
}

// In this process, Setup can reach the engine.
func ExampleConfig_setup() {
	s, end := exampleSession(host.Config{
		Isolation: host.InProcess,
		Setup:     func(rt *goja.Runtime) error { return rt.Set("answer", 42) },
	})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `return answer`})
	fmt.Println(string(res.Value), err)
	// Output: 42 <nil>
}
