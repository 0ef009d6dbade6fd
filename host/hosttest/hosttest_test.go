package hosttest_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/host/hosttest"
	"github.com/holdfast-run/holdfast/specs"
)

const yaml = `
commands:
  clone:
    run: [git, clone, --, "${url}"]
    params: { url: { type: string, pattern: "^https://" } }
  dev: { run: [server, "${port}"], persistent: true }
  other: ['true']
`

func parse(t *testing.T) *specs.Set {
	t.Helper()
	set, err := specs.Parse("holdfast.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestAnyTestHasASession holds that there is a session in tests of whatever name,
// which tables of cases often give them.
func TestAnyTestHasASession(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", strings.Repeat("of many words ", 20), strings.Repeat("é", 70), "\xff", "\ufffd", "a\x00b\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := hosttest.New(t, hosttest.Config{}).Eval(`return 1`); got != "1" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestCallsAreRecorded(t *testing.T) {
	t.Parallel()
	s := hosttest.New(t, hosttest.Config{
		Specs: parse(t),
		Commands: map[string]hosttest.Command{
			"clone": func(_ context.Context, c hosttest.Call) (any, error) { return "cloned", nil },
		},
		Bindings: map[string]host.Func{
			"page.title": func(context.Context, host.Call) (any, error) { return "a title", nil },
		},
	})
	got := s.Eval(`console.warn(await page.title());
		return commands.run("clone", { url: args[0] })`, "https://h")
	if got != `"cloned"` {
		t.Errorf("got %s", got)
	}
	want := []hosttest.Call{{Verb: "run", Name: "clone", Values: map[string]any{"url": "https://h"},
		Argv: []string{"git", "clone", "--", "https://h"}}}
	if calls := s.Calls(); !reflect.DeepEqual(calls, want) {
		t.Errorf("got  %+v\nwant %+v", calls, want)
	}
	if c := s.Console(); len(c) != 1 || c[0].Level != "warn" || c[0].Message != "a title" {
		t.Errorf("console: %+v", c)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	never := func(context.Context, hosttest.Call) (any, error) { panic("called") }
	s := hosttest.New(t, hosttest.Config{
		Specs: parse(t), Commands: map[string]hosttest.Command{"clone": never, "dev": never},
	})
	got := s.Eval(`const code = (p) => p.then(() => "ran", (e) => e.code);
		return [await code(commands.run("clone", { url: "-x" })), await code(commands.run("none")),
			await code(commands.run("dev", { port: 1 })), await code(commands.run("other")),
			await code(commands.stop("dev"))]`)
	want := `["ERR_COMMAND_PARAM","ERR_COMMAND_UNDECLARED","ERR_COMMAND_KIND","ERR_COMMAND_SPAWN",` +
		`"ERR_COMMAND_NOT_RUNNING"]`
	if got != want || len(s.Calls()) > 0 {
		t.Errorf("got %s, calls %+v", got, s.Calls())
	}
}

// The runner that Go code gets starts nothing either, and says why.
func TestGoCodeRunsNoProcess(t *testing.T) {
	t.Parallel()
	s := hosttest.New(t, hosttest.Config{
		Specs: parse(t),
		Commands: map[string]hosttest.Command{
			"dev": func(context.Context, hosttest.Call) (any, error) { return "", nil },
		},
	})
	s.Eval(`await commands.start("dev", { port: 1 })`)
	ctx, runner := t.Context(), s.Commands()
	_, run := runner.Run(ctx, "other", nil, commands.Options{})
	_, exec := runner.Exec(ctx, "other", nil, commands.Options{})
	_, undeclared := runner.Run(ctx, "none", nil, commands.Options{})
	_, start := runner.Start(ctx, "dev", map[string]any{"port": 2.0}, commands.StartOptions{})
	_, status := runner.Status("dev")
	_, stop := runner.Stop(ctx, "dev", commands.StopOptions{})
	for i, err := range []error{run, exec, undeclared, start, status, stop} {
		if err == nil || !strings.Contains(err.Error(), ": a hosttest session runs no processes: ") {
			t.Errorf("call %d: got %v", i, err)
		}
	}
}

// Calls says what was started under which name.
func TestCallsSayAs(t *testing.T) {
	t.Parallel()
	s := hosttest.New(t, hosttest.Config{Specs: parse(t), Commands: map[string]hosttest.Command{
		"dev": func(context.Context, hosttest.Call) (any, error) { return "", nil },
	}})
	s.Eval(`await commands.start("dev", { port: 1 }, { as: "one" }); await commands.stop("one");
		await commands.start("dev", { port: 1 }); await commands.start("dev", { port: 1 })`)
	var got []string
	for _, c := range s.Calls() {
		got = append(got, fmt.Sprintf("%s %s as %q", c.Verb, c.Name, c.As))
	}
	want := `start dev as "one", stop one as "", start dev as ""`
	if calls := strings.Join(got, ", "); calls != want {
		t.Errorf("got %s, want %s", calls, want)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"fail": func(context.Context, hosttest.Call) (any, error) {
			return nil, hosttest.Exit(3, "no such thing\n")
		},
		"hang": func(ctx context.Context, _ hosttest.Call) (any, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		},
		"json": func(context.Context, hosttest.Call) (any, error) { return map[string]any{"a": 1}, nil },
	}})
	got := s.Eval(`const e = await commands.run("fail").catch((e) => e);
		const { code, stderr } = await commands.exec("fail");
		const late = await commands.run("hang", {}, { timeoutMs: 10 }).catch((e) => e.code);
		return [e.code, e.message, e.exitCode, code, stderr, late, (await commands.exec("json")).stdout,
			commands.list().map((c) => c.name)]`)
	want := `["ERR_COMMAND_EXIT","command \"fail\": exit status 3: no such thing",3,3,"no such thing\n",` +
		`"ERR_COMMAND_TIMEOUT","{\"a\":1}",["fail","hang","json"]]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, err := s.Run(t.Context(), host.Script{
		Source: `await commands.run("hang")`, Timeout: 10 * time.Millisecond,
	})
	if err == nil {
		t.Error("no timeout")
	}
}

func TestPersistent(t *testing.T) {
	t.Parallel()
	s := hosttest.New(t, hosttest.Config{Specs: parse(t), Commands: map[string]hosttest.Command{
		"dev": func(context.Context, hosttest.Call) (any, error) { return "starting\nlistening on 1\n", nil },
	}})
	got := s.Eval(`
		const first = await commands.start("dev", { port: 1 });
		await commands.start("dev", { port: 1 });
		const listening = commands.list().find((c) => c.name === "dev").running;
		const line = await commands.wait("dev", { for: /listening/ });
		const never = await commands.wait("dev", { for: /never/, timeoutMs: 10 }).catch((e) => e.code);
		const ending = commands.wait("dev", { for: "exit" });
		const logs = commands.logs("dev", { since: 2 });
		await commands.stop("dev");
		return [first.state, listening, line.ready, never, logs.lines.map((l) => l.text), logs.next,
			(await ending).state, commands.status("dev").signal]`)
	want := `["ready",true,true,"ERR_COMMAND_TIMEOUT",["listening on 1"],3,"stopped","SIGTERM"]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var verbs []string
	for _, c := range s.Calls() {
		verbs = append(verbs, c.Verb)
	}
	if !reflect.DeepEqual(verbs, []string{"start", "stop"}) {
		t.Errorf("calls: %v", verbs)
	}
}

// TestFailureKeepsItsOutput holds that a command that exits with a failure has
// written what its Command returned.
func TestFailureKeepsItsOutput(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]*specs.Set{"with specs": parse(t), "without": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hosttest.New(t, hosttest.Config{
				Specs: set,
				Commands: map[string]hosttest.Command{
					"other": func(context.Context, hosttest.Call) (any, error) {
						return "two faults\n", hosttest.Exit(2, "see above")
					},
				},
			})
			got := s.Eval(`const { code, stdout, stderr } = await commands.exec("other");
				const e = await commands.run("other").catch((e) => e);
				return [code, stdout, stderr, e.exitCode, e.stdout, e.stderr]`)
			const want = `[2,"two faults\n","see above",2,"two faults\n","see above"]`
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}
