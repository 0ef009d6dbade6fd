package host_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

func TestStreamReachesAScript(t *testing.T) {
	t.Parallel()
	stopped := make(chan struct{}, 10)
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"page.on": func(_ context.Context, c host.Call) (any, error) {
			events := host.NewStream(3, func() { stopped <- struct{}{} })
			for i := range 5 {
				events.Send(map[string]any{"i": i, "raw": []byte{byte(i)}})
			}
			events.End(nil)
			return events, nil
		},
	}})
	got := eval(t, s, `const events = await page.on(), seen = [];
		for (let e; !(e = await events.next()).done;) seen.push(e.value.i + e.value.raw[0]);
		return [seen, events.dropped]`)
	if want := `[[4,6,8],2]`; got != want {
		t.Errorf("got %s, want %s: the newest of five", got, want)
	}
	<-stopped
	eval(t, s, `await page.on(() => {})`)
	<-stopped // by the end of the run
	fails(t, s, host.Script{Source: `await page.on(); throw new Error("mine")`}, host.KindRuntime)
	<-stopped
}

func TestStreamEndsWithTheRun(t *testing.T) {
	t.Parallel()
	stopped := make(chan struct{}, 1)
	var cancel context.CancelFunc
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"page.on": func(context.Context, host.Call) (any, error) {
			return host.NewStream(1, func() { stopped <- struct{}{} }), nil
		},
		"page.leave": func(context.Context, host.Call) (any, error) { cancel(); return nil, nil },
	}})
	for _, source := range []string{
		`const events = await page.on(); page.leave(); await events.next()`,
		`await page.on(() => {}); page.leave(); await new Promise((resolve) => setTimeout(resolve, 1e6))`,
		`await page.on(() => {}); page.leave(); for (;;) ;`,
	} {
		var ctx context.Context
		ctx, cancel = context.WithCancel(t.Context())
		_, err := s.Run(ctx, host.Script{Source: source})
		cancel()
		if failed, ok := errors.AsType[*host.ScriptError](err); !ok || failed.Kind != host.KindCancelled {
			t.Errorf("%s: got %v", source, err)
		}
		<-stopped
	}
	if got := eval(t, s, `return (await page.on()).dropped`); got != "0" {
		t.Errorf("got %s", got)
	}
	<-stopped
}

func TestStreamErrorIsFoundAgain(t *testing.T) {
	t.Parallel()
	gone := errors.New("the browser is gone")
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"page.on": func(context.Context, host.Call) (any, error) {
			events := host.NewStream(1, nil)
			events.End(gone)
			return events, nil
		},
	}})
	for _, source := range []string{
		`await (await page.on()).next()`,
		`await page.on(() => {}); await new Promise((resolve) => setTimeout(resolve, 1e6))`,
	} {
		err := fails(t, s, host.Script{Source: source}, host.KindRuntime)
		if !errors.Is(err, gone) || err.Line != 1 {
			t.Errorf("%s: got %v", source, err)
		}
	}
}

func TestStreamNext(t *testing.T) {
	t.Parallel()
	events := host.NewStream(0, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := events.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("nothing there: %v", err)
	}
	var sending sync.WaitGroup
	sending.Go(func() { events.Send("late") })
	if item, _, err := events.Next(t.Context()); item != "late" || err != nil {
		t.Errorf("got %v, %v", item, err)
	}
	sending.Wait()
	events.Close()
	events.Close()
	if _, _, err := events.Next(t.Context()); err != io.EOF {
		t.Errorf("closed: %v", err)
	}
	if events.Send("too late") {
		t.Error("a closed stream takes items")
	}
}

// TestStreamSendsNothingItself holds that a reader is given what was sent and no
// more, although of two items one is dropped while it wakes up.
func TestStreamSendsNothingItself(t *testing.T) {
	t.Parallel()
	for range 2000 {
		events := host.NewStream(1, nil)
		var reading sync.WaitGroup
		reading.Go(func() {
			for {
				switch item, _, err := events.Next(t.Context()); {
				case err == io.EOF:
					return
				case item == nil || err != nil:
					t.Errorf("got %v, %v", item, err)
					return
				}
			}
		})
		for i := range 20 {
			events.Send(i)
		}
		runtime.Gosched() // to the reader: at the end of the stream there is no more to see
		events.End(nil)
		reading.Wait()
		if t.Failed() {
			return
		}
	}
}

