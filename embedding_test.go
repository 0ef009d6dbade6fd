package host_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// embeddingImports are what the blocks of docs/embedding.md use that do not say.
var embeddingImports = map[string]string{
	"context.": "context", "errors.": "errors", "testing.": "testing",
	"host.":     "github.com/holdfast-run/holdfast/host",
	"hosttest.": "github.com/holdfast-run/holdfast/host/hosttest",
}

// TestEmbedding runs the program that the blocks of docs/embedding.md make
// together, its test, and its script.
func TestEmbedding(t *testing.T) {
	t.Parallel()
	const file = "docs/embedding.md"
	dir, err := os.MkdirTemp(".", ".embedding-") // hidden from tests that look at all folders
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yaml, scripts, parts := blocksOf(t, file, "yaml"), blocksOf(t, file, "js"), blocksOf(t, file, "go")
	if len(yaml) != 1 || len(scripts) != 1 || len(parts) != 6 {
		t.Fatalf("blocks this test does not know: %d, %d, %d", len(yaml), len(scripts), len(parts))
	}
	write("holdfast.yaml", yaml[0])
	write("main.go", parts[0])
	write("bindings.go", withImports(strings.Join(parts[1:5], "\n")))
	write("main_test.go", withImports(parts[5]+fmt.Sprintf(`
func TestScript(t *testing.T) {
	s := hosttest.New(t, hosttest.Config{Bindings: bindings()})
	s.Eval(%q)
	if n := len(s.Console()); n < 3 {
		t.Errorf("%%d lines, want one for each event", n)
	}
	if got := s.Eval("return (await page.screenshot({ Quality: 7 }))[4]"); got != "7" {
		t.Errorf("got %%s, want the quality", got)
	}
}`, scripts[0])))
	output(t, ".", "go", "vet", "./"+dir)
	output(t, ".", "go", "test", "./"+dir)
	program := filepath.Join(t.TempDir(), "embedding")
	output(t, ".", "go", "build", "-o", program, "./"+dir)
	if got, want := output(t, dir, program), "\"A TITLE\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// withImports makes a file of declarations.
func withImports(text string) string {
	var b strings.Builder
	b.WriteString("package main\n")
	for use, path := range embeddingImports {
		if strings.Contains(text, use) {
			fmt.Fprintf(&b, "import %q\n", path)
		}
	}
	return b.String() + text
}
