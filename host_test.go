// Package host_test holds the promises of Holdfast end to end: through the
// public API, on real commands, and through every example and code block that a
// reader can try.
package host_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

// marker is in the environment of every process the tests start, so that none
// can outlive them unseen.
const marker = "HOLDFAST_TEST_MARKER"

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	if len(os.Args) == 2 && os.Args[1] == floodFlag {
		flood()
		return
	}
	value := fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano())
	if err := os.Setenv(marker, value); err != nil {
		panic(err)
	}
	code := runEverywhere(m)
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if left := marked(value); len(left) > 0 {
		fmt.Fprintln(os.Stderr, "processes left behind:", strings.Join(left, ", "))
		code = 1
	}
	os.Exit(code)
}

// isolation is where scripts run.
var isolation host.Isolation

// runEverywhere runs all tests once for each place where scripts may run.
func runEverywhere(m *testing.M) int {
	if code := m.Run(); code != 0 {
		return code
	}
	_ = flag.Set("test.bench", "")
	fmt.Println("again, with scripts in this process:")
	isolation = host.InProcess
	return m.Run()
}

// marked returns the processes, this one aside, whose environment has the marker.
func marked(value string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/environ") // none but on Linux
	var found []string
	for _, file := range files {
		pid := filepath.Base(filepath.Dir(file))
		environ, err := os.ReadFile(file)
		if err != nil || pid == fmt.Sprint(os.Getpid()) {
			continue // gone, or another user's
		}
		if bytes.Contains(environ, []byte(marker+"="+value)) {
			found = append(found, pid)
		}
	}
	return found
}

// open returns a session whose commands are declared by a YAML text.
func open(t *testing.T, yaml string, cfg host.Config) *host.Session {
	t.Helper()
	set, err := specs.Parse(filepath.Join(t.TempDir(), "holdfast.yaml"),
		[]byte("defaults: { env: { pass: ["+marker+"] } }\n"+yaml))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Specs, cfg.Isolation = set, isolation
	h, err := host.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s, err := h.Session("test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t *testing.T, s *host.Session, source string, args ...any) (string, error) {
	t.Helper()
	res, err := s.Run(t.Context(), host.Script{Name: "test.js", Source: source, Args: args})
	if err != nil {
		return "", err
	}
	return string(res.Value), nil
}

// evil are values that are code, options or patterns to something.
var evil = []any{
	"", " ", "-", "--", "--upload-pack=touch stolen", "-c", "$(touch stolen)", "`touch stolen`",
	"; touch stolen", "' ; touch stolen; '", `" ; touch stolen; "`, "a\nb", "a\\nb", "*", "~", "?[a-z]",
	"$HOME", "${HOME}", "$0", "%s%n", "é\u2028\u202e", "\x01\x7f", "a'b\"c\\", "#x", "!x", "<x >y &",
}

// TestNothingUndeclaredRuns is the first promise: whatever a value holds, it is
// one word of data, in argv, in a shell line and on stdin.
func TestNothingUndeclaredRuns(t *testing.T) {
	t.Parallel()
	s := open(t, `
commands:
  argv:
    run: [printf, --, "%s", "${v}"]
    output: bytes
  argv-inside: { run: [printf, "%s", "x=${v}"], output: bytes }
  shell:
    run: printf '%s' "x${v}"
    output: bytes
  unquoted:
    run: printf '%s|' x${v} 'end'
    output: bytes
  stdin: { run: cat, stdin: text, output: bytes }
  option: [printf, "${v}"]
  option-shell: printf ${v}
`, host.Config{})
	const source = `
		const [v] = args;
		const text = async (name, params, options) =>
			new TextDecoder().decode(await commands.run(name, params, options));
		const code = (name) => commands.run(name, { v }).then(() => "ran", (e) => e.code);
		return [
			await text("argv", { v }), await text("argv-inside", { v }), await text("shell", { v }),
			await text("unquoted", { v }), await text("stdin", {}, { stdin: v }),
			v.startsWith("-") ? [await code("option"), await code("option-shell")] : null,
		]`
	for _, v := range evil {
		t.Run(fmt.Sprintf("%q", v), func(t *testing.T) {
			res, err := s.Run(t.Context(), host.Script{Source: source, Args: []any{v}})
			if err != nil {
				t.Fatal(err)
			}
			var got []any
			if err := res.Decode(&got); err != nil {
				t.Fatal(err)
			}
			want := []any{v, "x=" + v.(string), "x" + v.(string), "x" + v.(string) + "|end|", v}
			for i, w := range want {
				if got[i] != w {
					t.Errorf("way %d: got %q, want %q", i, got[i], w)
				}
			}
			if strings.HasPrefix(v.(string), "-") {
				if codes := fmt.Sprint(got[5]); codes != "[ERR_COMMAND_PARAM ERR_COMMAND_PARAM]" {
					t.Errorf("as an option: %s", codes)
				}
			}
		})
	}
}

// TestOnlyDeclaredNamesRun holds that neither a name nor a parameter nobody
// declared gets through.
func TestOnlyDeclaredNamesRun(t *testing.T) {
	t.Parallel()
	s := open(t, "commands:\n  ok: { run: [echo, \"${v}\"], params: { v: { type: string, enum: [a, b] } } }\n",
		host.Config{})
	for call, want := range map[string]string{
		`"sh", { c: "id" }`:          "ERR_COMMAND_UNDECLARED",
		`"/bin/sh"`:                  "ERR_COMMAND_UNDECLARED",
		`"__proto__"`:                "ERR_COMMAND_UNDECLARED",
		`"ok"`:                       "ERR_COMMAND_PARAM",
		`"ok", { v: "c" }`:           "ERR_COMMAND_PARAM",
		`"ok", { v: "a", w: "b" }`:   "ERR_COMMAND_PARAM",
		`"ok", { v: null }`:          "ERR_COMMAND_PARAM",
		`"ok", { v: ["a"] }`:         "ERR_COMMAND_PARAM",
		`"ok", { v: { length: 1 } }`: "ERR_COMMAND_PARAM",
		`"ok", { v: "a\0" }`:         "ERR_COMMAND_PARAM",
		`"ok", { v: NaN }`:           "ERR_COMMAND_PARAM",
	} {
		got, err := run(t, s, `return commands.run(`+call+`).then(() => "ran", (e) => e.code)`)
		if err != nil || got != `"`+want+`"` {
			t.Errorf("run(%s): got %s %v, want %s", call, got, err, want)
		}
	}
}

// TestScriptsSeeNoMore holds that what is absent is absent.
func TestScriptsSeeNoMore(t *testing.T) {
	t.Parallel()
	s := open(t, "commands: {}\n", host.Config{Environ: []string{"SECRET=x", "PATH=/bin"}})
	for source, want := range map[string]string{
		`return typeof process.env.SECRET`:                           `"undefined"`,
		`return typeof process.exit`:                                 `"undefined"`,
		`return typeof fetch`:                                        `"undefined"`,
		`try { require("fs") } catch (e) { return e.code }`:          `"MODULE_NOT_FOUND"`,
		`try { require("./specs") } catch (e) { return e.code }`:     `"MODULE_NOT_FOUND"`,
		`try { require("/etc/passwd") } catch (e) { return e.code }`: `"MODULE_NOT_FOUND"`,
		"eval('1\\n//# sourceMappingURL=/etc/passwd'); return 1":     `1`,
	} {
		if got, err := run(t, s, source); err != nil || got != want {
			t.Errorf("%s: got %s %v, want %s", source, got, err, want)
		}
	}
}

// TestNothingIsLeftBehind is what holds of the second promise for one-shots:
// whatever stays in a command's group dies with it, at the end of the command,
// the run or the session.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	s := open(t, `
commands:
  background: sleep 1000 & echo $!
  holds-pipe: sleep 1000 & echo started
  ignores: trap '' TERM INT HUP; echo $$; sleep 1000
`, host.Config{})
	pid, err := run(t, s, `return commands.run("background")`)
	if err != nil {
		t.Fatal(err)
	}
	gone(t, strings.Trim(pid, `"`))
	if got, err := run(t, s, `return commands.run("holds-pipe")`); err != nil || got != `"started"` {
		t.Errorf("a grandchild that holds the pipe: got %s %v", got, err)
	}
	got, err := run(t, s, `
		try { await commands.run("ignores", {}, { timeoutMs: 200 }) }
		catch (e) { return [e.code, e.stdout.trim(), e.timedOut] }`)
	if err != nil || !strings.HasPrefix(got, `["ERR_COMMAND_TIMEOUT","`) || !strings.HasSuffix(got, `",true]`) {
		t.Fatalf("a command past its timeout: got %s %v", got, err)
	}
	gone(t, strings.Split(got, `"`)[3])
}

