package specs

import (
	"strings"
	"testing"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range faultTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := faults(t, tt.src); got != tt.want {
				t.Errorf("faults of\n%s\ngot  %s\nwant %s", tt.src, got, tt.want)
			}
		})
	}
}

// TestFaultsDeep: what nests deeper than any file should is a fault or is fine,
// but never the end of the process.
func TestFaultsDeep(t *testing.T) {
	t.Parallel()
	for _, open := range []string{"(", "$(", "{ ", "$((", "\"$(", "${x:-", "if ", "! ", "a|"} {
		line := strings.Repeat(open, maxLine/len(open))
		if got := faults(t, "commands:\n  c: |\n    "+line); got == "" {
			t.Errorf("%d times %q is accepted", maxLine/len(open), open)
		}
	}
	for _, src := range []string{strings.Repeat("[", 1<<16), strings.Repeat("{a: ", 1<<16), strings.Repeat("- ", 1<<16),
		"commands: {c: '" + strings.Repeat("(", 1<<20) + "'}"} {
		if got := faults(t, src); got == "" {
			t.Errorf("%.20q… is accepted", src)
		}
	}
}

func TestFaultsNameNoLongValue(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	for _, src := range []string{
		"commands: {a: {run: [ls], output: " + long + "}}",
		"commands: {a: {run: [ls], " + long + ": 1}}",
		"commands: {" + long + ": ls}",
		"commands: {a: {run: ['${" + long + "}']}}",
		"commands: {a: {run: [ls], env: ['" + long + "=']}}",
	} {
		if got := faults(t, src); got == "" || len(got) > 600 {
			t.Errorf("faults has %d bytes, want some and at most 600: %.200s", len(got), got)
		}
	}
}
