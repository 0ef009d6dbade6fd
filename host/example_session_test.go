package host_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

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

// Go code and scripts share a session's variables, which are JSON to Go.
func ExampleSession_Vars() {
	s, end := exampleSession(host.Config{})
	defer end()
	if err := s.Vars().Set("user", []byte(`{"name":"ada"}`)); err != nil {
		panic(err)
	}
	_, err := s.Run(context.Background(), host.Script{
		Source: `vars.set("greeting", "hello " + vars.get("user").name)`,
	})
	greeting, ok := s.Vars().Get("greeting")
	fmt.Println(string(greeting), ok, err)
	fmt.Println(s.Vars().Delete("user"), s.Vars().Keys())
	// Output:
	// "hello ada" true <nil>
	// true [greeting]
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

// While a call waits, Activities say for what. Here it is a command that crashed
// and is to be started again.
func ExampleSession_Activities() {
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  app: { run: exit 1, persistent: true, restart: { on: failure, backoffMs: 3600000 } }
`))
	if err != nil {
		panic(err)
	}
	s, end := exampleSession(host.Config{Specs: set})
	defer end()
	ctx := context.Background()
	if _, err := s.Commands().Start(ctx, "app", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	crashed := errors.New("crashed")
	_ = s.Commands().Follow(ctx, "app", commands.LogOptions{}, commands.Follower{
		Logs: func(commands.Logs) error { return nil },
		State: func(status commands.Status) error {
			if status.State == "restarting" {
				return crashed
			}
			return nil
		},
	})
	for _, a := range s.Activities() {
		fmt.Println(a.Name, "is", a.State)
	}
	// Output: app is restarting
}

// What belongs to a session ends when Done says so, whoever closes it.
func ExampleSession_Done() {
	s, end := exampleSession(host.Config{})
	told := make(chan string)
	go func() {
		<-s.Done()
		told <- s.Name() + " ends"
	}()
	end()
	fmt.Println(<-told)
	// Output: work ends
}

// A session that somebody looks at is not idle.
func ExampleSession_Hold() {
	s, end := exampleSession(host.Config{IdleTTL: time.Hour})
	defer end()
	release := s.Hold()
	fmt.Println("ends by itself:", s.Status().IdleLeft >= 0)
	release()
	fmt.Println("ends by itself:", s.Status().IdleLeft >= 0)
	// Output:
	// ends by itself: false
	// ends by itself: true
}

// Whoever shows a script's progress wants to know when its turn has come, and
// what it prints as it prints it.
func ExampleScript() {
	s, end := exampleSession(host.Config{})
	defer end()
	_, err := s.Run(context.Background(), host.Script{
		Source:  `for (const step of args) console.info("%s done", step)`,
		Args:    []any{"build", "test"},
		Started: func() { fmt.Println("started") },
		Console: func(e host.ConsoleEntry) { fmt.Println(e.Level, e.Message) },
	})
	fmt.Println(err)
	// Output:
	// started
	// info build done
	// info test done
	// <nil>
}

// A ScriptError has all that is needed to show a script's author the place.
func ExampleScriptError() {
	s, end := exampleSession(host.Config{})
	defer end()
	_, err := s.Run(context.Background(), host.Script{
		Name: "login.js", Source: "let user\nreturn user.name",
	})
	if e, ok := errors.AsType[*host.ScriptError](err); ok {
		fmt.Printf("%s:%d: %s\n%s\n", e.File, e.Line, e.Title(), e.Snippet)
	}
	// Output:
	// login.js:2: TypeError: Cannot read property 'name' of undefined
	// return user.name
	//             ^
}
