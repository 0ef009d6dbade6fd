package host_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

type commandOptions = commands.Options

func TestBindingGetsSessionAndArguments(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"echo": func(_ context.Context, c host.Call) (any, error) {
			var n int
			var missing string
			if err := errors.Join(c.Arg(0, &n), c.Arg(9, &missing)); err != nil {
				return nil, err
			}
			return map[string]any{"session": c.Session.Name(), "n": n, "bytes": []byte{1, 2}}, nil
		},
	}})
	got := eval(t, s, `const r = await echo(7);
		return [r.session, r.n, r.bytes instanceof Uint8Array, [...r.bytes]]`)
	if want := `["test",7,true,[1,2]]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	err := fails(t, s, host.Script{Name: "s.js", Source: `await echo("x")`}, host.KindRuntime)
	if err.Line != 1 || err.Column != 11 || !strings.Contains(err.Message, "argument 1") {
		t.Errorf("got %v", err)
	}
}

func TestBindingErrorIsFoundAgain(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"page.open": func(context.Context, host.Call) (any, error) {
			return nil, fmt.Errorf("opening: %w", gone)
		},
	}})
	for _, source := range []string{
		`await page.open()`,
		`try { await page.open() } catch (e) { throw new Error("mine", { cause: e }) }`,
		`page.open()`,
	} {
		err := fails(t, s, host.Script{Source: source}, host.KindRuntime)
		if !errors.Is(err, gone) {
			t.Errorf("%s: %v does not wrap the binding's error", source, err)
		}
	}
}

func TestBindingPanicCostsTheVMOnly(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"boom": func(context.Context, host.Call) (any, error) { panic("boom") },
	}})
	eval(t, s, `globalThis.lost = 1; vars.set("kept", 1)`)
	err := fails(t, s, host.Script{Source: `await boom()`}, host.KindRuntime)
	if !strings.Contains(err.Message, "panic in the host: boom") {
		t.Errorf("got %v", err)
	}
	if got := eval(t, s, `return [typeof lost, vars.get("kept")]`); got != `["undefined",1]` {
		t.Errorf("after the panic: got %s", got)
	}
}

func TestBindingIsCancelledWithTheRun(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"hang": func(ctx context.Context, _ host.Call) (any, error) {
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return nil, ctx.Err()
		},
	}})
	err := fails(t, s, host.Script{
		Name: "h.js", Source: "\nawait hang()", Timeout: time.Second, // it must have begun by then
	}, host.KindTimeout)
	select {
	case cause := <-ended:
		if !errors.Is(cause, context.DeadlineExceeded) {
			t.Errorf("the binding's context has another cause: %v", cause)
		}
	default:
		t.Fatal("the binding has not ended with the run")
	}
	if err.Line != 2 || !strings.Contains(err.Message, "while it waited for hang") {
		t.Errorf("got %v, want the place of the call that was waited for", err)
	}
}

func TestBadBindings(t *testing.T) {
	t.Parallel()
	f := func(context.Context, host.Call) (any, error) { return nil, nil }
	for name, bindings := range map[string]map[string]host.Func{
		"a global":          {"commands": f},
		"below a global":    {"console.extra": f},
		"an engine global":  {"Array": f},
		"function and name": {"a": f, "a.b": f},
		"not a name":        {"a-b": f},
		"empty part":        {"a..b": f},
		"nil":               {"a": nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if h, err := host.New(host.Config{Bindings: bindings}); err == nil {
				_, _ = h.Close(t.Context())
				t.Error("no error")
			}
		})
	}
}

func TestSetup(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Isolation: host.InProcess, Setup: func(rt *goja.Runtime) error {
		return rt.Set("answer", 42)
	}})
	if got := eval(t, s, `return answer`); got != "42" {
		t.Errorf("got %s, want 42", got)
	}
	s = newSession(t, host.Config{Isolation: host.InProcess, Setup: func(rt *goja.Runtime) error {
		_, err := rt.RunString(`console.log("from Setup"); globalThis.failed = [];
			for (const f of [setTimeout, setImmediate, queueMicrotask, process.nextTick]) {
				try { f(() => {}) } catch (e) { failed.push(e.message) }
			}
			Promise.reject("nobody listens")`)
		return err
	}})
	if got := eval(t, s, `return failed.length + " " + failed[0]`); got != `"4 setTimeout: no script is running"` {
		t.Errorf("what Setup cannot do: got %s", got)
	}
	wrong := errors.New("wrong")
	_, err := host.New(host.Config{Isolation: host.InProcess, Setup: func(*goja.Runtime) error { return wrong }})
	if !errors.Is(err, wrong) {
		t.Errorf("got %v, want Setup's error", err)
	}
}
