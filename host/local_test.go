package host_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

func TestLocalIsOneForEachSession(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var released []string
	opened := 0
	page := host.NewLocal(func(_ context.Context, s *host.Session) (string, func(), error) {
		mu.Lock()
		defer mu.Unlock()
		opened++
		return "page of " + s.Name(), func() {
			mu.Lock()
			defer mu.Unlock()
			released = append(released, s.Name())
		}, nil
	})
	h := newHost(t, host.Config{Bindings: map[string]host.Func{
		"title": func(ctx context.Context, c host.Call) (any, error) { return page.Of(ctx, c.Session) },
	}})
	a, b := session(t, h, "a"), session(t, h, "b")
	for range 2 {
		for _, s := range []*host.Session{a, b} {
			got := eval(t, s, `return (await Promise.all([title(), title()])).join()`)
			if want := fmt.Sprintf(`"page of %[1]s,page of %[1]s"`, s.Name()); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	}
	if opened != 2 {
		t.Errorf("opened %d times, want 2", opened)
	}
	for range 2 {
		if _, err := a.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(released, []string{"a"}) {
		t.Errorf("released %v, want a, once", released)
	}
	if _, err := page.Of(t.Context(), a); !errors.Is(err, host.ErrClosed) {
		t.Errorf("of a closed session: %v", err)
	}
}

// What another one needs is released after that, and whatever a release does is told.
func TestLocalsAreReleasedInOrder(t *testing.T) {
	t.Parallel()
	var released []string
	free := func(name string, then func()) func() {
		return func() { released = append(released, name); then() }
	}
	browser := host.NewLocal(func(context.Context, *host.Session) (string, func(), error) {
		return "browser", free("browser", func() { panic("gone") }), nil
	})
	other := host.NewLocal(func(context.Context, *host.Session) (string, func(), error) {
		return "other", free("other", runtime.Goexit), nil
	})
	page := host.NewLocal(func(ctx context.Context, s *host.Session) (string, func(), error) {
		of, err := browser.Of(ctx, s)
		return "page of " + of, free("page", func() {}), err
	})
	s := session(t, newHost(t, host.Config{}), "s")
	for _, l := range []*host.Local[string]{page, other} {
		if _, err := l.Of(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Close(t.Context())
	const want = "session \"s\": the release of a Local did not return\npanic in the release of a Local: gone"
	if err == nil || err.Error() != want {
		t.Errorf("Close: %v, want %s", err, want)
	}
	if want := []string{"other", "page", "browser"}; !slices.Equal(released, want) {
		t.Errorf("released %v, want %v", released, want)
	}
}

func TestLocalIsTriedAgain(t *testing.T) {
	t.Parallel()
	wrong := errors.New("wrong")
	tries := 0
	l := host.NewLocal(func(context.Context, *host.Session) (error, func(), error) {
		if tries++; tries == 1 {
			return nil, nil, wrong
		}
		return nil, nil, nil
	})
	s := newSession(t, host.Config{})
	if _, err := l.Of(t.Context(), s); !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
	if v, err := l.Of(t.Context(), s); v != nil || err != nil {
		t.Errorf("again: %v, %v", v, err)
	}
}

// TestLocalIsReleasedAfterTheLastRun also holds that Close ends what takes its
// time to open.
func TestLocalIsReleasedAfterTheLastRun(t *testing.T) {
	t.Parallel()
	var inUse, early atomic.Bool
	opening := make(chan struct{})
	used := host.NewLocal(func(context.Context, *host.Session) (int, func(), error) {
		return 1, func() { early.Store(inUse.Load()) }, nil
	})
	slow := host.NewLocal(func(ctx context.Context, _ *host.Session) (int, func(), error) {
		close(opening)
		<-ctx.Done()
		return 0, nil, context.Cause(ctx)
	})
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"use": func(ctx context.Context, c host.Call) (any, error) {
			if _, err := used.Of(ctx, c.Session); err != nil {
				return nil, err
			}
			inUse.Store(true)
			defer inUse.Store(false)
			return slow.Of(context.Background(), c.Session)
		},
	}})
	var running sync.WaitGroup
	running.Go(func() {
		_, err := s.Run(context.Background(), host.Script{Source: `await use()`})
		if !errors.Is(err, host.ErrClosed) {
			t.Errorf("the run: %v", err)
		}
	})
	<-opening
	if _, err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	running.Wait()
	if early.Load() {
		t.Error("released while a run used it")
	}
}

// TestLocalAfterCancel holds that a value that is there can be had for what is to
// be done after a cancellation.
func TestLocalAfterCancel(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	local := host.NewLocal(func(ctx context.Context, _ *host.Session) (int, func(), error) {
		return 7, nil, context.Cause(ctx)
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := local.Of(ctx, s); !errors.Is(err, context.Canceled) {
		t.Errorf("made after the cancellation: got %v", err)
	}
	if _, err := local.Of(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for range 20 { // a choice between two channels that are ready goes either way
		if got, err := local.Of(ctx, s); got != 7 || err != nil {
			t.Fatalf("got %d, %v", got, err)
		}
	}
}
