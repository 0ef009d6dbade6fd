package specs

import (
	"strings"
	"testing"
)

// parse is a spec file with these commands, or the end of the test.
func parse(t testing.TB, src string) *Set {
	t.Helper()
	set, err := Parse("/etc/work/holdfast.yaml", []byte(src))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return set
}

// faults is Parse's error text without the file's name.
func faults(t testing.TB, src string) string {
	t.Helper()
	_, err := Parse("holdfast.yaml", []byte(src))
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), "holdfast.yaml:", "")
}
