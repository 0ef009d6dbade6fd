package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkStart is one process from its start to its exit, printing a line: a
// run of a script, and what that costs with nothing but Go, and with node and bun
// where they are installed.
func BenchmarkStart(b *testing.B) {
	b.Run("holdfast-run", func(b *testing.B) {
		program := compile(b, ".")
		start(b, program, "run", "-e", "console.log(1)")
	})
	b.Run("holdfast-run-session", func(b *testing.B) {
		program := compile(b, ".")
		s := newServingOf(b, program, "commands: {}")
		b.Setenv("HOLDFAST_SOCKET", s.socket)
		start(b, program, "run", "--session", "bench", "-e", "console.log(1)")
	})
	b.Run("go-hello", func(b *testing.B) {
		source := filepath.Join(b.TempDir(), "hello.go")
		hello := "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n"
		if err := os.WriteFile(source, []byte(hello), 0o600); err != nil {
			b.Fatal(err)
		}
		start(b, compile(b, source))
	})
	for _, name := range []string{"node", "bun"} {
		if program, err := exec.LookPath(name); err == nil {
			b.Run(name, func(b *testing.B) { start(b, program, "-e", "console.log(1)") })
		}
	}
}

// BenchmarkStartCommand is BenchmarkStart with one command, which prints the line.
func BenchmarkStartCommand(b *testing.B) {
	b.Run("holdfast-run", func(b *testing.B) {
		spec := filepath.Join(b.TempDir(), "holdfast.yaml")
		if err := os.WriteFile(spec, []byte("commands: { one: [/bin/echo, '1'] }"), 0o600); err != nil {
			b.Fatal(err)
		}
		start(b, compile(b, "."), "run", "--specs", spec, "-e", `return commands.run("one")`)
	})
	const other = `const { execFileSync } = require("child_process");
		console.log(execFileSync("/bin/echo", ["1"], { encoding: "utf8" }).trim())`
	for _, name := range []string{"node", "bun"} {
		if program, err := exec.LookPath(name); err == nil {
			b.Run(name, func(b *testing.B) { start(b, program, "-e", other) })
		}
	}
}

// start measures a program that prints "1".
func start(b *testing.B, program string, args ...string) {
	b.Helper()
	for b.Loop() {
		out, err := exec.Command(program, args...).Output()
		if err != nil || string(out) != "1\n" {
			b.Fatalf("%s printed %q, %v", filepath.Base(program), out, err)
		}
	}
}

// compile returns a program made of the package or file, linked without C.
func compile(b *testing.B, source string) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "program")
	cmd := exec.Command("go", "build", "-o", program, source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go build %s: %v\n%s", source, err, out)
	}
	return program
}
