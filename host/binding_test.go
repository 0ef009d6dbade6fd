package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/jsapi"
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

// TestArgErrors holds that a script is told what does not fit without the names of
// Go, and that Go code finds the error of encoding/json.
func TestArgErrors(t *testing.T) {
	t.Parallel()
	type options struct {
		Name  string   `json:"name"`
		Size  int8     `json:"size"`
		Ratio float64  `json:"ratio"`
		Deep  []string `json:"deep"`
		On    bool     `json:"on"`
		Bytes []byte   `json:"bytes"`
		Sub   struct{ X uint }
	}
	for arg, want := range map[string]string{
		`"text"`:             "argument 1: must be an object, not a string",
		`{"name": 1}`:        "argument 1: name must be a string, not a number",
		`{"size": 1.5}`:      "argument 1: size must be a whole number, not 1.5",
		`{"size": 300}`:      "argument 1: size must not be 300, which is out of range",
		`{"ratio": "1"}`:     "argument 1: ratio must be a number, not a string",
		`{"deep": {}}`:       "argument 1: deep must be an array, not an object",
		`{"on": []}`:         "argument 1: on must be a boolean, not an array",
		`{"bytes": true}`:    "argument 1: bytes must be a Uint8Array, not a boolean",
		`{"Sub": {"X": -1}}`: "argument 1: Sub.X must not be -1, which is out of range",
	} {
		var value any
		if err := json.Unmarshal([]byte(arg), &value); err != nil {
			t.Fatal(err)
		}
		err := host.Call{Args: []any{value}}.Arg(0, new(options))
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); !ok || err.Error() != want {
			t.Errorf("%s: got %v, want %s", arg, err, want)
		}
	}
}

// TestArgLacksInJSON holds the same of numbers that JSON lacks.
func TestArgLacksInJSON(t *testing.T) {
	t.Parallel()
	for _, arg := range []any{math.NaN(), math.Inf(-1), map[string]any{"x": []any{math.NaN()}}} {
		var dst any
		err := host.Call{Args: []any{arg}}.Arg(0, &dst)
		const want = "argument 1: must not be or contain NaN or Infinity"
		if _, ok := errors.AsType[*json.UnsupportedValueError](err); !ok || err.Error() != want {
			t.Errorf("%v: got %v, want %s", arg, err, want)
		}
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

func (panicking) List() []commands.Info { panic(errBoom) }

func (panicking) Run(context.Context, string, map[string]any, commands.Options) (any, error) {
	panic(errBoom)
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

// TestCancelledAtItsEnd holds that a run whose context ends while it waits for what
// its script has left behind does not wait in vain.
func TestCancelledAtItsEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	began := make(chan struct{})
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"linger": func(call context.Context, _ host.Call) (any, error) {
			close(began)
			<-call.Done() // the run has failed
			cancel()
			return nil, nil
		},
		"begun": func(context.Context, host.Call) (any, error) {
			<-began
			return nil, nil
		},
	}})
	_, err := s.Run(ctx, host.Script{Source: `linger(); await begun(); throw new Error("mine")`})
	serr, ok := errors.AsType[*host.ScriptError](err)
	if !ok || serr.Message != "mine" || errors.Is(err, jsapi.ErrAbandoned) {
		t.Errorf("got %v, abandoned: %t", err, errors.Is(err, jsapi.ErrAbandoned))
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
		"the arguments":     {"args": f},
		"a keyword":         {"class": f},
		"below a keyword":   {"let.it": f},
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

// TestNewNamesEveryFault holds that New tells of all that is wrong at once.
func TestNewNamesEveryFault(t *testing.T) {
	t.Parallel()
	f := func(context.Context, host.Call) (any, error) { return nil, nil }
	_, err := host.New(host.Config{
		Isolation: 7, Bindings: map[string]host.Func{"1": f, "console": f, "args": f, "none": nil},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, fault := range []string{"Isolation is 7", `"1"`, `"console"`, `"args"`, `"none" is nil`} {
		if !strings.Contains(err.Error(), fault) {
			t.Errorf("%v\ndoes not name %s", err, fault)
		}
	}
}

// TestOddResults holds that whatever a binding returns, or if it does not return
// at all, costs an exception at most.
func TestOddResults(t *testing.T) {
	t.Parallel()
	cycle := map[string]any{}
	cycle["me"] = []any{cycle}
	nested := func(depth int) any {
		var list []any
		for range depth {
			list = []any{list}
		}
		return list
	}
	results := map[string]func() (any, error){
		"cycle":    func() (any, error) { return cycle, nil },
		"deep":     func() (any, error) { return nested(200), nil },
		"deeper":   func() (any, error) { return nested(300), nil },
		"nothing":  func() (any, error) { return (*host.Stream)(nil), nil },
		"no queue": func() (any, error) { return &host.Stream{}, nil },
		"exit":     func() (any, error) { runtime.Goexit(); return nil, nil },
		"events": func() (any, error) {
			s := host.NewStream(3, nil)
			s.Send(cycle)
			s.Send("lost")
			return s, nil
		},
	}
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"odd": func(_ context.Context, c host.Call) (any, error) { return results[c.Args[0].(string)]() },
	}})
	const deep = "Error: a value is nested deeper than 200 or contains itself: give it as JSON"
	const source = `const events = await odd("events");
		const tried = async (what) => { try { return await what(); } catch (e) { return String(e); } };
		return [
			await tried(() => odd("cycle")), (await odd("deep")).length, await tried(() => odd("deeper")),
			await odd("nothing"), await tried(() => odd("no queue")), await tried(() => odd("exit")),
			await tried(() => events.next()), await events.next(),
		]`
	want := `["` + deep + `",1,"` + deep + `",null,"Error: a host.Stream that NewStream has not made",` +
		`"Error: a function of the host has ended its goroutine","` + deep + `",{"done":true}]`
	if got := eval(t, s, source); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestGatheredErrorIsFoundAgain holds that the errors behind an AggregateError are
// those of the run.
// TestEmptyResults holds that what has no elements is the same wherever the script
// runs, and that no JSON is null, as encoding/json has it.
func TestEmptyResults(t *testing.T) {
	t.Parallel()
	results := map[string]any{
		"strings": []string(nil), "list": []any(nil), "map": map[string]any(nil),
		"json": json.RawMessage(nil), "no text": json.RawMessage{}, "bytes": []byte(nil),
	}
	within := maps.Clone(results)
	results["within"] = within
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"get": func(_ context.Context, c host.Call) (any, error) {
			return results[c.Args[0].(string)], nil
		},
	}})
	const bytes = `Uint8Array(0) []`
	for name, want := range map[string]string{
		"strings": "[]", "list": "[]", "map": "{}", "json": "null", "no text": "null", "bytes": bytes,
		"within": "{ bytes: " + bytes + ", json: null, list: [], map: {}, 'no text': null, strings: [] }",
	} {
		got := eval(t, s, `const value = await get("`+name+`");
			return require("util").inspect(value, { breakLength: Infinity })`)
		if got != strconv.Quote(want) {
			t.Errorf("%s: got %s, want %q", name, got, want)
		}
	}
}

