package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestListFitsTerminal(t *testing.T) {
	t.Parallel()
	sys, stdout, stderr := newTestSystem(t)
	spec := "commands:\n  a: { run: [echo], description: " + strings.Repeat("ü", 200) + " }\n"
	if err := os.WriteFile(filepath.Join(sys.dir, "holdfast.yaml"), []byte(spec), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, terminal := range []bool{false, true} {
		stdout.Reset()
		sys.columns = func(io.Writer) (int, bool) {
			if terminal {
				return 60, true
			}
			return 0, false
		}
		if status := execute(sys, []string{"list"}); status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		lines := strings.Split(stdout.String(), "\n")
		want := len("NAME  PARAMETERS  ") + 200
		if terminal {
			want = 60
		}
		if got := utf8.RuneCountInString(lines[1]); got != want {
			t.Errorf("on a terminal %v: %d characters, want %d", terminal, got, want)
		}
		if strings.HasSuffix(lines[1], "…") != terminal {
			t.Errorf("on a terminal %v: %q", terminal, lines[1])
		}
	}
}
