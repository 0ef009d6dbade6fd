package specs_test

import (
	"fmt"

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