// gone waits until a process that was killed has died.
func gone(t *testing.T, pid string) {
	t.Helper()
	deadline := time.After(2 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			return
		}
		if _, state, _ := strings.Cut(string(stat), ") "); strings.HasPrefix(state, "Z") {
			return // dead; its new parent has not reaped it yet
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Errorf("process %s lives: %s", pid, stat)
			return
		}
	}
}

// TestScriptsCostTheirVMOnly is what holds of the third promise in this process.
func TestScriptsCostTheirVMOnly(t *testing.T) {
	s := open(t, "commands:\n  nap: [sleep, '1000']\n", host.Config{})
	if _, err := run(t, s, `vars.set("kept", 1)`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source string
		kind   host.Kind
	}{
		{`for (;;);`, host.KindTimeout},
		{`await commands.run("nap")`, host.KindTimeout},
		{`const a = []; for (;;) a.push([a.length])`, host.KindMemory},
		{`const f = () => f(); f()`, host.KindRuntime},
		{`JSON.parse("{")`, host.KindRuntime},
		{`syntax error`, host.KindSyntax},
		{`throw new Proxy({}, { get() { throw 1 } })`, host.KindRuntime},
	} {
		script := host.Script{Source: c.source, Timeout: time.Minute, MemoryBytes: 32 << 20}
		if c.kind == host.KindTimeout {
			script.Timeout = 100 * time.Millisecond
		}
		_, err := s.Run(t.Context(), script)
		if serr, ok := errors.AsType[*host.ScriptError](err); !ok || serr.Kind != c.kind {
			t.Errorf("%s: got %v, want a %s error", c.source, err, c.kind)
		}
		if got, err := run(t, s, `return vars.get("kept")`); err != nil || got != "1" {
			t.Errorf("after %s: got %s %v", c.source, got, err)
		}
	}
}

// git runs git in a folder with a fixed author and date.
func git(t *testing.T, dir string, n int, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "init.defaultBranch=main"}, args...)...)
	date := fmt.Sprintf("2026-01-%02dT12:00:00Z", n)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+dir,
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_AUTHOR_DATE="+date,
		"GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com", "GIT_COMMITTER_DATE="+date)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
