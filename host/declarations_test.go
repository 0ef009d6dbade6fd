package host_test

import (
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

func TestDeclarations(t *testing.T) {
	t.Parallel()
	own := "declare const page: { title(): Promise<string> };"
	got := host.Declarations("\n"+own+"\n", "declare const answer: 42;")
	for _, want := range []string{"declare const commands: Commands;\n", "\n\n" + own + "\n\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if !strings.HasSuffix(got, "answer: 42;\n") {
		t.Errorf("ends in %q", got[len(got)-40:])
	}
}
