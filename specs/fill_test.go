package specs

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var testEnviron = []string{"HOME=/home/me", "PATH=/usr/bin:/bin", "SECRET=s", "LANG=old", "LANG=C.UTF-8", "LD_PRELOAD=x.so"}

// fill fills in a command of designFile, or ends the test.
func fill(t *testing.T, name string, values map[string]any) *Invocation {
	t.Helper()
	spec, ok := parse(t, designFile).Lookup(name)
	if !ok {
		t.Fatalf("no command %q", name)
	}
	inv, err := spec.Fill(values, testEnviron)
	if err != nil {
		t.Fatalf("Fill: %v", err)
	}
	return inv
}

func TestFillOneShot(t *testing.T) {
	t.Parallel()
	got := fill(t, "clone", map[string]any{"url": "https://x/y", "dir": "sub/../repo"})
	want := &Invocation{
		Command: "clone",
		Argv:    []string{"git", "clone", "--depth", "1", "--", "https://x/y", "/etc/work/work/repo"},
		Env:     []string{"GIT_TERMINAL_PROMPT=0", "HOME=/nowhere", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "TERM=dumb"},
		Dir:     "/etc/work/work",
		Timeout: -1, Output: Lines, Stdin: true, OKCodes: []int{0, 128}, MaxOutputBytes: -1,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestFillDefaults(t *testing.T) {
	t.Parallel()
	got := fill(t, "branch", nil)
	want := &Invocation{
		Command: "branch",
		Argv:    []string{"/bin/sh", "-c", "git rev-parse --abbrev-ref HEAD"},
		Env:     []string{"HOME=/home/me", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "TERM=dumb"},
		Dir:     "/etc/work", Shell: true,
		Timeout: time.Minute, Output: Text, OKCodes: []int{0}, MaxOutputBytes: 1024,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestFillPersistent(t *testing.T) {
	t.Parallel()
	got := fill(t, "dev", map[string]any{"port": 8080.0, "flags": []any{"a b", ""}})
	want := &Invocation{
		Command: "dev",
		Argv:    []string{"node", "server.js", "--port", "8080", "a b", ""},
		Env:     []string{"HOME=/home/me", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "TERM=dumb"},
		Dir:     "/etc/work", Persistent: true, KeepAlive: true,
		Ready:   &Ready{HTTP: "http://127.0.0.1:8080/health", Timeout: 15 * time.Second},
		Stop:    Stop{Signal: "SIGINT", Grace: 100 * time.Millisecond},
		Restart: Restart{On: "failure", Max: 3, Backoff: 50 * time.Millisecond},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if argv := fill(t, "dev", nil).Argv; !reflect.DeepEqual(argv, []string{"node", "server.js", "--port", "3000"}) {
		t.Errorf("with defaults argv is %q", argv)
	}
	plain := fill(t, "plain", nil)
	if plain.Argv[2] != "./bin/serve" || plain.Ready.Exec != "branch" || plain.Ready.Timeout != 30*time.Second ||
		plain.Stop != (Stop{"SIGTERM", 5 * time.Second}) || plain.Restart != (Restart{"never", 5, 200 * time.Millisecond}) {
		t.Errorf("defaults of a persistent command are %+v", plain)
	}
}

func TestFillEnv(t *testing.T) {
	t.Parallel()
	if env := fill(t, "unsafe", nil).Env; !strings.Contains(strings.Join(env, " "), "LD_PRELOAD=x.so") {
		t.Errorf("env is %q, want LD_PRELOAD in it", env)
	}
	if env := fill(t, "merged", nil).Env; !strings.Contains(strings.Join(env, " "), "LC_ALL=C") {
		t.Errorf("env is %q, want LC_ALL in it", env)
	}
	spec, _ := parse(t, `commands: {c: {run: [./x/y, "$${a}"], env: {set: {A: "<${a}>", N: 5, PATH: /only}}}}`).Lookup("c")
	inv, err := spec.Fill(map[string]any{"a": true}, testEnviron)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"A=<true>", "N=5", "PATH=/only"}; !reflect.DeepEqual(inv.Env, want) {
		t.Errorf("env is %q, want %q", inv.Env, want)
	}
	if want := []string{"/etc/work/x/y", "${a}"}; !reflect.DeepEqual(inv.Argv, want) {
		t.Errorf("argv is %q, want %q", inv.Argv, want)
	}
}

const valueFile = `
commands:
  c:
    run: [ls, --, "${s}", "${i}", "${n}", "${b}", "${l}"]
    params:
      s: { pattern: "^[a-zé]*$", maxLength: 8, default: a }
      e: { enum: [red, green], default: red }
      i: { type: integer, min: -5, default: 0 }
      n: { type: number, max: 1.0e+30, default: 0 }
      b: { type: boolean, default: false }
      l: { type: list, default: [x] }
    env: { set: { E: "${e}" } }
  o: [ls, "${one}", "--x=${two}"]
  p: { run: [cat, "${f}"], params: { f: { type: path } } }
  none: ls
`

// A colour is a type that an embedder has made of a string.
type colour string

func TestFillValues(t *testing.T) {
	t.Parallel()
	spec, _ := parse(t, valueFile).Lookup("c")
	tests := []struct {
		param string
		value any
		want  string // the arguments behind "--"
	}{
		{"s", "é", "é 0 0 false x"},
		{"s", "", " 0 0 false x"},
		{"i", 7, "a 7 0 false x"},
		{"i", 7.0, "a 7 0 false x"},
		{"i", int64(7), "a 7 0 false x"},
		{"i", -5.0, "a -5 0 false x"},
		{"i", math.Copysign(0, -1), "a 0 0 false x"},
		{"i", float64(1 << 53), "a 9007199254740992 0 false x"},
		{"n", 0.1, "a 0 0.1 false x"},
		{"n", 1e21, "a 0 1000000000000000000000 false x"},
		{"n", 1e-7, "a 0 0.0000001 false x"},
		{"n", 3, "a 0 3 false x"},
		{"b", true, "a 0 0 true x"},
		{"l", []any{}, "a 0 0 false"},
		{"l", []string{"-a", "b"}, "a 0 0 false -a b"},
		{"s", colour("red"), "red 0 0 false x"},
		{"i", uint16(7), "a 7 0 false x"},
		{"i", time.Duration(7), "a 7 0 false x"},
		{"n", float32(0.1), "a 0 0.1 false x"},
		{"n", uint64(math.MaxUint64), "a 0 18446744073709552000 false x"},
		{"l", []colour{"red"}, "a 0 0 false red"},
	}
	for _, tt := range tests {
		inv, err := spec.Fill(map[string]any{tt.param: tt.value}, nil)
		if err != nil {
			t.Errorf("%s = %v: %v", tt.param, tt.value, err)
		} else if got := strings.Join(inv.Argv[2:], " "); got != tt.want {
			t.Errorf("%s = %v: arguments %q, want %q", tt.param, tt.value, got, tt.want)
		}
	}
}

func TestFillRefuses(t *testing.T) {
	t.Parallel()
	set := parse(t, valueFile)
	long := strings.Repeat("x", 1000)
	tests := []struct {
		command string
		values  map[string]any
		want    string
	}{
		{"c", map[string]any{"s": "A"}, `command "c": parameter "s": "A" does not match the pattern ^[a-zé]*$`},
		{"c", map[string]any{"s": "éééééééééé"}, `command "c": parameter "s": has 10 characters; at most 8 are allowed`},
		{"c", map[string]any{"s": 1.5}, `command "c": parameter "s": must be a string, not the number 1.5`},
		{"c", map[string]any{"s": true}, `command "c": parameter "s": must be a string, not a boolean`},
		{"c", map[string]any{"s": nil}, `command "c": parameter "s": is null; leave it out to use the default, if there is one`},
		{"c", map[string]any{"s": map[string]any{}}, `command "c": parameter "s": must be a string, not an object`},
		{"c", map[string]any{"s": &struct{}{}}, `command "c": parameter "s": must be a string, not a *struct {}`},
		{"c", map[string]any{"i": int64(1<<53 + 1)}, `command "c": parameter "i": 9007199254740993 is beyond 2^53, where a script's numbers are not exact`},
		{"c", map[string]any{"s": []any{"a"}}, `command "c": parameter "s": must be a string, not a list`},
		{"c", map[string]any{"s": "a\x00"}, `command "c": parameter "s": holds a NUL byte, which no argument can`},
		{"c", map[string]any{"e": "gren"}, `command "c": parameter "e": "gren" is not allowed; the choice is "red", "green" (did you mean "green"?)`},
		{"c", map[string]any{"i": 1.5}, `command "c": parameter "i": must be an integer, not the number 1.5`},
		{"c", map[string]any{"i": "1"}, `command "c": parameter "i": must be an integer, not the string "1"`},
		{"c", map[string]any{"i": -6}, `command "c": parameter "i": -6 is less than the least allowed, -5`},
		{"c", map[string]any{"i": 1e21}, `command "c": parameter "i": 1e+21 is beyond 2^53, where a script's numbers are not exact`},
		{"c", map[string]any{"n": math.NaN()}, `command "c": parameter "n": NaN is no number to fill in`},
		{"c", map[string]any{"n": math.Inf(-1)}, `command "c": parameter "n": -Inf is no number to fill in`},
		{"c", map[string]any{"n": 2e30}, `command "c": parameter "n": 2e+30 is greater than the greatest allowed, 1e+30`},
		{"c", map[string]any{"b": "true"}, `command "c": parameter "b": must be a boolean, not the string "true"`},
		{"c", map[string]any{"l": "a"}, `command "c": parameter "l": must be a list of strings, not the string "a"`},
		{"c", map[string]any{"l": []any{"a", 1.0}}, `command "c": parameter "l": item 1 is not a string`},
		{"c", map[string]any{"l": []any{"\x00"}}, `command "c": parameter "l": item 0 holds a NUL byte, which no argument can`},
		{"c", map[string]any{"ss": "a"}, `command "c": parameter "ss": is not declared (did you mean "s"?)`},
		{"c", map[string]any{"x": "a"}, `command "c": parameter "x": is not declared (known: s, e, i, n, b, l)`},
		{"none", map[string]any{"x": 1}, `command "none": parameter "x": is not declared: this command takes no values`},
		{"o", map[string]any{"two": 1}, `command "o": parameter "one": needs a value, and none is given`},
		{"o", map[string]any{"one": "-rf", "two": 1}, `command "o": parameter "one": "-rf" would be read as an option: put "--" before ${one} in run, or declare allowDash: true`},
		{"o", map[string]any{"one": -1, "two": 1}, `command "o": parameter "one": "-1" would be read as an option: put "--" before ${one} in run, or declare allowDash: true`},
		{"o", map[string]any{"one": []any{}, "two": 1}, `command "o": parameter "one": must be a string, a number or a boolean, not a list`},
		{"p", map[string]any{"f": ""}, `command "p": parameter "f": is empty; write . for the folder itself`},
		{"c", map[string]any{"e": long}, `command "c": parameter "e": ` + quoted(long) + ` is not allowed; the choice is "red", "green"`},
	}
	for _, tt := range tests {
		spec, _ := set.Lookup(tt.command)
		_, err := spec.Fill(tt.values, nil)
		var bad *ParamError
		if !errors.As(err, &bad) || bad.Command != tt.command {
			t.Errorf("%v: error is %v, want a *ParamError of %q", tt.values, err, tt.command)
		} else if err.Error() != tt.want {
			t.Errorf("got  %v\nwant %v", err, tt.want)
		}
	}
	for _, value := range []string{long, strings.Repeat("\x00", 500), strings.Repeat("é", 500), strings.Repeat("\U0001f600", 99)} {
		if got := quoted(value); len(got) > 90 {
			t.Errorf("quoted is %d bytes, want at most 90: %s", len(got), got)
		}
	}
}

// TestFillDash is the table of what keeps a value from being an option.
func TestFillDash(t *testing.T) {
	t.Parallel()
	tests := []struct {
		run, x, y string
		refused   string // the parameter to blame
	}{
		{`[ls, "${x}", "${y}"]`, "-a", "", "x"},
		{`[ls, "${x}", "${y}"]`, "a", "-b", "y"},
		{`[ls, "${x}${y}"]`, "", "-b", "y"},
		{`[ls, "${x}-${y}"]`, "", "b", "x"},
		{`[ls, "${x}-${y}"]`, "a", "b", ""},
		{`[ls, "${x}${y}"]`, "a", "-b", ""},
		{`[ls, "--x=${x}", --, "${y}"]`, "-a", "-b", ""},
		{`[ls, "${x}", --, "${y}"]`, "-a", "-b", "x"},
		{`'ls ${x} -- ${y}'`, "-a", "-b", "x"},
		{`'ls -- ${x} ${y}'`, "-a", "-b", ""},
		{`'ls a${x} "${y:-c}"'`, "-a", "-b", "y"},
		{`'ls "${x}${y}"'`, "", "-b", "y"},
		{`'a=${x}${y}; ls "$a"'`, "", "-b", "y"},
		{`'a=a${x}${y}; ls "$a"'`, "-a", "-b", ""},
		{`'a=${x}; b=$a; ls "$b" -- "${y}"'`, "-a", "", "x"},
		{`'for a in ${x} ${y}; do ls "$a"; done'`, "a", "-b", "y"},
		{`'set -- ${x}; ls "$@" "--y=${y}"'`, "-a", "", "x"},
		{`'f() { ls "$1"; }; f -- ${x}; : -- ${y}'`, "-a", "", "x"},
		{`'echo "$(ls ${x})" -- ${y}'`, "-a", "", "x"},
		{`'ls "${x%a}${y}"'`, "a", "-b", "y"},
		{`'ls "${x:+${y}}"'`, "a", "-b", "y"},
		{`[find, --, "${x}", "a${y}"]`, "-delete", "", "x"},
		{`'find -- ${x} a${y} -exec a {} +'`, "-delete", "", "x"},
		{`[find, "a${y}", -exec, grep, --, "${x}", "{}", ;]`, "-a", "", ""},
		{`[kubectl, exec, "a${y}", --, rm, "${x}"]`, "-rf", "", "x"},
		{`[kubectl, exec, "a${y}", --, rm, --, "${x}"]`, "-rf", "", ""},
		{`'npm run a${y} -- ${x}'`, "--a", "", "x"},
		{`'sudo -u a${y} -- rm ${x}'`, "-rf", "", "x"},
		{`[env, -u, "a${y}", --, timeout, "5", rm, --, "${x}"]`, "-rf", "", ""},
		{`[docker, exec, "a${y}", rm, --, "${x}"]`, "-rf", "", ""},
		{`'ls <${x} >${y}; a=${x} : -- ${y}'`, "-a", "-b", ""},
	}
	for _, tt := range tests {
		spec, _ := parse(t, "commands: {c: {params: {x: {}, y: {}}, run: "+tt.run+"}}").Lookup("c")
		_, err := spec.Fill(map[string]any{"x": tt.x, "y": tt.y}, nil)
		var bad *ParamError
		errors.As(err, &bad)
		if got := bad; (got == nil) != (tt.refused == "") || got != nil && got.Param != tt.refused {
			t.Errorf("%s with %q and %q: error is %v, want %q refused", tt.run, tt.x, tt.y, err, tt.refused)
		}
		spec, _ = parse(t, "commands: {c: {params: {x: {allowDash: true}, y: {allowDash: true}}, run: "+tt.run+"}}").Lookup("c")
		if _, err := spec.Fill(map[string]any{"x": tt.x, "y": tt.y}, nil); err != nil {
			t.Errorf("%s with allowDash: %v", tt.run, err)
		}
	}
	spec, _ := parse(t, `commands: {c: {run: [ls, "${l}"], params: {l: {type: list}}}}`).Lookup("c")
	if _, err := spec.Fill(map[string]any{"l": []any{"a", "-b"}}, nil); err == nil {
		t.Error("an item of a list became an option")
	}
}

func TestFillPaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, sub := range []string{"work/sub", "out"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"work/in": "sub", "work/away": "../out", "work/dead": "../out/new", "alias": "work"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	set, err := Parse(filepath.Join(dir, "holdfast.yaml"), []byte(`
commands:
  below: { run: [cat, "${p}"], cwd: work, params: { p: { type: path, within: ./alias } } }
  free: { run: [cat, "${p}"], params: { p: { type: path } } }
  folder: { run: [ls], cwd: "work/${p}" }
  lead: { run: [ls], cwd: "${p}" }
  typed: { run: [ls, "--in=${p}"], cwd: "${p}/sub", params: { p: { type: path, within: . } } }
`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		command, value string
		want           string // the last argument, or the folder; "" for a refusal
	}{
		{"below", "a.txt", "work/a.txt"},
		{"below", "sub/new/b.txt", "work/sub/new/b.txt"},
		{"below", ".", "work"},
		{"below", "in/a", "work/in/a"},
		{"below", "a/../b", "work/b"},
		{"below", filepath.Join(dir, "work/x"), "work/x"},
		{"below", "../out", ""},
		{"below", "..", ""},
		{"below", "away/x", ""},
		{"below", "away", ""},
		{"below", "dead", ""},
		{"below", "dead/x", ""},
		{"below", "/etc/passwd", ""},
		{"below", dir + "/workshop", ""},
		{"folder", "sub", "work/sub"},
		{"folder", "..", ""},
		{"folder", "away", ""},
		{"folder", "x/../../out", ""},
		{"lead", "work", "work"},
		{"lead", "/", ""},
		{"lead", "..", ""},
		{"typed", "work", "work/sub"},
		{"typed", "../x", ""},
	}
	for _, tt := range tests {
		spec, _ := set.Lookup(tt.command)
		inv, err := spec.Fill(map[string]any{"p": tt.value}, nil)
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("%s takes %q", tt.command, tt.value)
		case tt.want == "":
		case err != nil:
			t.Errorf("%s with %q: %v", tt.command, tt.value, err)
		case tt.command == "below" && inv.Argv[1] != filepath.Join(dir, tt.want):
			t.Errorf("%s with %q: argument %q", tt.command, tt.value, inv.Argv[1])
		case tt.command != "below" && inv.Dir != filepath.Join(dir, tt.want):
			t.Errorf("%s with %q: folder %q", tt.command, tt.value, inv.Dir)
		}
	}
	spec, _ := set.Lookup("free")
	if inv, err := spec.Fill(map[string]any{"p": "../a/./b"}, nil); err != nil || inv.Argv[1] != "../a/./b" {
		t.Errorf("a path without a root is %+v, %v; want it as given", inv, err)
	}
}

func TestFillReady(t *testing.T) {
	t.Parallel()
	set := parse(t, `
commands:
  log: { run: [s, --, "${x}"], persistent: true, ready: { log: "^up ${x}$" } }
  http: { run: [s, --, "${x}"], persistent: true, ready: { http: "http://h/${x}" } }
  url: { run: [s, --, "${x}"], persistent: true, ready: { http: "${x}" } }
  tcp: { run: [s, --, "${x}"], persistent: true, ready: { tcp: "[::1]:${x}", timeoutMs: -1 } }
`)
	tests := []struct {
		command string
		value   any
		want    Ready // the zero one: refused
	}{
		{"log", "a.b", Ready{Log: `^up a\.b$`, Timeout: 30 * time.Second}},
		{"http", "a b/../c@d", Ready{HTTP: "http://h/a%20b%2F..%2Fc%40d", Timeout: 30 * time.Second}},
		{"url", "https://a/b?c", Ready{HTTP: "https://a/b?c", Timeout: 30 * time.Second}},
		{"url", "file:///etc", Ready{}},
		{"tcp", 80, Ready{TCP: "[::1]:80", Timeout: -1 * time.Nanosecond}},
		{"tcp", 70000, Ready{}},
	}
	for _, tt := range tests {
		spec, _ := set.Lookup(tt.command)
		inv, err := spec.Fill(map[string]any{"x": tt.value}, nil)
		switch {
		case err != nil && tt.want != (Ready{}):
			t.Errorf("%s with %v: %v", tt.command, tt.value, err)
		case err == nil && *inv.Ready != tt.want:
			t.Errorf("%s with %v: ready is %+v, want %+v", tt.command, tt.value, *inv.Ready, tt.want)
		}
	}
}
