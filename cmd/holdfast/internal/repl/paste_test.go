package repl

import (
	"testing"

	"github.com/reeflective/readline"
)

// TestPasted holds that a paste is text and nothing else, and that what came
// between its parts to have something printed still does.
func TestPasted(t *testing.T) {
	t.Parallel()
	e := &editor{shell: readline.NewShell()}
	if got, want := e.pasted("a\n\tb\x1b[2Jé\x00\u009b\x7f"), "a\n\tb[2Jé"; got != want || !e.shell.Keys.Empty() {
		t.Errorf("got %q, want %q and no keys", got, want)
	}
	if got := e.pasted("a" + printKeys + "b"); got != "ab" || e.shell.Keys.Empty() {
		t.Errorf("got %q, and keys: %v", got, !e.shell.Keys.Empty())
	}
}
