package specs

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// commandsFile is a spec file of count commands, a quarter of them shell lines.
func commandsFile(count int) []byte {
	var b strings.Builder
	b.WriteString("commands:\n")
	for i := range count {
		switch i % 4 {
		case 0:
			fmt.Fprintf(&b, "  line%d: git log --oneline -n 5 ${branch} | cat\n", i)
		case 1:
			fmt.Fprintf(&b, "  list%d: [git, status, --short, --, \"${path}\"]\n", i)
		default:
			fmt.Fprintf(&b, "  full%d:\n    run: [git, clone, --, \"${url}\", \"${dir}\"]\n    description: Clone\n"+
				"    params:\n      url: { type: string, maxLength: 200 }\n      dir: { type: path }\n"+
				"    timeoutMs: 1000\n    env: { pass: [HOME], set: { A: b } }\n", i)
		}
	}
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	for _, count := range []int{10, 200} {
		src := commandsFile(count)
		b.Run(fmt.Sprintf("%dcommands", count), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse("holdfast.yaml", src); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%dcommands/baseline=yaml", count), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var v any
				if err := yaml.Unmarshal(src, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFill(b *testing.B) {
	set := parse(b, `
commands:
  argv: { run: [git, log, "--author=${who}", --, "${path}"], env: [HOME] }
  shell: { run: 'git log --author="${who}" -- ${path}', env: [HOME] }
`)
	values := map[string]any{"who": "me", "path": "a/b.txt"}
	environ := os.Environ()
	for _, name := range []string{"argv", "shell"} {
		spec, _ := set.Lookup(name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := spec.Fill(values, environ); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("baseline=by-hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			who, path := values["who"].(string), values["path"].(string)
			home, _ := lookup(environ, "HOME")
			search, _ := lookup(environ, "PATH")
			inv := &Invocation{
				Argv: []string{"git", "log", "--author=" + who, "--", path},
				Env:  []string{home, search},
			}
			if inv.Argv[4] != path {
				b.Fatal(inv.Argv)
			}
		}
	})
}
