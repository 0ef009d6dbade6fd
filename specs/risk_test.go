package specs

import (
	"slices"
	"testing"
)

// TestRisk holds which parameters may stand in code, by what bounds their values.
func TestRisk(t *testing.T) {
	t.Parallel()
	always := []string{
		`'sh -c "sleep ${x}"'`, `'eval "a ${x}"'`, `'for i in $(seq ${x}); do a; done'`,
		`'echo "${x}" | sh'`, `[ssh, host, sleep, "${x}"]`, `[sed, "${x}p"]`,
		`[find, "${x}", -exec, sh, -c, "{}", ;]`, `'jq "${x}"'`, `[awk, "${x}"]`,
	}
	behind := []string{`'jq ".${x}"'`, `[awk, "/${x}/"]`, `[psql, -c, "table ${x}"]`}
	words := []string{`'make ${x}'`, `[make, "ENV=${x}"]`, `[perl, -i, -pe, s/a/b/, "${x}"]`}
	all := slices.Concat(always, behind, words)
	tests := []struct {
		param            string
		allowed, refused []string
	}{
		{`{ type: integer, min: 0 }`, all, nil},
		{`{ type: number, min: 0.5 }`, all, nil},
		{`{ type: boolean }`, all, nil},
		{`{ enum: ["a; b", c] }`, all, nil},
		{`{ pattern: '^\w+$' }`, slices.Concat(behind, words), always},
		{`{ pattern: "^(?:a|[b-z_])*(c|d){2}$" }`, slices.Concat(behind, words), always},
		{`{ type: integer, min: -1 }`, nil, all},
		{`{ type: number }`, nil, all},
		{`{ pattern: '^[\w./-]+$' }`, words, slices.Concat(always, behind)},
		{`{ pattern: "^[a-z/]+$" }`, nil, []string{`[make, "SHELL=${x}"]`}},
		{`{ pattern: "^[a-z=]+$" }`, nil, all},
		{`{ pattern: "^[a-z]+" }`, nil, all},
		{`{ pattern: "[a-z]+$" }`, nil, all},
		{`{ pattern: "^a|b$" }`, nil, all},
		{`{ pattern: "(?m)^a$" }`, nil, all},
		{`{ pattern: "(?i)^k$" }`, nil, all},
		{`{ pattern: "(?i)^[a-z]$" }`, nil, all},
		{`{ pattern: "^a.c$" }`, nil, all},
		{`{ pattern: "^[^;]$" }`, nil, all},
		{`{ pattern: "^a b$" }`, nil, all},
		{`{ type: path, within: . }`, nil, all},
		{`{}`, nil, all},
	}
	for _, tt := range tests {
		src := "commands: {c: {params: {x: " + tt.param + "}, run: "
		for _, run := range tt.allowed {
			if got := faults(t, src+run+"}}"); got != "" {
				t.Errorf("%s with %s has faults %q, want none", run, tt.param, got)
			}
		}
		for _, run := range tt.refused {
			if got := faults(t, src+run+"}}"); got == "" {
				t.Errorf("%s with %s has no faults", run, tt.param)
			}
		}
	}
}

// TestRiskOfMany: where several values are evaluated the worst of them counts, and a
// parameter counts as it is declared only until the line gives it another value.
func TestRiskOfMany(t *testing.T) {
	t.Parallel()
	const src = "commands: {c: {params: {n: {type: integer, min: 0}, x: {}}, cwd: '${n}${x}', run: "
	for _, run := range []string{
		`'sh -c "${n} ${x}"'`, `'sh -c "${x} ${n}"'`, `[sh, -c, "${n} ${x}"]`, `'sh -c "${n:-${x}}"'`,
		`'n=${x}; sh -c "$n"'`, `'read -r n; sh -c "$n"'`, `'for n in ${x}; do sh -c "${n}"; done'`,
		`'m=${n}; sh -c "$m"'`, `'${n} a'`, `'timeout ${n} ${n}'`, `[timeout, "${n}", "${n}"]`,
	} {
		if got := faults(t, src+run+"}}"); got == "" {
			t.Errorf("%s has no faults", run)
		}
	}
	for _, run := range []string{
		`[node, "${x}"], env: { set: { NODE_OPTIONS: "--stack-size=${n}" } }`, `'OPTIND=${n}; ls ${x}'`,
		`'PAGER="less -x${n}" git log'`, `[env, "PATH=/opt/${n}", ls]`, `'export PAGER="less -x${n}"'`,
	} {
		if got := faults(t, src+run+"}}"); got != "" {
			t.Errorf("%s has faults %q, want none", run, got)
		}
	}
	if got := faults(t, src+`'timeout ${n} sh -c "sleep ${n}" ${x}'}}`); got != "" {
		t.Errorf("a number in code beside a free string has faults %q", got)
	}
}
