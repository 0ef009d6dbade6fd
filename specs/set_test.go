package specs

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	t.Parallel()
	set := parse(t, designFile)
	if got := set.File(); got != "/etc/work/holdfast.yaml" {
		t.Errorf("File is %q", got)
	}
	if got := strings.Join(set.Names(), " "); got != "branch status clone dev plain unsafe merged" {
		t.Errorf("Names is %q, want the order of the file", got)
	}
	for typed, want := range map[string]string{"stauts": "status", "clon": "clone", "DEV": "dev", "zzz": "", "": ""} {
		if got := set.Suggest(typed); got != want {
			t.Errorf("Suggest(%q) is %q, want %q", typed, got, want)
		}
	}
	env := set.Env(testEnviron)
	if want := map[string]string{"HOME": "/home/me", "LANG": "C.UTF-8", "TERM": "dumb"}; !maps.Equal(env, want) {
		t.Errorf("Env is %v, want %v", env, want)
	}
	if _, ok := set.Lookup("nope"); ok {
		t.Error("Lookup finds what is not there")
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "holdfast.yaml")
	if _, err := Load(file); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), file+": cannot be read: ") {
		t.Errorf("Load of no file: %v", err)
	}
	if err := os.WriteFile(file, []byte("commands: { a: ls }"), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := Load(file)
	if err != nil || !slices.Equal(set.Names(), []string{"a"}) || set.File() != file {
		t.Errorf("Load: %v, %v", set, err)
	}
}

func TestParseRelative(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"":              here,
		"commands.yaml": here,
		"a/b.yaml":      filepath.Join(here, "a"),
		"../b.yaml":     filepath.Dir(here),
		"/a/b.yaml":     "/a",
	} {
		set, err := Parse(file, []byte("commands: { a: ls }"))
		if err != nil {
			t.Fatal(err)
		}
		spec, _ := set.Lookup("a")
		inv, err := spec.Fill(nil, nil)
		if err != nil || inv.Dir != want {
			t.Errorf("%q: it runs in %q, %v, want %q", file, inv.Dir, err, want)
		}
		if abs, _ := filepath.Abs(file); set.File() != abs {
			t.Errorf("%q: File is %q, want %q", file, set.File(), abs)
		}
	}
}

func TestLoadBounded(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "holdfast.yaml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 1<<40); err != nil { // sparse
		t.Fatal(err)
	}
	const want = "cannot be read: more than 16 MiB, too large for a spec file"
	if _, err := Load(file); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("Load of 1 TiB: %v, want %q", err, want)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(filepath.Join(deep, "holdfast.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(deep); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), deep) ||
		!strings.Contains(err.Error(), "holdfast init") {
		t.Errorf("Find without a file: %v", err)
	}
	want := filepath.Join(dir, "holdfast.yaml")
	if err := os.WriteFile(want, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(deep); err != nil || got != want {
		t.Errorf("Find is %q, %v; want %q", got, err, want)
	}
	link := filepath.Join(dir, "a", "holdfast.yaml")
	if err := os.Symlink("nowhere", link); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(deep); err != nil || got != link {
		t.Errorf("Find is %q, %v; want the link %q", got, err, link)
	}
	if _, err := Load(link); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), link) {
		t.Errorf("Load of a link that leads nowhere: %v", err)
	}
}

// TestAliases: anchors, aliases and merges work, and cannot grow a file beyond
// measure or for ever.
func TestAliases(t *testing.T) {
	t.Parallel()
	set := parse(t, `
x-args: &args [ls, -l]
x-a: &a { description: from a, timeoutMs: 5 }
x-b: &b { description: from b, output: lines }
commands:
  list: *args
  both: { <<: [*a, *b], run: ls, timeoutMs: 7 }
`)
	both, _ := set.Lookup("both")
	if both.Description != "from a" || both.Output != Lines || both.Timeout.Milliseconds() != 7 {
		t.Errorf("merged spec is %+v", both)
	}
	if list, _ := set.Lookup("list"); len(list.argv) != 2 {
		t.Errorf("aliased spec is %+v", list)
	}
	var bomb strings.Builder
	bomb.WriteString("x-0: &a0 [" + strings.Repeat("x,", 100) + "]\n")
	for i := range 20 {
		n, m := string(rune('a'+i+1)), string(rune('a'+i))
		bomb.WriteString("x-" + n + ": &" + n + "0 [" + strings.Repeat("*"+m+"0,", 100) + "]\n")
	}
	for name, src := range map[string]string{
		"bomb":  bomb.String() + "commands: { c: *u0 }",
		"cycle": "commands: &c { c: { <<: *c } }",
		"self":  "commands: { c: &c [ls, *c] }",
		"merge": "commands: { c: &c { <<: *c, run: ls } }",
		"large": "x-l: &l '" + strings.Repeat("x", 100000) + "'\ncommands: { c: [" + strings.Repeat("*l,", 100) + "] }",
	} {
		if got := faults(t, src); got == "" {
			t.Errorf("%s: no fault", name)
		}
	}
}
