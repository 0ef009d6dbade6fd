package hosttest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/host/hosttest"
	"github.com/holdfast-run/holdfast/specs"
)

// production is what the tests below run both as processes and with fakes.
const production = `
commands:
  nostdin: ['true']
  touch: ['true']
  cat: { run: [cat], stdin: text }
  slow: { run: [sleep, '1000'], timeoutMs: 100 }
  endless: [sleep, '1000']
  none: { run: [echo], output: json }
  notjson: { run: [echo, 'not { JSON'], output: json }
  json: { run: [echo, '{"a":1}'], output: json }
  lines: { run: "printf 'a\\n\\nb\\n'", output: lines }
  text: { run: "printf ' a b\\n'" }
  bytes: { run: "printf ' a\\n'", output: bytes }
  grep: { run: "echo found; exit 1", okCodes: [0, 1], output: lines }
  fails: { run: "echo 'warning: old' >&2; echo 'fatal: no' >&2; exit 3" }
  srv:
    run: "echo listening ${port}; exec sleep 1000"
    params: { port: { type: integer, default: 100 } }
    persistent: true
    ready: { log: listening }
    stop: { signal: SIGINT }
  broken: { run: "echo loading; echo 'fatal: no' >&2; exit 3", persistent: true, ready: { log: listening } }
  never: { run: [sleep, '1000'], persistent: true, ready: { log: listening } }
`

// hang is a fake that ends with its context only, as a process that is killed.
func hang(ctx context.Context, _ hosttest.Call) (any, error) {
	<-ctx.Done()
	return nil, context.Cause(ctx)
}

func writes(output string) hosttest.Command {
	return func(context.Context, hosttest.Call) (any, error) { return output, nil }
}

func exits(code int, stderr string) hosttest.Command {
	return func(context.Context, hosttest.Call) (any, error) {
		return nil, hosttest.Exit(code, stderr)
	}
}

// standIns are the fakes of production.
func standIns() map[string]hosttest.Command {
	return map[string]hosttest.Command{
		"nostdin": writes(""), "touch": writes(""), "slow": hang, "endless": hang,
		"cat":  func(_ context.Context, c hosttest.Call) (any, error) { return c.Stdin, nil },
		"none": writes("\n"), "notjson": writes("not { JSON\n"), "json": writes("{\"a\":1}\n"),
		"lines": writes("a\n\nb\n"), "text": writes(" a b\n"), "bytes": writes(" a\n"),
		"grep": func(context.Context, hosttest.Call) (any, error) {
			return nil, &commands.Error{Code: commands.CodeExit,
				Result: &commands.Result{Code: 1, Stdout: "found\n"}, Err: errors.New("exit status 1")}
		},
		"fails": exits(3, "warning: old\nfatal: no\n"),
		"broken": func(context.Context, hosttest.Call) (any, error) {
			return "loading\n", hosttest.Exit(3, "fatal: no\n")
		},
		"srv": writes("listening\n"), "never": hang,
	}
}

