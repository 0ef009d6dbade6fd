package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

const outputBytes = 64 << 20

// floodFlag makes the test binary write outputBytes to stdout, and no more. It is
// quicker at that than head, which would be what is measured.
const floodFlag = "-flood"

func floodArgv() []string { return []string{os.Args[0], floodFlag} }

// flood is what the test binary does then.
func flood() {
	block := bytes.Repeat([]byte{'a'}, 64<<10)
	for range outputBytes / len(block) {
		_, _ = os.Stdout.Write(block)
	}
}

// benchScript runs a script b.N times in a warm session.
func benchScript(b *testing.B, source string) {
	flood, err := json.Marshal(floodArgv())
	if err != nil {
		b.Fatal(err)
	}
	set, err := specs.Parse("holdfast.yaml", []byte(`
commands:
  "true": [/bin/true]
  flood: { run: `+string(flood)+`, maxOutputBytes: -1 }
`))
	if err != nil {
		b.Fatal(err)
	}
	h, err := host.New(host.Config{Specs: set, MemoryBytes: -1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _, _ = h.Close(context.Background()) })
	s, err := h.Session("bench")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Run(b.Context(), host.Script{Source: source}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScriptTrue is commands.run of /bin/true from a script, beside os/exec
// with its output in a buffer.
func BenchmarkScriptTrue(b *testing.B) {
	b.Run("holdfast", func(b *testing.B) { benchScript(b, `await commands.run("true")`) })
	b.Run("osexec", func(b *testing.B) {
		for b.Loop() {
			if _, err := exec.Command("/bin/true").Output(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkScriptOutput is 64 MiB of a command's output as a string of a script,
// beside node's execFile.
func BenchmarkScriptOutput(b *testing.B) {
	b.Run("holdfast", func(b *testing.B) {
		b.SetBytes(outputBytes)
		benchScript(b, `if ((await commands.run("flood")).length !== 64 << 20) throw new Error("short")`)
	})
	b.Run("node", func(b *testing.B) {
		const source = `
const { execFile } = require("node:child_process");
const [, count, program, ...args] = process.argv;
const flood = () => new Promise((done, fail) => execFile(program, args,
	{ maxBuffer: Infinity }, (err, out) => err || out.length !== 64 << 20 ? fail(err) : done()));
(async () => {
	const began = process.hrtime.bigint();
	for (let i = 0; i < +count; i++) await flood();
	console.log(Number(process.hrtime.bigint() - began));
})();`
		args := append([]string{"-e", source, "--", strconv.Itoa(b.N)}, floodArgv()...)
		out, err := exec.Command("node", args...).Output()
		if err != nil {
			b.Skip("no node for this baseline: ", err)
		}
		var ns float64
		if err := json.Unmarshal([]byte(strings.TrimSpace(string(out))), &ns); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(outputBytes)
		b.ReportMetric(ns/float64(b.N), "ns/op") // without the start of node itself
	})
}
