package hosttest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/host/hosttest"
	"github.com/holdfast-run/holdfast/specs"
)

// An exampleT stands in for the *testing.T of a test, which an example has none
// of.
type exampleT struct {
	testing.TB
	cleanups []func()
}

// newT returns the t of an example; end ends it as the end of a test does.
func newT() (t *exampleT, end func()) {
	t = &exampleT{}
	return t, func() {
		for _, f := range t.cleanups {
			f()
		}
	}
}

func (t *exampleT) Name() string             { return "Example" }
func (t *exampleT) Context() context.Context { return context.Background() }
func (t *exampleT) Helper()                  {}
func (t *exampleT) Cleanup(f func())         { t.cleanups = append(t.cleanups, f) }
func (t *exampleT) Error(args ...any)        { panic(fmt.Sprint(args...)) }
func (t *exampleT) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }
func (t *exampleT) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf(format, args...))
}

// A script is tested without its commands: a Go function answers for each.
func ExampleNew() {
	t, end := newT() // in a test: its t
	defer end()
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"branch": func(context.Context, hosttest.Call) (any, error) { return "main", nil },
	}})
	fmt.Println(s.Eval(`
		const branch = await commands.run("branch");
		return branch === "main" ? "release" : "preview"`))
	// Output: "release"
}

// With the program's own spec file, a script that calls a command which is not
// declared, or with values that it does not take, fails in tests too.
func ExampleConfig() {
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  clone:
    run: [git, clone, --, "${url}"]
    params: { url: { type: string, pattern: "^https://" } }
`))
	if err != nil {
		panic(err)
	}
	t, end := newT() // in a test: its t
	defer end()
	s := hosttest.New(t, hosttest.Config{
		Specs: set,
		Commands: map[string]hosttest.Command{
			"clone": func(context.Context, hosttest.Call) (any, error) { return "", nil },
		},
		Bindings: map[string]host.Func{
			"page.url": func(context.Context, host.Call) (any, error) { return "https://h/x", nil },
		},
	})
	s.Eval(`await commands.run("clone", { url: await page.url() })`)
	fmt.Println(s.Calls()[0].Argv)
	fmt.Println(s.Eval(`return commands.run("clone", { url: "/etc" }).catch((e) => e.code)`))
	// Output:
	// [git clone -- https://h/x]
	// "ERR_COMMAND_PARAM"
}

// What a script does about a command that fails.
func ExampleExit() {
	t, end := newT() // in a test: its t
	defer end()
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"clone": func(context.Context, hosttest.Call) (any, error) {
			return nil, hosttest.Exit(128, "fatal: not found\n")
		},
	}})
	fmt.Println(s.Eval(`
		const e = await commands.run("clone").catch((e) => e);
		return [e.exitCode, e.message]`))
	// Output: [128,"command \"clone\": exit status 128: fatal: not found"]
}

// The fake of a persistent command returns what that writes once it is ready.
func ExampleCommand() {
	t, end := newT() // in a test: its t
	defer end()
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"app": func(_ context.Context, c hosttest.Call) (any, error) {
			return fmt.Sprintf("listening on %v\n", c.Values["port"]), nil
		},
	}})
	fmt.Println(s.Eval(`
		await commands.start("app", { port: 8080 });
		const { lines } = await commands.logs("app");
		await commands.stop("app");
		return lines.map((l) => l.text)`))
	for _, c := range s.Calls() {
		fmt.Println(c.Verb, c.Name)
	}
	// Output:
	// ["listening on 8080"]
	// start app
	// stop app
}

// A test that compares what a script asked for with what it should have.
func ExampleSession_Calls() {
	t, end := newT() // in a test: its t
	defer end()
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"mail": func(context.Context, hosttest.Call) (any, error) { return "", nil },
	}})
	s.Eval(`for (const to of args) await commands.run("mail", { to }, { stdin: "hello" })`,
		"ada", "grace")
	for _, c := range s.Calls() {
		fmt.Println(c.Verb, c.Name, c.Values["to"], c.Stdin)
	}
	// Output:
	// run mail ada hello
	// run mail grace hello
}

// Eval gives arguments to a script and returns its value as JSON; Console has what
// it printed.
func ExampleSession_Eval() {
	t, end := newT() // in a test: its t
	defer end()
	s := hosttest.New(t, hosttest.Config{})
	fmt.Println(s.Eval(`console.warn("%d items", args.length); return { first: args[0] }`, "tea", 4))
	for _, e := range s.Console() {
		fmt.Println(e.Level, e.Message)
	}
	// Output:
	// {"first":"tea"}
	// warn 2 items
}