func productionSpecs(t *testing.T) *specs.Set {
	t.Helper()
	set, err := specs.Parse("holdfast.yaml", []byte(production))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// processes is a session whose commands are processes.
func processes(t *testing.T) *host.Session {
	t.Helper()
	h, err := host.New(host.Config{
		Specs: productionSpecs(t), Isolation: host.InProcess, Uncontained: true,
	})
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

// What scripts see of fakes is what they see of processes: each script runs with
// both.
func TestFakesAreLikeProcesses(t *testing.T) {
	t.Parallel()
	const started = `await commands.start("srv", { port: 100 }); `
	tests := []struct{ name, script, want string }{
		{"undeclared", `return commands.run("tuoch")`, `"ERR_COMMAND_UNDECLARED: `},
		{"a persistent command run", `return commands.run("srv")`, `"ERR_COMMAND_KIND: `},
		{"a one-shot started", `return commands.start("touch")`, `"ERR_COMMAND_KIND: `},
		{"a value refused", `return commands.start("srv", { port: "x" })`, `"ERR_COMMAND_PARAM: `},
		{"stdin", `return commands.run("cat", {}, { stdin: "x\n" })`, `"x"`},
		{"no stdin", `return commands.run("nostdin", {}, { stdin: "x" })`, `"ERR_COMMAND_PARAM: `},
		{"no stdin of exec", `return commands.exec("nostdin", {}, { stdin: "x" })`, `"ERR_COMMAND_PARAM: `},
		{"time of the spec", `return commands.run("slow")`, `"ERR_COMMAND_TIMEOUT: `},
		{"time of the call", `return commands.run("slow", {}, { timeoutMs: 50 })`, `"ERR_COMMAND_TIMEOUT: `},
		{"time of exec", `return commands.exec("endless", {}, { timeoutMs: 50 })`, `"ERR_COMMAND_TIMEOUT: `},
		{"facts of a timeout", `const e = await commands.run("slow").catch((e) => e);
			return [e.timedOut, e.cancelled, e.exitCode, e.signal]`, `[true,false,null,"SIGKILL"]`},
		{"cancelled", `const c = new AbortController(); setTimeout(() => c.abort(), 50);
			return commands.run("endless", {}, { signal: c.signal }).catch((e) => e.name)`,
			`"CommandError"`},
		{"output: text", `return commands.run("text")`, `"a b"`},
		{"output: lines", `return commands.run("lines")`, `["a","","b"]`},
		{"output: json", `return commands.run("json")`, `{"a":1}`},
		{"output: json of exec", `return (await commands.exec("json")).stdout`, `"{\"a\":1}\n"`},
		{"output: bytes", `return [...await commands.run("bytes")]`, `[32,97,10]`},
		{"no document", `return commands.run("notjson")`, `"ERR_COMMAND_OUTPUT: `},
		{"an empty document", `return commands.run("none")`, `"ERR_COMMAND_OUTPUT: `},
		{"an exit", `return commands.run("fails")`, `"ERR_COMMAND_EXIT: `},
		{"an exit of exec", `const r = await commands.exec("fails");
			return [r.code, r.stderr]`, `[3,"warning: old\nfatal: no\n"]`},
		{"an exit that is fine", `return commands.run("grep")`, `["found"]`},
		{"joined", started + `const s = await commands.start("srv", { port: 100 });
			return s.state`, `"ready"`},
		{"joined with a default", started + `const s = await commands.start("srv");
			return s.state`, `"ready"`},
		{"other values", started +
			`return commands.start("srv", { port: 101 })`, `"ERR_COMMAND_CONFLICT: `},
		{"under a name", `const s = await commands.start("srv", {}, { as: "b.2" });
			return s.name`, `"b.2"`},
		{"under its own name", `const s = await commands.start("srv", {}, { as: "srv" });
			return s.name`, `"srv"`},
		{"under another's name", `
			return commands.start("srv", {}, { as: "touch" })`, `"ERR_COMMAND_PARAM: `},
		{"under no name", `return commands.start("srv", {}, { as: "a b" })`, `"ERR_COMMAND_PARAM: `},
		{"a name that is taken", `await commands.start("srv", {}, { as: "x" });
			return commands.start("never", {}, { as: "x" })`, `"ERR_COMMAND_CONFLICT: `},
		{"broken under a name", `return commands.start("broken", {}, { as: "x" })`,
			`"ERR_COMMAND_NOT_READY: command \"x\": `},
		{"other values under a name", `await commands.start("srv", {}, { as: "x" });
			return commands.start("srv", { port: 1 }, { as: "x" })`,
			`"ERR_COMMAND_CONFLICT: command \"x\" is running with port 100, not 1`},
		{"waiting in vain for an instance", `await commands.start("srv", {}, { as: "x" });
			return commands.wait("x", { for: /never/, timeoutMs: 20 })`,
			`"ERR_COMMAND_TIMEOUT: command \"x\": `},
		{"a signal that is none for an instance", `await commands.start("srv", {}, { as: "x" });
			return commands.stop("x", { signal: "TERM" })`,
			`"ERR_COMMAND_PARAM: command \"x\" `},
		{"broken", `return commands.start("broken")`, `"ERR_COMMAND_NOT_READY: `},
		{"status of what was broken", `await commands.start("broken").catch(() => {});
			const s = commands.status("broken"); return [s.state, s.reason, s.exitCode]`,
			`["failed","exited before it was ready: exit status 3: fatal: no",3]`},
		{"output of what was broken", `const e = await commands.start("broken").catch((e) => e);
			const { stdout, stderr } = commands.status("broken");
			const out = commands.logs("broken", { stream: "stdout" }).lines.map((l) => l.text);
			const lines = e.lines.map((l) => l.stream + " " + l.text).sort();
			return [e.stdout, e.stderr, stdout, stderr, out, lines]`,
			`["loading\n","fatal: no\n","loading\n","fatal: no\n",["loading"],["stderr fatal: no","stdout loading"]]`},
		{"stopped before it was ready", `const s = commands.start("never").catch((e) => e);
			while (!commands.list().find((c) => c.name === "never").running) await sleep(1);
			const { state } = await commands.stop("never");
			return [state, (await s).code, (await s).message]`,
			`["stopped","ERR_COMMAND_NOT_READY","command \"never\": stopped before it was ready"]`},
		{"given up", `const c = new AbortController();
			const s = commands.start("never", {}, { signal: c.signal }).catch(() => {});
			while (!commands.list().find((c) => c.name === "never").running) await sleep(1);
			c.abort(); await s;
			try { await commands.wait("never", { for: "exit" }) } catch {}
			const { state, ready, signal } = commands.status("never");
			return [state, ready, signal]`, `["failed",false,"SIGKILL"]`},
		{"two wait for it, one gives up", `const c = new AbortController();
			const first = commands.start("never", {}, { signal: c.signal }).catch(() => {});
			const second = commands.start("never").catch((e) => e.code);
			while (!commands.list().find((c) => c.name === "never").running) await sleep(1);
			await sleep(20); c.abort(); await first;
			const { state } = commands.status("never"); await commands.stop("never");
			return [state, await second]`, `["starting","ERR_COMMAND_NOT_READY"]`},
		{"a signal that is none", started +
			`return commands.stop("srv", { signal: "TERM" })`, `"ERR_COMMAND_PARAM: `},
		{"the signal of the spec", started +
			`return (await commands.stop("srv")).signal`, `"SIGINT"`},
		{"a stream that is none", started +
			`return commands.logs("srv", { stream: "x" })`, `"ERR_COMMAND_PARAM: `},
		{"waiting for nothing known", started +
			`return commands.wait("srv", { for: "x" })`, `"ERR_COMMAND_PARAM: `},
		{"waiting for a line in vain", started +
			`return commands.wait("srv", { for: /never/, timeoutMs: 20 })`, `"ERR_COMMAND_TIMEOUT: `},
		{"waiting for a line of what ended", started + `await commands.stop("srv");
			return commands.wait("srv", { for: /never/ })`, `"ERR_COMMAND_NOT_READY: `},
		{"waiting for what was never started",
			`return commands.wait("srv", { for: "exit" })`, `"ERR_COMMAND_NOT_RUNNING: `},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			script := host.Script{Source: `
				const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
				const work = async () => {` + test.script + `};
				return work().catch((e) => e.code + ": " + e.message)`}
			real, err := processes(t).Run(t.Context(), script)
			if err != nil {
				t.Fatal(err)
			}
			fake := hosttest.New(t, hosttest.Config{Specs: productionSpecs(t), Commands: standIns()})
			got, err := fake.Run(t.Context(), script)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Value) != string(real.Value) {
				t.Errorf("fakes     %s\nprocesses %s", got.Value, real.Value)
			}
			if !strings.HasPrefix(string(got.Value), test.want) {
				t.Errorf("got %s, want it to begin with %s", got.Value, test.want)
			}
		})
	}
}

