package inspect

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// goldenCase is what a console call prints, by node.
type goldenCase struct {
	source  string
	options Options
	want    string
}

// bufferSource is the part of node's Buffer that the cases use.
const bufferSource = `class Buffer extends Uint8Array {
	static from(s) { return new Buffer(Array.from(s, (c) => c.charCodeAt(0))); }
}`

func TestGolden(t *testing.T) {
	t.Parallel()
	prelude := readFile(t, "testdata/prelude.js")
	for _, file := range caseFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".js")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range goldenCases(t, file) {
				rt := goja.New()
				ins := New(rt)
				run(t, rt, bufferSource)
				v := run(t, rt, "(function () {"+prelude+"\nreturn ["+c.source+"\n]})()")
				if got := ins.Format(elementsOf(t, rt, v), c.options); got != c.want {
					t.Errorf("%s\ngot  %s\nwant %s", c.source, got, c.want)
				}
			}
		})
	}
}

// TestGoldenFiles runs the generator of the golden files again and compares.
func TestGoldenFiles(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; CI has it")
	}
	if v, err := exec.Command(node, "--version").Output(); err != nil || !strings.HasPrefix(string(v), "v20.") {
		t.Skipf("the golden files are those of node 20, not %q", v)
	}
	dir := t.TempDir()
	if out, err := exec.Command(node, "testdata/golden.mjs", dir).CombinedOutput(); err != nil {
		t.Fatalf("golden.mjs: %v\n%s", err, out)
	}
	for _, file := range caseFiles(t) {
		golden := strings.TrimSuffix(filepath.Base(file), ".js") + ".golden"
		if readFile(t, filepath.Join(dir, golden)) != readFile(t, filepath.Join("testdata", golden)) {
			t.Errorf("testdata/%s is not what node prints; run node testdata/golden.mjs", golden)
		}
	}
}

func caseFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.js")
	if err != nil {
		t.Fatal(err)
	}
	var cases []string
	for _, file := range files {
		if filepath.Base(file) != "prelude.js" {
			cases = append(cases, file)
		}
	}
	if len(cases) == 0 {
		t.Fatal("no case files in testdata")
	}
	return cases
}

// goldenCases reads a case file, as golden.mjs describes it, and its golden
// file.
func goldenCases(t *testing.T, file string) []goldenCase {
	t.Helper()
	var cases []goldenCase
	var options Options
	for line := range strings.SplitSeq(readFile(t, file), "\n") {
		switch {
		case strings.HasPrefix(line, "//! "):
			if err := json.Unmarshal([]byte(line[4:]), &options); err != nil {
				t.Fatalf("%s: %s: %v", file, line, err)
			}
		case strings.HasPrefix(line, " "):
			cases[len(cases)-1].source += "\n" + line
		case line != "" && !strings.HasPrefix(line, "//"):
			cases = append(cases, goldenCase{source: line, options: options})
			options = Options{}
		}
	}
	rest := readFile(t, strings.TrimSuffix(file, ".js")+".golden")
	for i := range cases {
		head := "=== " + cases[i].source + "\n"
		if !strings.HasPrefix(rest, head) {
			t.Fatalf("the golden file of %s lacks %q; run node testdata/golden.mjs", file, cases[i].source)
		}
		rest = rest[len(head):]
		end := len(rest)
		if i+1 < len(cases) {
			end = strings.Index(rest, "\n=== "+cases[i+1].source+"\n") + 1
		}
		cases[i].want = strings.TrimSuffix(rest[:end], "\n")
		rest = rest[end:]
	}
	return cases
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// run evaluates source in rt.
func run(t testing.TB, rt *goja.Runtime, source string) goja.Value {
	t.Helper()
	defer func() {
		if x := recover(); x != nil {
			t.Fatalf("%s: %v", source, x)
		}
	}()
	v, err := rt.RunString(source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return v
}

// elementsOf is the elements of a JavaScript array.
func elementsOf(t testing.TB, rt *goja.Runtime, v goja.Value) []goja.Value {
	t.Helper()
	list := v.ToObject(rt)
	values := make([]goja.Value, list.Get("length").ToInteger())
	for i := range values {
		values[i] = list.Get(itoa(i))
	}
	return values
}
