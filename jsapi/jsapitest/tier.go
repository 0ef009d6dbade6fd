package jsapitest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/specs"
)

// Tier returns a durable tier for one VM: fake commands, variables and bindings.
func Tier() jsapi.Config {
	return jsapi.Config{
		Commands: fakeCommander{},
		Vars:     make(fakeVars),
		Bindings: []string{"page.title", "page.fail", "page.panic", "page.hang", "page.echo",
			"page.frame.count", "page.frame.endless", "page.frame.broken", "page.frame.open"},
		Call: new(fakePage).call,
		Env:  map[string]string{"HOME": "/home/script"},
		Dir:  "/srv/script",
	}
}

// fakeCommander knows a few commands by name and starts no process.
type fakeCommander struct{}

func (fakeCommander) Run(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (any, error) {
	switch name {
	case "echo":
		return echoed(values, o), nil
	case "lines":
		return []string{"a", "", " b"}, nil
	case "json":
		return json.RawMessage(`{"z":1,"a":[true,null]}`), nil
	case "huge":
		return json.RawMessage(`{"n":1e400}`), nil
	case "bytes":
		return []byte{0, 255, 10}, nil
	case "fail":
		return nil, &commands.Error{Code: commands.CodeExit, Command: name, Result: failed(),
			Err: errors.New("exit status 3: no such thing")}
	case "eager":
		if ctx.Err() == nil {
			return nil, &commands.Error{Code: commands.CodeExit, Command: name, Err: errors.New("was started")}
		}
		return nil, &commands.Error{Code: commands.CodeCancelled, Command: name,
			Err: fmt.Errorf("cancelled before it was started: %w", context.Cause(ctx))}
	case "hang":
		<-ctx.Done()
		return nil, &commands.Error{Code: commands.CodeCancelled, Command: name,
			Result: &commands.Result{Command: name, Code: -1, Signal: "SIGKILL", Cancelled: true},
			Err:    fmt.Errorf("cancelled: %w", context.Cause(ctx))}
	}
	return nil, &commands.Error{Code: commands.CodeUndeclared, Command: name,
		Err: errors.New("is not declared")}
}

func (f fakeCommander) Exec(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (*commands.Result, error) {
	switch name {
	case "fail":
		return failed(), nil
	case "killed":
		return &commands.Result{Command: name, Code: -1, Signal: "SIGKILL"}, nil
	}
	_, err := f.Run(ctx, name, values, o)
	return &commands.Result{Command: name}, err
}

// The fake knows one persistent command, "dev", and starts nothing.

func (fakeCommander) Start(
	_ context.Context, name string, values map[string]any, o commands.StartOptions,
) (commands.Status, error) {
	if name != "dev" {
		return commands.Status{}, &commands.Error{Code: commands.CodeNotReady, Command: name,
			Lines: []commands.Line{{Seq: 7, Stream: "stderr", Text: "port in use"}},
			Err:   errors.New("exited before it was ready")}
	}
	return commands.Status{
		Name: o.As, Command: name, State: "ready", Running: true, Ready: true, PID: 42,
		Uptime: 1500 * time.Microsecond, Stdout: fmt.Sprint(values),
	}, nil
}

func (fakeCommander) Status(name string) (commands.Status, error) {
	if name != "dev" {
		return commands.Status{}, &commands.Error{Code: commands.CodeNotRunning, Command: name,
			Err: errors.New("is not running")}
	}
	return commands.Status{
		Name: name, Command: name, State: "exited", PID: 42, ExitCode: 0, EndedAt: time.Now(), Restarts: 2,
	}, nil
}

func (fakeCommander) Stop(
	_ context.Context, name string, o commands.StopOptions,
) (commands.Status, error) {
	grace := "the spec's"
	if o.Grace != nil {
		grace = o.Grace.String()
	}
	return commands.Status{
		Name: name, State: "stopped", EndedAt: time.Now(), ExitCode: -1, Signal: "SIGTERM",
		Reason: o.Signal + " " + grace,
	}, nil
}

func (fakeCommander) Logs(name string, o commands.LogOptions) (commands.Logs, error) {
	return commands.Logs{
		Lines: []commands.Line{{Seq: o.Since, Time: time.UnixMilli(1000), Stream: "stdout",
			Text: fmt.Sprintf("%s %q %d", name, o.Stream, o.Limit)}},
		Next: o.Since + 1, Dropped: 3,
	}, nil
}

func (fakeCommander) Wait(
	ctx context.Context, name string, o commands.WaitOptions,
) (commands.Status, error) {
	if o.For == "exit" {
		<-ctx.Done()
		return commands.Status{}, &commands.Error{Code: commands.CodeTimeout, Command: name,
			Err: fmt.Errorf("waited for an exit: %w", context.Cause(ctx))}
	}
	return commands.Status{Name: name, Reason: fmt.Sprintf("%s %v %d", o.For, o.Pattern, o.Since)}, nil
}

// echoed shows how values and options arrive in Go.
func echoed(values map[string]any, o commands.Options) any {
	types := map[string]any{}
	for name, v := range values {
		types[name] = fmt.Sprintf("%T %v", v, v)
	}
	return map[string]any{
		"values": types, "timeoutMs": float64(o.Timeout.Milliseconds()), "stdin": o.Stdin,
	}
}

func failed() *commands.Result {
	return &commands.Result{
		Command: "fail", Code: 3, Stdout: "out", Stderr: "no such thing\n",
		Duration: 1500 * time.Microsecond,
	}
}

func (fakeCommander) List() []commands.Info {
	return []commands.Info{{
		Name: "clone", Description: "Clone", Params: []specs.Param{
			{Name: "url", Type: specs.String, Required: true},
			{Name: "depth", Type: specs.Integer, Default: 1.0, Description: "How deep"},
		},
	}, {Name: "dev", Persistent: true}}
}

// fakeVars keeps variables without bounds.
type fakeVars map[string]json.RawMessage

func (v fakeVars) Get(name string) (json.RawMessage, bool) {
	value, ok := v[name]
	return value, ok
}

func (v fakeVars) Set(name string, value json.RawMessage) error {
	if name == "full" {
		return errors.New("variable \"full\": no room")
	}
	v[name] = value
	return nil
}

func (v fakeVars) Delete(name string) bool {
	_, ok := v[name]
	delete(v, name)
	return ok
}

func (v fakeVars) Keys() []string {
	keys := []string{}
	for name := range v {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}

// ErrBinding is what the binding page.fail returns.
var ErrBinding = errors.New("no such page")

// fakePage is what the bindings are about.
type fakePage struct{ open atomic.Int32 } // streams

func (p *fakePage) call(ctx context.Context, name string, args []any) (any, error) {
	switch name {
	case "page.frame.count":
		n, _ := args[0].(float64)
		return p.stream(int(n), io.EOF), nil
	case "page.frame.endless":
		return p.stream(-1, nil), nil
	case "page.frame.broken":
		return p.stream(1, ErrBinding), nil
	case "page.frame.open":
		return int(p.open.Load()), nil
	case "page.title":
		return "a title", nil
	case "page.echo":
		return map[string]any{"go": fmt.Sprintf("%#v", args), "back": args}, nil
	case "page.hang":
		<-ctx.Done()
		return nil, context.Cause(ctx)
	case "page.panic":
		panic("the page is gone")
	}
	return nil, fmt.Errorf("page.fail: %w", ErrBinding)
}

// A fakeStream counts from 0 to n, or for ever if that is negative, and ends with
// an error.
type fakeStream struct {
	page *fakePage
	n    int
	end  error

	next   atomic.Int64
	closed sync.Once
}

func (p *fakePage) stream(n int, end error) *fakeStream {
	p.open.Add(1)
	return &fakeStream{page: p, n: n, end: end}
}

func (s *fakeStream) Next(ctx context.Context) (any, uint64, error) {
	i := int(s.next.Add(1)) - 1
	switch {
	case ctx.Err() != nil:
		return nil, 0, context.Cause(ctx)
	case i == s.n:
		return nil, 0, s.end
	}
	return map[string]any{"i": i}, uint64(2 * i), nil
}

func (s *fakeStream) Close() { s.closed.Do(func() { s.page.open.Add(-1) }) }
