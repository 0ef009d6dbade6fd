package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/holdfast-run/holdfast/host/internal/memory"
	"github.com/holdfast-run/holdfast/host/internal/remote"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// A vm is where a session's scripts run: a VM in this process or in a worker. It
// is used by one goroutine at a time, but for Kill.
type vm interface {
	// Run, Eval, Complete and Preview are those of a jsapi.VM.
	Run(ctx context.Context, s jsapi.Script, l remote.Limits) (json.RawMessage, error)
	Eval(ctx context.Context, e jsapi.Entry, l remote.Limits) (jsapi.Evaluation, error)
	Complete(ctx context.Context, text string, cursor int) (jsapi.Completions, error)
	Preview(ctx context.Context, text string) (string, error)
	// Poisoned reports whether the vm must be killed and not be used again.
	Poisoned() bool
	// Kill gives up what the vm holds. It does not wait.
	Kill()
}

// An inProcess is a VM in this process.
type inProcess struct{ *jsapi.VM }

func (v inProcess) Run(
	ctx context.Context, s jsapi.Script, l remote.Limits,
) (json.RawMessage, error) {
	defer memory.WatchHeap(l.MemoryBytes, l.Cancel)()
	return v.VM.Run(ctx, s)
}

func (v inProcess) Eval(
	ctx context.Context, e jsapi.Entry, l remote.Limits,
) (jsapi.Evaluation, error) {
	defer memory.WatchHeap(l.MemoryBytes, l.Cancel)()
	return v.VM.Eval(ctx, e)
}

// Kill leaves the VM to the garbage collector.
func (inProcess) Kill() {}

// newInProcess makes a vm in this process for s, or for nobody to see whether
// cfg makes one.
func newInProcess(cfg Config, programs *jsapi.Programs, s *Session) (vm, error) {
	c := jsapi.Config{
		Programs: programs,
		Bindings: slices.Collect(maps.Keys(cfg.Bindings)),
		Dir:      cfg.Dir,
		Env:      cfg.scriptEnv(),
		Setup:    cfg.Setup,
	}
	if s != nil {
		c.Commands = s.shown()
		c.Vars = &s.vars
		c.Console = s.print
		c.Call = s.call
	}
	v, err := jsapi.New(c)
	if err != nil {
		return nil, err
	}
	return inProcess{v}, nil
}

// call runs one of the embedder's functions for a script.
func (s *Session) call(ctx context.Context, name string, args []any) (any, error) {
	defer s.tellPanic("binding", name)
	f := s.host.cfg.Bindings[name]
	if f == nil {
		return nil, fmt.Errorf("there is no binding %.80q", name) // a worker that makes things up
	}
	result, err := f(ctx, Call{Session: s, Args: args})
	if stream, ok := result.(*Stream); ok && err == nil {
		switch {
		case stream == nil:
			return nil, nil
		case stream.wake == nil:
			return nil, errors.New("a host.Stream that NewStream has not made")
		}
	}
	if stream, ok := result.(jsapi.Stream); ok && err == nil {
		return shownStream{stream, s, name}, nil
	}
	return shownData(result, err)
}

// shownData makes what a script is to see of what the embedder's code has come to,
// here so that a panic in its methods is one of that code.
func shownData(x any, err error) (any, error) {
	if err != nil {
		_ = err.Error() // that of a nil pointer panics
		return nil, err
	}
	return jsapi.Portable(x)
}

// tellPanic, deferred, logs a panic in the embedder's code and lets it go on: jsapi
// makes it an error and gives up the VM.
func (s *Session) tellPanic(kind, name string) {
	if x := recover(); x != nil {
		s.host.cfg.Logger.Error(kind+" panicked", "session", s.name, kind, name,
			"panic", fmt.Sprint(x), "stack", string(debug.Stack()))
		panic(x)
	}
}

// setup is what the VM of a worker is made of.
func (cfg Config) setup() wire.Setup {
	return wire.Setup{
		Bindings: slices.Collect(maps.Keys(cfg.Bindings)), Env: cfg.scriptEnv(), Dir: cfg.Dir,
	}
}

// tier is what a worker's VM reaches of s.
func (s *Session) tier() *remote.Tier {
	return &remote.Tier{
		Commands: s.shown(), Vars: &s.vars, Call: s.call, Console: s.print,
		Logger: s.host.cfg.Logger.With("session", s.name),
	}
}
