package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
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

// A host's workers and guardians are this program started again: Child is what
// main begins with, before flags are parsed or anything is opened.
func ExampleChild() {
	main := func() {
		if host.Child() {
			return
		}
		fmt.Println("the program itself")
	}
	main()
	// Output: the program itself
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

// Lookup makes no session.
func ExampleHost_Lookup() {
	h, err := host.New(host.Config{})
	if err != nil {
		panic(err)
	}
	defer h.Close(context.Background())
	_, ok := h.Lookup("work")
	fmt.Println(ok)
	made, _ := h.Session("work")
	found, ok := h.Lookup("work")
	fmt.Println(ok, found == made)
	// Output:
	// false
	// true true
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

// With a StateDir, New ends what an earlier host left that was killed together
// with its guardians. An operator wants to know.
func ExampleHost_Swept() {
	dir, err := os.MkdirTemp("", "holdfast")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	h, err := host.New(host.Config{StateDir: dir})
	if err != nil {
		panic(err)
	}
	defer h.Close(context.Background())
	for _, k := range h.Swept().Killed {
		fmt.Println("killed", k.Program, k.PID)
	}
	fmt.Println("nothing was left:", h.Swept().None())
	// Output: nothing was left: true
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

func ExampleDeclarations() {
	text := host.Declarations(`declare const page: { title(): Promise<string> };`)
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "declare const commands") || strings.HasPrefix(line, "declare const page") {
			fmt.Println(line)
		}
	}
	// Output:
	// declare const commands: Commands;
	// declare const page: { title(): Promise<string> };
}

// elsewhere is a Commander that runs one-shots on another machine, and the rest
// here.
type elsewhere struct{ *commands.Runner }

func (elsewhere) Run(
	_ context.Context, name string, _ map[string]any, _ commands.Options,
) (any, error) {
	if name != "build" {
		return nil, &commands.Error{
			Code: commands.CodeUndeclared, Command: name, Err: errors.New("is unknown there"),
		}
	}
	return "built there", nil
}

// What scripts see as commands need not be this machine's processes.
func ExampleConfig_commands() {
	s, end := exampleSession(host.Config{
		Commands: func(s *host.Session) host.Commander { return elsewhere{s.Commands()} },
	})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `
		return [await commands.run("build"), await commands.run("biuld").catch((e) => e.code)]`})
	fmt.Println(string(res.Value), err)
	// Output: ["built there","ERR_COMMAND_UNDECLARED"] <nil>
}

// One function can get what all sessions print.
func ExampleConfig_console() {
	s, end := exampleSession(host.Config{
		Console: func(session string, e host.ConsoleEntry) {
			fmt.Printf("%s: %s: %s\n", session, e.Level, e.Message)
		},
	})
	defer end()
	_, err := s.Run(context.Background(), host.Script{
		Source: `console.log({ a: [1] }); console.warn("low on %s", "tea")`,
	})
	fmt.Println(err)
	// Output:
	// work: log: { a: [ 1 ] }
	// work: warn: low on tea
	// <nil>
}

// Counters of what happens in a host come from its Observer.
func ExampleObserver() {
	set, err := specs.Parse("holdfast.yaml", []byte(`{ commands: { ok: 'true', bad: exit 3 } }`))
	if err != nil {
		panic(err)
	}
	var failed atomic.Int64
	s, end := exampleSession(host.Config{Specs: set, Observer: host.Observer{
		Command: func(_, _ string, err error) {
			if err != nil {
				failed.Add(1)
			}
		},
		Closed: func(session string, report host.Report, err error) {
			fmt.Println(session, "closed, killed", len(report.Killed), err)
		},
	}})
	_, err = s.Run(context.Background(), host.Script{
		Source: `await Promise.allSettled([commands.run("ok"), commands.run("bad")])`,
	})
	fmt.Println(failed.Load(), "failed", err)
	end()
	// Output:
	// 1 failed <nil>
	// work closed, killed 0 <nil>
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
