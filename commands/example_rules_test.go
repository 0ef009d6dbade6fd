package commands_test

import (
	"fmt"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/specs"
)

// exampleRules returns the Rules of a YAML text.
func exampleRules(yaml string) commands.Rules {
	set, err := specs.Parse("holdfast.yaml", []byte(yaml))
	if err != nil {
		panic(err)
	}
	return commands.Rules{Specs: set}
}

// Who answers calls in some other way refuses what a Runner would.
func ExampleRules_Oneshot() {
	rules := exampleRules(`{ commands: { size: { run: [du, -s, "${dir}"], timeoutMs: 5000 } } }`)
	inv, err := rules.Oneshot("size", map[string]any{"dir": "/tmp"}, commands.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(inv.Argv, inv.Timeout)
	_, err = rules.Oneshot("size", map[string]any{"dir": "/tmp"}, commands.Options{Stdin: "x"})
	fmt.Println(err)
	// Output:
	// [du -s /tmp] 5s
	// command "size" takes no stdin; its spec lacks stdin: text
}

func ExampleRules_Start() {
	rules := exampleRules(`
commands: { app: { run: [serve, "${port}"], persistent: true }, touch: touch it }
`)
	wanted, err := rules.Start("app", map[string]any{"port": 80}, commands.StartOptions{As: "app:80"})
	if err != nil {
		panic(err)
	}
	fmt.Println(wanted.Name, wanted.Invocation.Argv)
	_, err = rules.Start("touch", nil, commands.StartOptions{})
	fmt.Println(err)
	// Output:
	// app:80 [serve 80]
	// command "touch" is a one-shot; it is run, not started
}

func ExampleRules_Conflict() {
	rules := exampleRules(`{ commands: { app: { run: [serve, "${port}"], persistent: true } } }`)
	start := func(port int) *commands.Wanted {
		wanted, err := rules.Start("app", map[string]any{"port": port}, commands.StartOptions{})
		if err != nil {
			panic(err)
		}
		return wanted
	}
	fmt.Println(rules.Conflict(start(80), start(80)))
	fmt.Println(rules.Conflict(start(80), start(81)))
	// Output:
	// <nil>
	// command "app" is running with port 80, not 81; stop it first, or start another under a name of its own
}

func ExampleShape() {
	inv := &specs.Invocation{Command: "list", Output: specs.Lines, OKCodes: []int{0}}
	lines, err := commands.Shape(inv, &commands.Result{Stdout: "a\nb\n"})
	fmt.Printf("%q %v\n", lines, err)
	_, err = commands.Shape(inv, &commands.Result{Code: 2, Stderr: "no such folder\n"})
	fmt.Println(err)
	// Output:
	// ["a" "b"] <nil>
	// command "list": exit status 2: no such folder
}

func ExampleStartOptions_Check() {
	declared := func(name string) bool { return name == "touch" }
	fmt.Println(commands.StartOptions{As: "app-2"}.Check("app", declared))
	fmt.Println(commands.StartOptions{As: "touch"}.Check("app", declared))
	// Output:
	// <nil>
	// command "app" cannot be started as "touch": that is another command's name
}

func ExampleStopOptions_Check() {
	fmt.Println(commands.StopOptions{Signal: "TERM"}.Check("app"))
	// Output: command "app" cannot be sent "TERM": no such signal; write SIGTERM
}

func ExampleLogOptions_Check() {
	fmt.Println(commands.LogOptions{Stream: "both"}.Check("app"))
	// Output: command "app" has no stream "both": there are "stdout" and "stderr"
}

func ExampleWaitOptions_Check() {
	fmt.Println(commands.WaitOptions{For: "stop"}.Check("app"))
	// Output: command "app" cannot be waited for like that: give "ready", "exit" or a pattern, not "stop"
}
