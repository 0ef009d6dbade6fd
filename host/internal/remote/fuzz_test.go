package remote

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/host/internal/worker"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

// FuzzWorker lets a worker say anything during a run. The run must end once the
// worker has, with nothing left of it.
func FuzzWorker(f *testing.F) {
	for _, source := range []string{
		`return args`,
		`console.log("a", [1]); vars.set("x", {a: 1}); return vars.get("x")`,
		`return [await page.title(), await page.echo({a: [1, new Uint8Array([1, 2])], b: null})]`,
		`await Promise.allSettled([page.fail(), commands.run("echo", {a: "b"}), commands.run("fail")])`,
		`commands.run("hang"); throw new TypeError("x")`,
		`await commands.wait("dev", {pattern: /a+/}); await commands.start("dev"); commands.logs("dev")`,
		`const c = new AbortController; const p = commands.run("hang", {}, {signal: c.signal}); c.abort(); await p`,
	} {
		f.Add(recorded(f, source))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		current := goleak.IgnoreCurrent()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		vm, p := newPuppet(strict(t), func(jsapi.ConsoleEntry) {})
		var acts sync.WaitGroup
		acts.Go(p.deaf)
		acts.Go(func() {
			p.write(string(said))
			p.exit()
		})
		ctx, release := context.WithTimeout(context.Background(), 5*time.Second)
		defer release()
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		_, err := vm.Run(ctx, jsapi.Script{}, Limits{MemoryBytes: 1 << 30, Cancel: cancel})
		checkKind(t, err)
		if ctx.Err() != nil {
			t.Errorf("the run went on without its worker: %v", err)
		}
		vm.Close()
		acts.Wait()
		if err := goleak.Find(current); err != nil {
			t.Error(err)
		}
		const most = 512 << 20
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > most {
			t.Errorf("%d bytes took %d bytes of memory", len(said), after.TotalAlloc-before.TotalAlloc)
		}
	})
}

func checkKind(t *testing.T, err error) {
	if err == nil {
		return
	}
	serr, ok := errors.AsType[*jsapi.ScriptError](err)
	if !ok {
		t.Fatalf("%T %v is no error of a script", err, err)
	}
	switch serr.Kind {
	case jsapi.KindSyntax, jsapi.KindRuntime, jsapi.KindInternal, jsapi.KindCrash:
	default:
		t.Errorf("kind %q, though nobody ended the run", serr.Kind)
	}
}

// recorded returns what a real worker says while it runs a script.
func recorded(t testing.TB, source string) []byte {
	cfg := jsapitest.Tier()
	host, socket := duplex(t)
	vm, p := newPuppetOn(host, socket, cfg, func(jsapi.ConsoleEntry) {})
	var said bytes.Buffer
	socket.said = &said
	var served sync.WaitGroup
	served.Go(func() {
		_ = worker.Serve(socket, func() error { return nil })
		p.exit()
	})
	setup := wire.Setup{Bindings: cfg.Bindings, Env: cfg.Env, Dir: cfg.Dir}
	if err := vm.conn.Send(wire.KindSetup, 0, setup, nil); err != nil {
		t.Fatal(err)
	}
	ctx, release := context.WithTimeout(context.Background(), 10*time.Second)
	defer release()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	_, _ = vm.Run(ctx, jsapi.Script{Source: source}, Limits{MemoryBytes: -1, Cancel: cancel})
	if ctx.Err() != nil {
		t.Fatalf("%s: %v", source, ctx.Err())
	}
	vm.Close()
	served.Wait()
	return said.Bytes()
}

// An end is one of a connection of two pipes, which have room as a socket has.
type end struct {
	*os.File          // reads
	to       *os.File // writes
	said     io.Writer
}

func duplex(t testing.TB) (host, worker *end) {
	r1, w1, err1 := os.Pipe()
	r2, w2, err2 := os.Pipe()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return &end{r1, w2, io.Discard}, &end{r2, w1, io.Discard}
}

func (e *end) Write(b []byte) (int, error) {
	_, _ = e.said.Write(b)
	return e.to.Write(b)
}

func (e *end) Close() error { return errors.Join(e.File.Close(), e.to.Close()) }
