package host_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

func TestCloseEndsTheRunInFlight(t *testing.T) {
	t.Parallel()
	up := t.TempDir() + "/up"
	s := newSession(t, host.Config{
		Environ: []string{"PATH=/usr/bin:/bin"},
		Specs:   specSet(t, "commands:\n  nap: 'echo >"+up+"; exec sleep 1000'\n"),
	})
	done := make(chan error)
	go func() {
		_, err := s.Run(t.Context(), host.Script{Source: `await commands.run("nap")`})
		done <- err
	}()
	waitFor(t, func() bool { _, err := os.Stat(up); return err == nil })
	report, err := s.Close(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Killed) != 1 || report.Killed[0].Command != "nap" {
		t.Errorf("report %+v, want the nap", report)
	}
	if err := <-done; !errors.Is(err, host.ErrClosed) {
		t.Errorf("the run got %v, want ErrClosed", err)
	}
	if again, err := s.Close(t.Context()); err != nil || len(again.Killed) != 1 {
		t.Errorf("closing twice: %+v, %v", again, err)
	}
	if _, err := s.Run(t.Context(), host.Script{}); !errors.Is(err, host.ErrClosed) {
		t.Errorf("a run after Close got %v, want ErrClosed", err)
	}
}

// TestCloseGivenUp holds that a session whose Close was given up goes on to end, its
// VM and what belongs to it too, and that closing it again waits for that.
func TestCloseGivenUp(t *testing.T) {
	t.Parallel()
	var h *host.Host
	begun, release := make(chan struct{}), make(chan struct{})
	var busy, early atomic.Bool
	own := host.NewLocal(func(context.Context, *host.Session) (int, func(), error) {
		return 1, func() { early.Store(busy.Load()) }, nil
	})
	h = newHost(t, host.Config{Bindings: map[string]host.Func{
		"late": func(ctx context.Context, c host.Call) (any, error) {
			busy.Store(true)
			defer busy.Store(false)
			if _, err := own.Of(ctx, c.Session); err != nil {
				return nil, err
			}
			close(begun)
			<-ctx.Done()
			<-release
			return nil, nil
		},
	}})
	s := session(t, h, "test")
	ran := make(chan error, 1)
	go func() {
		_, err := s.Run(context.Background(), host.Script{Source: `await late()`})
		ran <- err
	}()
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 {
		_, err := s.Close(ctx)
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the run in flight has not ended") {
			t.Errorf("Close, given up: %v", err)
		}
	}
	if _, err := h.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Host.Close, given up: %v", err)
	}
	close(release)
	if err := <-ran; !errors.Is(err, host.ErrClosed) {
		t.Errorf("the run: %v", err)
	}
	if _, err := s.Close(t.Context()); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if early.Load() {
		t.Error("what belongs to the session was released while a binding used it")
	}
	if _, err := h.Close(t.Context()); err != nil {
		t.Errorf("Host.Close again: %v", err)
	}
}

// TestCloseFromABinding holds that a binding may close its own session, with its
// context.
// TestCloseOnceClosed holds that what has ended is closed without an error, also for
// whoever has no time left to wait for it: the context of a program that was
// interrupted, say.
func TestCloseOnceClosed(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{})
	s := session(t, h, "test")
	eval(t, s, `return 1`)
	if _, err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 { // a choice between two channels that are ready goes either way
		if _, err := s.Close(ctx); err != nil {
			t.Fatalf("closing the session again: %v", err)
		}
		if _, err := h.Close(ctx); err != nil {
			t.Fatalf("closing the host again: %v", err)
		}
	}
}

func TestCloseFromABinding(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{Bindings: map[string]host.Func{
		"leave": func(ctx context.Context, c host.Call) (any, error) {
			_, err := c.Session.Close(ctx)
			return nil, err
		},
	}})
	s := session(t, h, "test")
	if _, err := s.Run(t.Context(), host.Script{Source: `await leave()`}); !errors.Is(err, host.ErrClosed) {
		t.Errorf("the run: %v", err)
	}
	if _, err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestClosedNameIsFree(t *testing.T) {
	t.Parallel()
	h := newHost(t, host.Config{})
	first := session(t, h, "name")
	eval(t, first, `vars.set("x", 1)`)
	if _, err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := session(t, h, "name")
	if got := eval(t, second, `return vars.keys()`); got != "[]" {
		t.Errorf("the new session has %s", got)
	}
	if got := len(h.Sessions()); got != 1 {
		t.Errorf("%d sessions, want 1", got)
	}
}
