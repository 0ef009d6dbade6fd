package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/host/internal/worker"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

func TestMain(m *testing.M) {
	if socket, ok := sandbox.Child(); ok {
		err := worker.Serve(socket, func() error {
			_, err := sandbox.Confine()
			return err
		})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// TestScripts runs the scripts of jsapi's own tests in workers: they must not see
// the difference.
func TestScripts(t *testing.T) {
	t.Parallel()
	jsapitest.RunScripts(t, "../../../jsapi/testdata", func(t *testing.T, cfg jsapi.Config) jsapitest.VM {
		return script{startVM(t, cfg)}
	})
}

// startVM returns a VM in a worker of its own, which the end of the test ends.
func startVM(t testing.TB, cfg jsapi.Config) *VM {
	t.Helper()
	vm, err := Start(wire.Setup{Bindings: cfg.Bindings, Env: cfg.Env, Dir: cfg.Dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(vm.Close)
	console := cfg.Console
	if console == nil {
		console = func(jsapi.ConsoleEntry) {}
	}
	vm.Attach(&Tier{
		Commands: cfg.Commands, Vars: cfg.Vars, Call: cfg.Call, Console: console,
		Logger: slog.New(slog.DiscardHandler),
	})
	return vm
}

// A script is a VM whose runs have no limit of memory.
type script struct{ *VM }

func (s script) Run(ctx context.Context, sc jsapi.Script) (json.RawMessage, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	return s.VM.Run(ctx, sc, Limits{MemoryBytes: -1, Cancel: cancel})
}
