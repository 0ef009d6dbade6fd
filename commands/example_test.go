package commands_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/specs"
)

// exampleRunner returns a Runner for the commands of a YAML text, which the caller
// closes.
func exampleRunner(yaml string) *commands.Runner {
	set, err := specs.Parse("holdfast.yaml", []byte(yaml))
	if err != nil {
		panic(err)
	}
	return commands.New(commands.Config{Specs: set, Environ: os.Environ()})
}

func Example() {
	// main begins with: if commands.Child() { return }
	r := exampleRunner(`
commands:
  sort:
    run: [sort, "${order}"]
    params: { order: { type: string, enum: [-n, -r], allowDash: true } }
    stdin: text
    output: lines
`)
	defer r.Close(context.Background())
	lines, err := r.Run(context.Background(), "sort", map[string]any{"order": "-n"},
		commands.Options{Stdin: "10\n9\n"})
	fmt.Println(lines, err)
	// Output: [9 10] <nil>
}

// Exec gives the result of a command that fails, too.
func ExampleRunner_Exec() {
	r := exampleRunner(`{ commands: { fail: "echo no >&2; exit 3" } }`)
	defer r.Close(context.Background())
	res, err := r.Exec(context.Background(), "fail", nil, commands.Options{})
	fmt.Printf("%d %q %v\n", res.Code, res.Stderr, err)
	// Output: 3 "no\n" <nil>
}

// What went wrong is a Code, with the facts beside it.
func ExampleError() {
	r := exampleRunner(`{ commands: { fail: "echo no >&2; exit 3" } }`)
	defer r.Close(context.Background())
	_, err := r.Run(context.Background(), "fail", nil, commands.Options{})
	if e, ok := errors.AsType[*commands.Error](err); ok {
		fmt.Println(e.Code, e.Result.Code)
	}
	_, err = r.Run(context.Background(), "fial", nil, commands.Options{})
	fmt.Println(err)
	// Output:
	// EXIT 3
	// command "fial" is not declared (did you mean "fail"?)
}

// A persistent command is started once, waited for and stopped.
func ExampleRunner_Start() {
	r := exampleRunner(`
commands:
  server:
    run: echo listening on 1234; exec sleep 1000
    persistent: true
    ready: { log: '^listening' }
`)
	ctx := context.Background()
	status, err := r.Start(ctx, "server", nil, commands.StartOptions{})
	fmt.Println(status.State, err)
	_, err = r.Wait(ctx, "server", commands.WaitOptions{Pattern: regexp.MustCompile(`on \d+`)})
	logs, _ := r.Logs("server", commands.LogOptions{})
	fmt.Println(logs.Lines[0].Text, err)
	status, err = r.Stop(ctx, "server", commands.StopOptions{})
	fmt.Println(status.State, status.Signal, err)
	report, err := r.Close(ctx)
	fmt.Println(len(report.Killed), err)
	// Output:
	// ready <nil>
	// listening on 1234 <nil>
	// stopped SIGTERM <nil>
	// 0 <nil>
}

func ExampleRunner_List() {
	r := exampleRunner(`{ commands: { clone: [git, clone, --, "${url}"] } }`)
	defer r.Close(context.Background())
	for _, c := range r.List() {
		fmt.Println(c.Name, c.Params[0].Name, c.Params[0].Required, c.Running)
	}
	// Output: clone url true false
}
