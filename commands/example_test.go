package commands_test

import (
	"context"
	"encoding/json"
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

// Of Environ commands get what their specs pass on, and nothing else.
func ExampleNew() {
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  env: { run: env | grep -E '^(USER|TOKEN)=', env: { pass: [USER] } }
`))
	if err != nil {
		panic(err)
	}
	r := commands.New(commands.Config{
		Specs: set, Environ: []string{"PATH=/usr/bin:/bin", "USER=ada", "TOKEN=secret"},
	})
	defer r.Close(context.Background())
	out, err := r.Run(context.Background(), "env", nil, commands.Options{})
	fmt.Println(out, err)
	// Output: USER=ada <nil>
}

// A program that knows that a command will come, and has something to do before,
// has its guardian started meanwhile.
func ExampleRunner_Prepare() {
	r := exampleRunner(`{ commands: { greet: echo hello } }`)
	defer r.Close(context.Background())
	r.Prepare()
	greeting, err := r.Run(context.Background(), "greet", nil, commands.Options{})
	fmt.Println(greeting, err)
	// Output: hello <nil>
}

// A session whose commands are not processes lets nobody start any.
func ExampleRunner_Refuse() {
	r := exampleRunner(`{ commands: { publish: git push } }`)
	defer r.Close(context.Background())
	r.Refuse(errors.New("this is a rehearsal"))
	_, err := r.Run(context.Background(), "publish", nil, commands.Options{})
	fmt.Println(err)
	// Output: command "publish": this is a rehearsal
}

// A Runner's guardian is this program started again: Child is what main begins
// with, before flags are parsed or anything is opened.
func ExampleChild() {
	main := func() {
		if commands.Child() {
			return
		}
		fmt.Println("the program itself")
	}
	main()
	// Output: the program itself
}

// A program can find out at its start, not at its first command, that its main
// does not begin with Child.
func ExampleContained() {
	if err := commands.Contained(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("nothing will be left behind")
	// Output: nothing will be left behind
}

// The output comes in the shape that the spec file declares; another exit code
// than 0 is an error.
func ExampleRunner_Run() {
	r := exampleRunner(`
commands:
  package: { run: [echo, '{"name":"tea"}'], output: json }
  files: { run: printf 'a\nb c\n', output: lines }
  check: echo 2 tests failed >&2; exit 1
`)
	defer r.Close(context.Background())
	for _, info := range r.List() {
		out, err := r.Run(context.Background(), info.Name, nil, commands.Options{})
		switch out := out.(type) {
		case json.RawMessage:
			fmt.Printf("JSON %s\n", out)
		case []string:
			fmt.Printf("lines %q\n", out)
		default:
			fmt.Println(err)
		}
	}
	// Output:
	// JSON {"name":"tea"}
	// lines ["a" "b c"]
	// command "check": exit status 1: 2 tests failed
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

// What an earlier program left that was killed together with its guardians ends
// when the next one opens the same folder.
func ExampleOpenLedger() {
	dir, err := os.MkdirTemp("", "holdfast")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	ledger, swept, err := commands.OpenLedger(ctx, dir)
	if err != nil {
		panic(err)
	}
	for _, k := range swept.Killed {
		fmt.Println("killed", k.Program, k.PID)
	}
	fmt.Println("nothing was left:", swept.None())

	r := commands.New(commands.Config{Environ: os.Environ(), Ledger: ledger})
	_, closing := r.Close(ctx) // first the Runners, then their ledger
	fmt.Println(closing, ledger.Close())
	// Output:
	// nothing was left: true
	// <nil> <nil>
}

// A program with many Runners shares a Spare among them.
func ExampleSpare() {
	set, err := specs.Parse("holdfast.yaml", []byte(`{ commands: { hello: echo hello } }`))
	if err != nil {
		panic(err)
	}
	var spare commands.Spare
	defer spare.Close()
	ctx := context.Background()
	for range 3 {
		r := commands.New(commands.Config{Specs: set, Environ: os.Environ(), Spare: &spare})
		out, err := r.Run(ctx, "hello", nil, commands.Options{})
		fmt.Println(out, err)
		_, _ = r.Close(ctx)
	}
	// Output:
	// hello <nil>
	// hello <nil>
	// hello <nil>
}
