package host_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

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
