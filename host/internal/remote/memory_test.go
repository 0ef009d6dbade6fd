package remote

import (
	"context"
	"errors"
	"testing"

	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

// An unmeasured process is one on a system that tells nobody what a process has.
type unmeasured struct{ process }

func (unmeasured) Memory() (int, error)  { return 0, errors.ErrUnsupported }
func (unmeasured) LimitMemory(int) error { return errors.ErrUnsupported }

// TestWorkerWatchesItself holds that where the host cannot look at a worker's memory,
// the worker does, and that the run it ends is told as one that passed its limit.
func TestWorkerWatchesItself(t *testing.T) {
	t.Parallel()
	vm := startVM(t, jsapitest.Tier())
	vm.process = unmeasured{vm.process}
	run := func(source string) error {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		l := Limits{MemoryBytes: 8 << 20, Cancel: cancel}
		_, err := vm.Run(ctx, jsapi.Script{Source: source}, l)
		return err
	}
	if err := run(`return 1`); err != nil {
		t.Fatal(err)
	}
	err := run("const all = [];\nfor (;;) all.push({ n: all.length });")
	serr, ok := errors.AsType[*jsapi.ScriptError](err)
	if !ok || serr.Kind != jsapi.KindMemory || serr.Line != 2 || !errors.Is(err, jsapi.ErrMemory) {
		t.Errorf("got %v", err)
	}
}
