package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
)

// TestDotCompletes holds what Tab makes of dot commands: each candidate in place of
// what is typed from Start on.
func TestDotCompletes(t *testing.T) {
	t.Parallel()
	s := newSession(t, "")
	s.backend.processes["dev"] = make(chan commands.Status)
	for _, name := range []string{"a.js", "a b.js", "a\x1b.js", "a\n.js", ".hidden", "sub/c.js"} {
		path := s.cfg.Path(name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := dotCompleter{overseer: s.backend, path: s.cfg.Path, printable: s.cfg.Printable}
	for text, want := range map[string]string{
		".lo":          ".logs|.load",
		".logs d":      ".logs dev",
		".logs x":      "",
		".load ":       ".load a b.js|.load a.js|.load sub/",
		".save  a ":    ".save  a b.js",
		".load .h":     ".load .hidden",
		".load sub/":   ".load sub/c.js",
		".load none/x": "",
		".vars a":      "",
		".unknown a":   "",
	} {
		found := d.complete(t.Context(), text)
		var all []string
		for _, c := range found.Candidates {
			all = append(all, text[:found.Start]+c.Text)
		}
		if got := strings.Join(all, "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
