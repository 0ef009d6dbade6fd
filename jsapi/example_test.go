package jsapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi"
)

// exampleVars are Vars of an example: without bounds, and for one goroutine.
type exampleVars map[string]json.RawMessage

func (v exampleVars) Get(name string) (json.RawMessage, bool) { value, ok := v[name]; return value, ok }
func (v exampleVars) Set(name string, value json.RawMessage) error {
	v[name] = value
	return nil
}
func (v exampleVars) Delete(name string) bool {
	_, ok := v[name]
	delete(v, name)
	return ok
}
func (v exampleVars) Keys() []string { return slices.Sorted(maps.Keys(v)) }

// exampleVM returns a VM whose scripts can compute and keep variables; end ends
// what is below it.
func exampleVM() (vm *jsapi.VM, end func()) {
	r := commands.New(commands.Config{}) // nothing is declared
	vm, err := jsapi.New(jsapi.Config{Commands: r, Vars: make(exampleVars)})
	if err != nil {
		panic(err)
	}
	return vm, func() { _, _ = r.Close(context.Background()) }
}

// A VM gets from its Config all that a script can reach.
func ExampleNew() {
	r := commands.New(commands.Config{})
	defer r.Close(context.Background())
	vars := exampleVars{"user": []byte(`"ada"`)}
	vm, err := jsapi.New(jsapi.Config{
		Commands: r, Vars: vars,
		Bindings: []string{"page.goto"},
		Call: func(_ context.Context, name string, args []any) (any, error) {
			return fmt.Sprint(name, args), nil
		},
		Console: func(e jsapi.ConsoleEntry) { fmt.Println(e.Level, e.Message) },
	})
	if err != nil {
		panic(err)
	}
	value, err := vm.Run(context.Background(), jsapi.Script{Source: `
		console.info("hello", vars.get("user"));
		vars.set("at", args[0]);
		return page.goto(args[0])`, Args: []any{"/home"}})
	fmt.Println(string(value), err)
	fmt.Println(string(vars["at"]))
	// Output:
	// info hello ada
	// "page.goto[/home]" <nil>
	// "/home"
}

// A script that ends by itself costs nothing; one that is cut off costs the VM.
func ExampleVM_Run() {
	vm, end := exampleVM()
	defer end()
	_, err := vm.Run(context.Background(), jsapi.Script{Name: "sum.js", Source: "return 1 +"})
	if e, ok := errors.AsType[*jsapi.ScriptError](err); ok {
		fmt.Println(e.Kind, e.Title(), vm.Poisoned())
	}
	stopped := errors.New("somebody pressed Stop")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stopped)
	_, err = vm.Run(ctx, jsapi.Script{Source: `for (;;) ;`})
	fmt.Println(errors.Is(err, stopped), vm.Poisoned())
	// Output:
	// syntax SyntaxError: unexpected end of the script false
	// true true
}

// What an entry declares stays for those after it.
func ExampleVM_Eval() {
	vm, end := exampleVM()
	defer end()
	ctx := context.Background()
	for _, source := range []string{`const price = { tea: 2.5 }`, `await price`} {
		ev, err := vm.Eval(ctx, jsapi.Entry{Source: source})
		fmt.Printf("%q %v %v\n", ev.Text, ev.Undefined, err)
	}
	text := "price.te"
	found, err := vm.Complete(ctx, text, len(text))
	fmt.Println(text[:found.Start]+found.Candidates[0].Text, err)
	shown, err := vm.Preview(ctx, "price.tea * 4")
	fmt.Println(shown, err)
	// Output:
	// "undefined" true <nil>
	// "{ tea: 2.5 }" false <nil>
	// price.tea <nil>
	// 10 <nil>
}

// A distant tier answers commands, and is told which of two ends this is.
type distantTier struct {
	*commands.Runner
	hangUp func()
}

func (d distantTier) Exec(
	ctx context.Context, name string, _ map[string]any, _ commands.Options,
) (*commands.Result, error) {
	if name == "last" {
		d.hangUp()
	}
	<-ctx.Done()
	_, gaveUp := jsapi.GaveUp(context.Cause(ctx))
	fmt.Println("given up by the script:", gaveUp)
	return nil, context.Cause(ctx)
}

// The end of a call is the script's own wish, or the end of the whole run.
func ExampleGaveUp() {
	r := commands.New(commands.Config{})
	defer r.Close(context.Background())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	vm, err := jsapi.New(jsapi.Config{Commands: distantTier{r, cancel}, Vars: make(exampleVars)})
	if err != nil {
		panic(err)
	}
	_, err = vm.Run(ctx, jsapi.Script{Source: `
		await commands.exec("build", {}, { signal: AbortSignal.timeout(1) }).catch(() => {});
		await commands.exec("last")`})
	if failed, ok := errors.AsType[*jsapi.ScriptError](err); ok {
		fmt.Println(failed.Kind)
	}
	// Output:
	// given up by the script: true
	// given up by the script: false
	// cancelled
}

// A run that has left something behind says so, whatever else is wrong with it.
func ExampleScriptError_Abandoned() {
	failed := &jsapi.ScriptError{Kind: jsapi.KindRuntime, Name: "Error", Message: "no network"}
	for _, err := range []error{failed.Abandoned(), (*jsapi.ScriptError)(nil).Abandoned()} {
		fmt.Println(errors.Is(err, jsapi.ErrAbandoned), err)
	}
	// Output:
	// true Error: no network
	// true Error: a function of the host ignores its context and still runs after the run's end
}

// A context's cause as scripts and their authors see it.
func ExampleContextError() {
	ctx, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	<-ctx.Done()
	for _, cause := range []error{context.Cause(ctx), jsapi.ErrMemory, context.Canceled} {
		e := jsapi.ContextError(cause)
		fmt.Println(e.Kind, "is", e)
	}
	// Output:
	// timeout is TimeoutError: the script ran longer than its context allows
	// memory is MemoryError: memory limit exceeded
	// cancelled is AbortError: the script was cancelled
}

// Editors complete and check scripts by these.
func ExampleDeclarations() {
	for line := range strings.Lines(jsapi.Declarations()) {
		if strings.HasPrefix(line, "declare const commands") {
			fmt.Print(line)
		}
	}
	// Output: declare const commands: Commands;
}

// An editor that has read a line knows whether to ask for another one.
func ExampleUnfinished() {
	for _, source := range []string{"if (ready) {", "1 +", "1 + 1", "1 + )"} {
		fmt.Println(source, jsapi.Unfinished(source))
	}
	// Output:
	// if (ready) { true
	// 1 + true
	// 1 + 1 false
	// 1 + ) false
}

// Tokens are what to colour.
func ExampleTokens() {
	source := "await `a${1}`"
	for _, t := range jsapi.Tokens(source) {
		fmt.Println(t.Kind, source[t.Start:t.End])
	}
	// Output:
	// keyword await
	// template `a${
	// number 1
	// template }`
}

// What goes to a script in another process is data; a Go type of the embedder's
// becomes the JSON of it.
func ExamplePortable() {
	type point struct {
		X int `json:"x"`
	}
	x, err := jsapi.Portable([]any{"text", []byte{1}, point{2}})
	if err != nil {
		panic(err)
	}
	for _, item := range x.([]any) {
		fmt.Printf("%T\n", item)
	}
	_, err = jsapi.Portable(make(chan int))
	fmt.Println(err)
	// Output:
	// string
	// []uint8
	// json.RawMessage
	// result of type chan int is not data for a script: json: unsupported type: chan int
}
