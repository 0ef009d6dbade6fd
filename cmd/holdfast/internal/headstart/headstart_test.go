package headstart

import (
	"strings"
	"testing"
)

func TestRunsScript(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line string // with spaces for zero bytes
		want bool
	}{
		{"holdfast run script.js ", true},
		{"holdfast run script.js a b --dry-run ", true},
		{"/usr/bin/holdfast run - ", true},
		{"holdfast run -e 1 ", true},
		{"holdfast run script.js arguments-that-are-cut-o", true},
		{"holdfast run --session s -e 1 ", false},
		{"holdfast run --session=s -e 1 ", false},
		{"holdfast run --help ", false},
		{"holdfast run -h ", false},
		{"holdfast run ", false},
		{"holdfast run", false},
		{"holdfast runs script.js ", false},
		{"holdfast version ", false},
		{"holdfast ", false},
		{"holdfast-worker ", false},
		{"", false},
	}
	for _, test := range tests {
		if got := runsScript([]byte(strings.ReplaceAll(test.line, " ", "\x00"))); got != test.want {
			t.Errorf("%q: %v, want %v", test.line, got, test.want)
		}
	}
}
