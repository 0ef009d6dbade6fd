package specs

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// FuzzParse: no file makes Parse panic, every fault has a place, and what is
// accepted fills in without a panic and is a shell line after the quoting.
func FuzzParse(f *testing.F) {
	for _, tt := range faultTests {
		f.Add([]byte(tt.src))
	}
	f.Add([]byte(designFile))
	for _, line := range []string{"echo ${x%${y}}", "echo `a \"${x}\"`", "cat <<A\n${x}\nA", "case ${x} in ${y}) a;; esac"} {
		f.Add([]byte(shellFile(line, "")))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		set, err := Parse("holdfast.yaml", src)
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) || fault.Line < 1 {
				t.Fatalf("Parse: %v is no *Error with a place", err)
			}
			if fault.Col < 1 && !strings.HasPrefix(fault.Err.Error(), "not YAML: ") {
				t.Fatalf("Parse: %v has no column", err)
			}
			return
		}
		for _, name := range set.Names() {
			spec, _ := set.Lookup(name)
			values := map[string]any{}
			for _, p := range spec.Params {
				values[p.Name] = "v"
			}
			for _, values := range []map[string]any{nil, values} {
				inv, err := spec.Fill(values, []string{"PATH=/bin"})
				if err == nil && len(inv.Argv) == 0 {
					t.Errorf("%s: nothing to execute", name)
				}
			}
			parser := syntax.NewParser(syntax.Variant(syntax.LangPOSIX))
			if _, err := parser.Parse(strings.NewReader(spec.line), ""); err != nil {
				t.Errorf("%s: the quoted line %q is no shell line: %v", name, spec.line, err)
			}
		}
	})
}

// expandFile holds both forms in every place where a value may stand.
const expandFile = `
commands:
  shell:
    params: { x: { allowDash: true } }
    env: { set: { COPY: "a${x}" } }
    run: |
      printf '%s\0' ${x} $x "${x}" a${x}b "a $x" ${x:-none} "$COPY"
      printf '%s\0' "$(printf '%s' ${x}; echo .)" ` + "\"`printf '%s' ${x}; echo .`\"" + `
      y=${x}; printf '%s\0' "$y"
      for v in ${x} "$y"; do printf '%s\0' "$v"; done
      f() { printf '%s\0' "$1"; }; f ${x}
      set -- ${x}; printf '%s\0' "$@"
      printf '%s\0' "${x%${x}}" -${x#${x}}
      case ${x} in ${x}) printf 'same\0' ;; *) printf 'other\0' ;; esac
      cat <<END
      ${x}$(printf '%s' ${x}; echo .)
      END
  argv:
    run: [printf, '%s\0', "${x}", "a${x}b", "${x}${x}", "${l}", "$${x}", "${x}"]
    params: { x: { allowDash: true }, l: { type: list, allowDash: true } }
`

// FuzzExpand: whatever bytes a value holds, a real shell and a real program
// get it as exactly that one word.
func FuzzExpand(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "a b", " lead", "trail ", "-rf", "--", "-n", "a\nb\n", "\n", "'", `"`, `"'"'`, "`id`",
		"$(id)", "${x}", "$x", "$((1+1))", "*", "?", "[a-z]", "~", "~/x", "a;b", "a|b", "&", "#", "!", "\\", `\n`,
		"END", "\nEND\n", "%s", "%", "é", "\x81\x82\x88", "\xff\xfe", "{a,b}", "\t", "\r\n", "=", "a=b", "\x7f\x01",
	} {
		f.Add(seed)
	}
	set, err := Parse(filepath.Join(f.TempDir(), "holdfast.yaml"), []byte(expandFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, x string) {
		if strings.ContainsRune(x, 0) || len(x) > 1<<14 {
			return // TestFillRefuses has the NUL byte; the length is exec's to limit
		}
		none := x
		if x == "" {
			none = "none"
		}
		want := []string{x, x, x, "a" + x + "b", "a " + x, none, "a" + x, x + ".", x + ".", x, x, x, x, x, "", "-", "same",
			x + x + ".\n"}
		checkOutput(t, set, "shell", map[string]any{"x": x}, want)
		want = []string{x, "a" + x + "b", x + x, x, "", x, "${x}", x, ""}
		checkOutput(t, set, "argv", map[string]any{"x": x, "l": []any{x, "", x}}, want)
	})
}

// checkOutput executes a command and compares the words that it printed.
func checkOutput(t *testing.T, set *Set, name string, values map[string]any, want []string) {
	t.Helper()
	spec, _ := set.Lookup(name)
	inv, err := spec.Fill(values, []string{"PATH=/usr/bin:/bin"})
	if err != nil {
		t.Fatalf("Fill: %v", err)
	}
	cmd := exec.Command(inv.Argv[0], inv.Argv[1:]...)
	cmd.Env, cmd.Dir = inv.Env, inv.Dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v: %s", name, err, stderr.String())
	}
	if got := strings.Split(string(out), "\x00"); !slices.Equal(got, want) {
		t.Errorf("%s printed\n%q\nwant\n%q", name, got, want)
	}
}

// FuzzFill: the number of arguments never changes, each is what was given, and
// none begins with a dash that nobody allowed.
func FuzzFill(f *testing.F) {
	for _, seed := range [][2]string{{"a", "b"}, {"", "-rf"}, {"-", ""}, {"--x", "y"}, {"", ""}, {"a\x00", "b"}} {
		f.Add(seed[0], seed[1])
	}
	set := parse(f, `commands: {c: [ls, "${x}", "${x}${y}", "--o=${x}", --, "${y}"], s: 'ls ${x} "${x}${y}" --o=${x} -- ${y}'}`)
	argv, _ := set.Lookup("c")
	line, _ := set.Lookup("s")
	f.Fuzz(func(t *testing.T, x, y string) {
		values := map[string]any{"x": x, "y": y}
		inv, err := argv.Fill(values, nil)
		_, lineErr := line.Fill(values, nil)
		refused := strings.HasPrefix(x, "-") || strings.HasPrefix(x+y, "-") || strings.Contains(x+y, "\x00")
		if refused != (err != nil) || refused != (lineErr != nil) {
			t.Fatalf("Fill says %v and %v, want refused to be %v", err, lineErr, refused)
		}
		if want := []string{"ls", x, x + y, "--o=" + x, "--", y}; !refused && !slices.Equal(inv.Argv, want) {
			t.Errorf("argv is %q, want %q", inv.Argv, want)
		}
	})
}
