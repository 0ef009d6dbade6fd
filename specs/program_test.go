package specs

import (
	"strings"
	"testing"
)

// TestArgvRefuses holds for the argv form what TestShellRefuses does for the other.
func TestArgvRefuses(t *testing.T) {
	t.Parallel()
	for _, run := range []string{
		`[sh, -c, "${x}"]`, `[bash, -lc, "echo ${x}"]`, `[env, A=b, sh, -c, "${x}"]`, `[env, "${x}"]`,
		`[find, ., -exec, "${x}", ;]`, `[ssh, host, "${x}"]`, `[python3, -c, "${x}"]`, `[sed, "${x}"]`,
		`[timeout, "5", "${x}"]`, `[env, "LD_PRELOAD=${x}", ls]`, `[docker, exec, c, sh, -c, "${x}"]`,
	} {
		if got := faults(t, "commands: {c: "+run+"}"); !strings.Contains(got, "it must stay data") {
			t.Errorf("faults of %s are %q, want that it must stay data", run, got)
		}
	}
	for _, run := range []string{
		`[sh, -c, 'echo "$1"', sh, "${x}"]`, `[env, "A=${x}", ls]`, `[sed, -n, p, "${x}"]`,
		`[find, "${x}", -name, "${x}"]`, `[timeout, "${x}", ls]`, `[git, switch, -c, "${x}"]`,
	} {
		if got := faults(t, "commands: {c: "+run+"}"); got != "" {
			t.Errorf("faults of %s are %q, want none", run, got)
		}
	}
}
