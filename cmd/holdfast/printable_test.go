package main

import (
	"os/exec"
	"strings"
	"testing"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain é 日本\n\tx":     "plain é 日本\n\tx",
		"\x1b[2J\x1b]0;x\a":   `\x1b[2J\x1b]0;x\x07`,
		"a\rb\x00\x7f":        `a\x0db\x00\x7f`,
		"\u009b31m":           `\u009b31m`,
		"right\u202eto left":  `right\u202eto left`,
		"broken \xff\xfe utf": `broken \xff\xfe utf`,
		"a \uFFFD stays":      "a \uFFFD stays",
	} {
		if got := printable(text); got != want {
			t.Errorf("printable(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestQuote asks a real bash whether the word means what went in.
func TestQuote(t *testing.T) {
	t.Parallel()
	words := []string{
		"", "plain", "a/b.c:d@e=f", "two words", "it's", `"double"`,
		"$(id) `id` ${HOME}", "*?[a]{b,c}",
		"~", "#x", "!", "^a", "a\nb", "tab\there", `back\slash`,
		"mix'\x1b[31m\\", "é日本", "\u202e", "\xff",
	}
	var line strings.Builder
	line.WriteString("printf '%s\\0'")
	for _, word := range words {
		quoted := quote(word)
		if quoted != printable(quoted) || strings.ContainsAny(quoted, "\n\t") {
			t.Errorf("quote(%q) = %q, which is not printable", word, quoted)
		}
		line.WriteString(" " + quoted)
	}
	out, err := exec.Command("bash", "-c", line.String()).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	if len(got) != len(words) {
		t.Fatalf("bash saw %d words, want %d: %q", len(got), len(words), got)
	}
	for i, want := range words {
		if got[i] != want {
			t.Errorf("bash read %s as %q, want %q", quote(want), got[i], want)
		}
	}
}
