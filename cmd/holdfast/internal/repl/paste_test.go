package repl

import "testing"

// TestPasted holds that a paste is text and nothing else.
func TestPasted(t *testing.T) {
	t.Parallel()
	if got, want := pasted("a\n\tb\x1b[2Jé\x00\u009b\x7f"), "a\n\tb[2Jé"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