func TestGatheredErrorIsFoundAgain(t *testing.T) {
	t.Parallel()
	errs := []error{errors.New("first"), errors.New("second")}
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"fail": func(_ context.Context, c host.Call) (any, error) { return nil, errs[int(c.Args[0].(float64))] },
	}})
	_, err := s.Run(t.Context(), host.Script{Source: `await Promise.any([fail(0), fail(1)])`})
	for _, e := range errs {
		if !errors.Is(err, e) {
			t.Errorf("%v does not wrap %q", err, e)
		}
	}
}

// TestLateBinding holds that a run that ends while a binding is late says which it
// waited for, and says so if that does not return.
func TestLateBinding(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	var cancel context.CancelFunc // of the run
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"late": func(ctx context.Context, c host.Call) (any, error) {
			time.AfterFunc(200*time.Millisecond, cancel) // by then the script waits
			<-ctx.Done()
			if c.Args[0] == "never" {
				<-release
			} else {
				time.Sleep(time.Second) // longer than a worker that goes on is given
			}
			return nil, nil
		},
	}})
	cancelled := func(source string) *host.ScriptError {
		var ctx context.Context
		ctx, cancel = context.WithCancel(t.Context())
		defer cancel()
		_, err := s.Run(ctx, host.Script{Source: source})
		e, ok := errors.AsType[*host.ScriptError](err)
		if !ok {
			t.Fatalf("%s: got %v", source, err)
		}
		return e
	}
	err := cancelled(`vars.set("x", 1); await late("a while")`)
	if !strings.HasSuffix(err.Message, "while it waited for late") || err.Line != 1 {
		t.Errorf("got %v", err)
	}
	if err.Kind != host.KindCancelled || errors.Is(err, jsapi.ErrAbandoned) {
		t.Errorf("%v (%s) was not abandoned", err, err.Kind)
	}
	if got := eval(t, s, `return vars.get("x")`); got != "1" {
		t.Errorf("after it: %s", got)
	}
	err = cancelled(`await late("never")`)
	close(release)
	if !errors.Is(err, jsapi.ErrAbandoned) || !strings.Contains(err.Error(), "while it waited for late") {
		t.Errorf("got %v, want one that says what was abandoned", err)
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
