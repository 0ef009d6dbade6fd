package host

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/holdfast-run/holdfast/jsapi"
)

// A vm is where a session's scripts run: the seam behind which a VM may live in
// another process. It is used by one goroutine at a time.
type vm interface {
	Run(ctx context.Context, s jsapi.Script) (json.RawMessage, error)
	Eval(ctx context.Context, e jsapi.Entry) (jsapi.Evaluation, error)
	Complete(ctx context.Context, text string, cursor int) (jsapi.Completions, error)
	Preview(ctx context.Context, text string) (string, error)
	Poisoned() bool
}

// newInProcess makes a vm in this process for s, or for nobody to see whether
// cfg makes one.
func newInProcess(cfg Config, programs *jsapi.Programs, s *Session) (vm, error) {
	c := jsapi.Config{
		Programs: programs,
		Bindings: slices.Collect(maps.Keys(cfg.Bindings)),
		Dir:      cfg.Dir,
		Setup:    cfg.Setup,
	}
	if cfg.Specs != nil {
		c.Env = cfg.Specs.Env(cfg.Environ)
	}
	if s != nil {
		c.Commands = s.runner
		c.Vars = &s.vars
		c.Console = s.print
		c.Call = s.call
	}
	return jsapi.New(c)
}

// call runs one of the embedder's functions for a script.
func (s *Session) call(ctx context.Context, name string, args []any) (any, error) {
	defer func() {
		if x := recover(); x != nil {
			s.host.cfg.Logger.Error("binding panicked", "session", s.name, "binding", name,
				"panic", fmt.Sprint(x), "stack", string(debug.Stack()))
			panic(x) // jsapi makes it an error and gives up the VM
		}
	}()
	return s.host.cfg.Bindings[name](ctx, Call{Session: s.name, Args: args})
}
