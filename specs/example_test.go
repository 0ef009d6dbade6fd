package specs_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/holdfast-run/holdfast/specs"
)

const file = `
commands:
  clone:
    run: [git, clone, --depth, "1", --, "${url}"]
    params:
      url: { type: string, pattern: "^https://" }
    env: { set: { GIT_TERMINAL_PROMPT: "0" } }
  log: git log --oneline -- ${path} | head -n 5
`

func ExampleParse() {
	_, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  dev:
    run: [node, server.js, --port, "${prot}"]
    params: { port: { type: integer } }
    persistent: true
    redy: { log: listening }
`))
	fmt.Println(err)
	// Output:
	// holdfast.yaml:4:37: commands.dev.run[3]: ${prot} is not declared under params (did you mean "port"?)
	// holdfast.yaml:5:15: commands.dev.params.port: is never filled in: there is no ${port} in this command
	// holdfast.yaml:7:5: commands.dev.redy: unknown key (did you mean "ready"?)
}

func ExampleLoad() {
	_, err := specs.Load("no/such/holdfast.yaml")
	fmt.Println(err)
	// Output:
	// no/such/holdfast.yaml: cannot be read: no such file or directory
}

func ExampleSpec_Fill() {
	set, err := specs.Parse("/srv/holdfast.yaml", []byte(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	clone, _ := set.Lookup("clone")
	inv, err := clone.Fill(map[string]any{"url": "https://example.org/a b"}, []string{"PATH=/bin", "TOKEN=secret"})
	fmt.Printf("%q %v\n%q in %s\n", inv.Argv, err, inv.Env, inv.Dir)

	_, err = clone.Fill(map[string]any{"url": "--upload-pack=reboot"}, nil)
	fmt.Println(err)

	log, _ := set.Lookup("log")
	inv, err = log.Fill(map[string]any{"path": "$(reboot)"}, nil)
	fmt.Printf("%q %v\n%q\n", inv.Argv, err, inv.Env)
	// Output:
	// ["git" "clone" "--depth" "1" "--" "https://example.org/a b"] <nil>
	// ["GIT_TERMINAL_PROMPT=0" "PATH=/bin"] in /srv
	// command "clone": parameter "url": "--upload-pack=reboot" does not match the pattern ^https://
	// ["/bin/sh" "-c" "git log --oneline -- \"${path}\" | head -n 5"] <nil>
	// ["path=$(reboot)"]
}

// The spec file of a project is found from any folder inside it.
func ExampleFind() {
	project, err := os.MkdirTemp("", "project")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(project)
	inside := filepath.Join(project, "web", "pages")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(project, "holdfast.yaml"), []byte(file), 0o644); err != nil {
		panic(err)
	}
	found, err := specs.Find(inside)
	if errors.Is(err, specs.ErrNotFound) {
		fmt.Println("run holdfast init")
		return
	}
	set, err := specs.Load(found)
	fmt.Println(filepath.Base(set.File()), set.File() == found, err)
	// Output: holdfast.yaml true <nil>
}

// A Set knows what is declared, and what somebody meant who mistyped it.
func ExampleSet_Lookup() {
	set, err := specs.Parse("holdfast.yaml", []byte(file))
	if err != nil {
		panic(err)
	}
	for _, name := range set.Names() {
		spec, _ := set.Lookup(name)
		for _, p := range spec.Params {
			fmt.Println(name, "takes", p.Name, "of type", p.Type)
		}
	}
	if _, ok := set.Lookup("clnoe"); !ok {
		fmt.Println("did you mean", set.Suggest("clnoe"))
	}
	// Output:
	// clone takes url of type string
	// log takes path of type scalar
	// did you mean clone
}

// Of the environment scripts see what defaults.env says, and nothing else.
func ExampleSet_Env() {
	set, err := specs.Parse("holdfast.yaml", []byte(`
defaults: { env: { pass: [LANG], set: { CI: "1" } } }
commands: { build: make }
`))
	if err != nil {
		panic(err)
	}
	fmt.Println(set.Env([]string{"LANG=C", "TOKEN=secret"}))
	// Output: map[CI:1 LANG:C]
}

// An editor marks every fault at its place.
func ExampleErrors() {
	_, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  dev: { run: [node, server.js], persistant: true }
  test: { run: [] }
`))
	for _, e := range specs.Errors(err) {
		fmt.Printf("line %d, column %d, %s: %v\n", e.Line, e.Col, e.Field, e.Err)
	}
	// Output:
	// line 3, column 34, commands.dev.persistant: unknown key (did you mean "persistent"?)
	// line 4, column 16, commands.test.run: is empty: name the program to execute
}

// A ParamError says which value does not fit, to whoever asks for values.
func ExampleParamError() {
	set, err := specs.Parse("holdfast.yaml", []byte(file))
	if err != nil {
		panic(err)
	}
	clone, _ := set.Lookup("clone")
	_, err = clone.Fill(map[string]any{"url": "http://h"}, nil)
	if e, ok := errors.AsType[*specs.ParamError](err); ok {
		fmt.Printf("%s: %s\n", e.Param, e.Reason)
	}
	// Output: url: "http://h" does not match the pattern ^https://
}
