package host_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// TestRunIsLeft holds that a run that is left in the middle, as t.Fatal does in what
// prints, costs its VM: the next run is not answered with what this one came to.
func TestRunIsLeft(t *testing.T) {
	t.Parallel()
	began, ended := make(chan struct{}), make(chan struct{})
	stopped := make(chan struct{})
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"listen": func(context.Context, host.Call) (any, error) {
			return host.NewStream(1, func() { close(stopped) }), nil
		},
		"block": func(ctx context.Context, _ host.Call) (any, error) {
			defer close(ended)
			close(began)
			<-ctx.Done()
			return nil, context.Cause(ctx)
		},
		"begun": func(context.Context, host.Call) (any, error) {
			<-began
			return nil, nil
		},
	}})
	leave := func(host.ConsoleEntry) { runtime.Goexit() }
	leaves(t, func() {
		_, _ = s.Run(t.Context(), host.Script{
			Source:  `await listen(); block(); await begun(); console.log("x"); return "left"`,
			Console: leave,
		})
	})
	for what, c := range map[string]<-chan struct{}{"binding": ended, "stream": stopped} {
		select {
		case <-c:
		case <-time.After(10 * time.Second):
			t.Errorf("the %s goes on", what)
		}
	}
	for range 3 {
		if got := eval(t, s, `return "right"`); got != `"right"` {
			t.Fatalf("the run after one that was left got %s", got)
		}
	}
	leaves(t, func() {
		_, _ = s.Eval(t.Context(), host.Entry{Source: `console.log("x"); "left"`, Console: leave})
	})
	if e, err := s.Eval(t.Context(), host.Entry{Source: `1 + 1`}); err != nil || e.Text != "2" {
		t.Errorf("the entry after one that was left: got %+v, %v", e, err)
	}
	if got := s.Status().Generation; got != 3 {
		t.Errorf("generation %d, want 3: two runs were left", got)
	}
}

// leaves calls f, which must end its goroutine.
func leaves(t *testing.T, f func()) {
	t.Helper()
	returned := false
	done := make(chan struct{})
	go func() { // owner: this call, which waits; ends with f
		defer close(done)
		f()
		returned = true
	}()
	<-done
	if returned {
		t.Fatal("the run was not left")
	}
}

// TestCancelledBeforeItBegins holds that a run whose context ends as it begins ends
// as any that is cancelled: the worker hears of that after it hears of the run.
func TestCancelledBeforeItBegins(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"wait": func(ctx context.Context, _ host.Call) (any, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		},
	}})
	args := []any{strings.Repeat("it takes time to send this", 100_000)}
	for i, source := range []string{
		`for (;;);`, `await wait()`, `await new Promise((r) => setTimeout(r, 1e6))`,
	} {
		gently := 0 // killed are also those of a worker that gets no processor
		for range 5 {
			eval(t, s, `return 1`) // with no worker ready it would not come to a run
			ctx, cancel := context.WithCancel(t.Context())
			_, err := s.Run(ctx, host.Script{Source: source, Args: args, Started: cancel})
			cancel()
			serr, ok := errors.AsType[*host.ScriptError](err)
			if !ok || serr.Kind != host.KindCancelled {
				t.Fatalf("script %d: got %v", i, err)
			}
			if !strings.Contains(serr.Message, "killed") {
				gently++
			}
		}
		if gently == 0 {
			t.Errorf("script %d: every run was killed", i)
		}
	}
}
