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

// What nests is looked at once, and not once for each that it is in: that would take
// longer than a test has.
func TestDeepLines(t *testing.T) {
	t.Parallel()
	for _, nest := range [][3]string{
		{"a=$(", "echo ${x}", ")"}, {"echo \"$(", "echo ${x}", ")\""}, {"( ", "echo ${x}", ")|tr a b"},
		{"( ", "echo", ")|sh"}, {"${x#", "a", "}"}, {"a|( ", "echo", ")"}, {"{ ", "cat;", "} <f;"},
	} {
		n := maxLine/len(nest[0]+nest[2]) - 2
		line := strings.Repeat(nest[0], n) + nest[1] + strings.Repeat(nest[2], n)
		_, _ = Parse("holdfast.yaml", []byte("commands:\n  c: |\n    "+line))
	}
	for _, program := range []string{"sh ", "docker sh ", "env sh ", "find -exec ", "git config "} {
		line := strings.Repeat(program, 200)
		_, _ = Parse("holdfast.yaml", []byte("commands:\n  c: "+line))
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