// A start whose run ends before it is ready is killed, and stays so.
func TestStartOfARunThatEnds(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	fakes := standIns()
	fakes["never"] = func(ctx context.Context, _ hosttest.Call) (any, error) {
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return "listening\n", nil
	}
	s := hosttest.New(t, hosttest.Config{Specs: productionSpecs(t), Commands: fakes})
	for name, s := range map[string]*host.Session{"fakes": s.Session, "processes": processes(t)} {
		if _, err := s.Run(t.Context(), host.Script{
			Source: `await commands.start("never")`, Timeout: 100 * time.Millisecond,
		}); err == nil {
			t.Fatalf("%s: no timeout", name)
		}
		r, err := s.Run(t.Context(), host.Script{
			Source: `const s = commands.status("never"); return [s.state, s.ready, s.running, s.signal]`,
		})
		if got, want := string(r.Value), `["failed",false,false,"SIGKILL"]`; got != want || err != nil {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, want)
		}
	}
	if err := <-ended; err == nil {
		t.Error("the context of the fake did not end")
	}
}

// A call ends in time whatever its fake does, whose context has ended then.
func TestTimeoutEndsContext(t *testing.T) {
	t.Parallel()
	causes, release := make(chan error, 1), make(chan struct{})
	s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
		"slow": func(ctx context.Context, _ hosttest.Call) (any, error) {
			<-ctx.Done()
			causes <- context.Cause(ctx)
			<-release // which comes when the call is over
			return "", nil
		},
	}})
	defer close(release)
	got := s.Eval(`return commands.run("slow", {}, { timeoutMs: 200 }).catch((e) => e.message)`)
	if want := `"command \"slow\": timed out after 200ms"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if cause := <-causes; !errors.Is(cause, context.DeadlineExceeded) {
		t.Errorf("the context ended with %v", cause)
	}
}

// What a fake returns is what its command writes, or fits the declared output.
func TestOutputs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		command string
		value   any
		want    string // part of the result
	}{
		{"text", nil, `""`},
		{"text", []byte(" a "), `"a"`},
		{"text", []string{"a"}, "its fake returned a []string, which is no output: text"},
		{"text", 1, "its fake returned a int, which is no output: text"},
		{"lines", nil, `[]`},
		{"lines", []string{"a", ""}, `["a",""]`},
		{"lines", []string{}, `[]`},
		{"lines", []any{"a"}, "its fake returned a []interface {}, which is no output: lines"},
		{"json", map[string]any{"a": 1}, `{"a":1}`},
		{"json", []string{"a"}, `["a"]`},
		{"json", `"a"`, `"a"`},
		{"json", "a", "output is not a JSON document"},
		{"json", func() {}, "its fake returned a func(), which JSON cannot hold"},
		{"bytes", []byte{1}, `{"0":1}`},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s/%T", test.command, test.value), func(t *testing.T) {
			t.Parallel()
			s := hosttest.New(t, hosttest.Config{
				Specs: productionSpecs(t), Commands: map[string]hosttest.Command{
					test.command: func(context.Context, hosttest.Call) (any, error) {
						return test.value, nil
					},
				},
			})
			got := s.Eval(`return commands.run(args[0])
				.catch((e) => e.code + ": " + e.message)`, test.command)
			refused := strings.Contains(got, "ERR_COMMAND_OUTPUT")
			if got != test.want && !(refused && strings.Contains(got, test.want)) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestOutputOfPersistent(t *testing.T) {
	t.Parallel()
	var value any
	s := hosttest.New(t, hosttest.Config{
		Specs: productionSpecs(t), Commands: map[string]hosttest.Command{
			"srv": func(context.Context, hosttest.Call) (any, error) { return value, nil },
		},
	})
	const script = `return commands.start("srv").then((s) => s.stdout, (e) => e.message)`
	value = 1
	want := `"command \"srv\": its fake returned a int, not a string: the lines it writes"`
	if got := s.Eval(script); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	value = []string{"a", "b"}
	if got, want := s.Eval(script), `"a\nb\n"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A fake of a persistent command may leave something behind that ends with its
// context: when it is stopped, or the test ends.
func TestContextOfPersistent(t *testing.T) {
	t.Parallel()
	contexts := make(map[string]context.Context)
	t.Run("session", func(t *testing.T) {
		fakes := standIns()
		fakes["srv"] = func(ctx context.Context, c hosttest.Call) (any, error) {
			contexts[c.As] = ctx
			return "listening\n", nil
		}
		s := hosttest.New(t, hosttest.Config{Specs: productionSpecs(t), Commands: fakes})
		s.Eval(`for (const as of ["a", "b"]) await commands.start("srv", {}, { as })`)
		s.Eval(`await commands.stop("a")`)
		if contexts["a"].Err() == nil || contexts["b"].Err() != nil {
			t.Errorf("a: %v, b: %v, want that of a alone to have ended",
				contexts["a"].Err(), contexts["b"].Err())
		}
	})
	if contexts["b"].Err() == nil {
		t.Error("the context has not ended with the test")
	}
}