// TestStreamWithinData holds that a script is not handed an empty object in place
// of a stream.
func TestStreamWithinData(t *testing.T) {
	t.Parallel()
	type page struct{ Events *host.Stream }
	for name, result := range map[string]any{
		"map":    map[string]any{"events": host.NewStream(1, nil)},
		"list":   []*host.Stream{host.NewStream(1, nil)},
		"struct": page{host.NewStream(1, nil)},
	} {
		s := newSession(t, host.Config{Bindings: map[string]host.Func{
			"open": func(context.Context, host.Call) (any, error) { return result, nil },
		}})
		err := fails(t, s, host.Script{Source: `await open()`}, host.KindRuntime)
		if !strings.Contains(err.Message, "a Stream must be what a Func returns") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// An embedder's own stream may stand for a Stream.
type ownStream struct{ *host.Stream }

func TestStreamOfTheEmbedder(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"open": func(context.Context, host.Call) (any, error) {
			events := host.NewStream(1, nil)
			events.Send(1)
			return ownStream{events}, nil
		},
	}})
	if got := eval(t, s, `return (await (await open()).next()).value`); got != "1" {
		t.Errorf("got %s", got)
	}
}

// A mine panics when it is looked at: as data, as an error.
type mine struct{}

func (mine) MarshalJSON() ([]byte, error) { panic(errBoom) }

func (mine) Error() string { panic(errBoom) }

// A logText is what was logged, for a test that reads it in between.
type logText struct {
	mu   sync.Mutex // guards text
	text []byte
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	return len(p), nil
}

// take returns what was logged since the last call.
func (l *logText) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := string(l.text)
	l.text = nil
	return text
}

// TestStreamPanics holds that a panic in what a Stream was given is one of its
// binding, whenever it comes: it is logged, and costs the VM only.
func TestStreamPanics(t *testing.T) {
	t.Parallel()
	var log logText
	stop := func() { panic(errBoom) }
	s := newSession(t, host.Config{
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
		Bindings: map[string]host.Func{
			"open": func(context.Context, host.Call) (any, error) { return host.NewStream(2, stop), nil },
			"item": func(context.Context, host.Call) (any, error) {
				events := host.NewStream(2, nil)
				events.Send(mine{})
				return events, nil
			},
			"end": func(context.Context, host.Call) (any, error) {
				events := host.NewStream(2, nil)
				events.End(mine{})
				return events, nil
			},
			"data":  func(context.Context, host.Call) (any, error) { return []any{mine{}}, nil },
			"error": func(context.Context, host.Call) (any, error) { return nil, mine{} },
		},
	})
	generation := 0
	ran := func(source string) {
		t.Helper()
		generation++
		if got := s.Status(); got.Warm || got.Generation != generation {
			t.Errorf("%s: the VM is used again: %+v", source, got)
		}
		text := log.take()
		if !strings.Contains(text, "binding panicked") || !strings.Contains(text, "host_test.mine") &&
			!strings.Contains(text, "host_test.TestStreamPanics") {
			t.Errorf("%s: logged %q", source, text)
		}
	}
	for _, source := range []string{
		`await open(); return 1`,
		`await open(); await open(); return 1`,
		`await open(() => {}); return 1`,
		`const e = await open(); e.close(); await e.next(); return 1`,
		`try { (await open()).close() } catch {} return 1`,
		`await (await item()).next()`,
		`await item(() => {}); await new Promise((resolve) => setTimeout(resolve, 1e6))`,
		`await (await end()).next()`,
		`await end(() => {}); await new Promise((resolve) => setTimeout(resolve, 1e6))`,
		`await data()`,
		`await error()`,
	} {
		err := fails(t, s, host.Script{Source: source}, host.KindInternal)
		if err.Message != "panic in the host: boom" || !errors.Is(err, errBoom) {
			t.Errorf("%s: got %v", source, err)
		}
		ran(source)
	}
	for _, source := range []string{
		`(await item()).next()`, `(await end()).next()`, `data()`, `error()`,
	} {
		if got := eval(t, s, `try { await `+source+` } catch (e) { return e.message }`); got != `"panic in the host: boom"` {
			t.Errorf("%s: the script gets %s", source, got)
		}
		ran(source)
	}
	for source, kind := range map[string]host.Kind{
		`await open(); throw new Error("mine")`: host.KindRuntime,
		`await open(); for (;;);`:               host.KindTimeout,
	} {
		fails(t, s, host.Script{Source: source, Timeout: time.Second}, kind)
		ran(source)
	}
}
