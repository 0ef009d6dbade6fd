package commands

import (
	"strings"
	"testing"
)

func TestComplaint(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, stderr, want string }{
		{"none", " \n\n", ""},
		{"last line", "one\ntwo\n\n", "two"},
		{"named error", "Cloning\nfatal: no\nPlease make sure\n", "fatal: no"},
		{"node", "/x.js:1\nthrow new TypeError('no')\n^\n\nTypeError: no\n    at x\n\nNode.js v20\n",
			"TypeError: no"},
		{"python", "Traceback (most recent call last):\n  File \"x\"\nKeyError: 'a'\n", "KeyError: 'a'"},
		{"rust", "error[E0308]: mismatched\n --> x\n", "error[E0308]: mismatched"},
		{"colours", "\x1b[1;31merror:\x1b[0m bad\tthing\x07\r\n", "error: bad thing"},
		{"long", strings.Repeat("é", 201), strings.Repeat("é", 200) + "…"},
		{"a long line", strings.Repeat("é", 1<<20), strings.Repeat("é", 200) + "…"},
		{"first of much", "panic: no\n" + strings.Repeat("at x\n", 1<<20), "panic: no"},
		{"last of much", strings.Repeat("at x\n", 1<<20) + "error: no\nwhy\n", "error: no"},
		{"amid much", strings.Repeat("at x\n", 1<<20) + "error: no\n" +
			strings.Repeat("at x\n", 1<<20) + "why", "why"},
		{"not too long", strings.Repeat("é", 200), strings.Repeat("é", 200)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := complaint(test.stderr); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
