package host_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/holdfast-run/holdfast/host"
)

// An entry sees what the ones before it declared, and one that throws costs
// nothing but itself.
func ExampleSession_Eval() {
	s, end := exampleSession(host.Config{})
	defer end()
	for _, source := range []string{
		`const prices = { tea: 2.5, cake: 4 }`,
		`prices`,
		`prices.coffee.toFixed(2)`,
		`await Promise.resolve(prices.tea)`,
	} {
		ev, err := s.Eval(context.Background(), host.Entry{Source: source})
		if e, ok := errors.AsType[*host.ScriptError](err); ok {
			fmt.Println(e.Name, "at", e.Line, e.Column)
		} else if !ev.Undefined {
			fmt.Println(ev.Text)
		}
	}
	// Output:
	// { tea: 2.5, cake: 4 }
	// TypeError at 1 8
	// 2.5
}

// What an editor shows when somebody presses Tab.
func ExampleSession_Complete() {
	s, end := exampleSession(host.Config{})
	defer end()
	text := "vars.se"
	found, err := s.Complete(context.Background(), text, len(text))
	if err != nil {
		panic(err)
	}
	for _, c := range found.Candidates {
		fmt.Println(text[:found.Start]+c.Text, c.Kind)
	}
	// Output: vars.set function
}

// What an editor shows in grey while somebody types: nothing, unless it is
// certain that to know it changes nothing.
func ExampleSession_Preview() {
	s, end := exampleSession(host.Config{})
	defer end()
	ctx := context.Background()
	if _, err := s.Eval(ctx, host.Entry{Source: `const price = { tea: 2.5 }`}); err != nil {
		panic(err)
	}
	for _, text := range []string{`price.tea * 4`, `vars.set("n", 1)`} {
		shown, err := s.Preview(ctx, text)
		fmt.Printf("%q %v\n", shown, err)
	}
	// Output:
	// "10" <nil>
	// "" <nil>
}

// An editor that has read a line knows whether to ask for another one.
func ExampleUnfinished() {
	entry := ""
	for _, line := range []string{"[1, 2].map((n) => {", "  return n * 2", "})", "vars.keys()"} {
		entry += line + "\n"
		if host.Unfinished(entry) {
			continue
		}
		fmt.Printf("%q\n", entry)
		entry = ""
	}
	// Output:
	// "[1, 2].map((n) => {\n  return n * 2\n})\n"
	// "vars.keys()\n"
}

// Tokens are what to colour, in a source that need not be right.
func ExampleTokens() {
	source := `const s = "no end`
	for _, t := range host.Tokens(source) {
		fmt.Println(t.Kind, source[t.Start:t.End], t.Open)
	}
	// Output:
	// keyword const false
	// name s false
	// punctuator = false
	// string "no end true
}
