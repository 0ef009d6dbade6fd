package host

import (
	"context"
	"errors"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/remote"
)

// TestPoolAdapts holds that spares follow what is asked for, and leave when
// nobody asks.
func TestPoolAdapts(t *testing.T) {
	if err := (Config{}).validate(); err != nil {
		t.Fatal(err) // TestMain begins with Child
	}
	var p pool
	p.open(func() (*remote.VM, error) { return remote.Start(Config{}.setup()) })
	defer func() { _ = p.close(context.Background()) }()
	taken := make([]*remote.VM, 2*maxSpares)
	for i := range taken {
		vm, err := p.take(t.Context(), &remote.Tier{})
		if err != nil {
			t.Fatal(err)
		}
		defer vm.Kill()
		taken[i] = vm
	}
	p.fill()
	p.mu.Lock()
	p.refill.Stop()
	spares := append([]*spare(nil), p.spares...)
	p.mu.Unlock()
	if len(spares) != maxSpares {
		t.Fatalf("%d spares, want %d after a rush", len(spares), maxSpares)
	}
	for range maxSpares {
		p.leave() // as the timer does
	}
	for _, s := range spares {
		<-s.ready
		select {
		case <-s.worker.Ended():
		case <-time.After(10 * time.Second):
			t.Fatal("a spare that nobody wants does not leave")
		}
	}
	vm, err := p.take(t.Context(), &remote.Tier{})
	if err != nil {
		t.Fatalf("after all have left: %v", err)
	}
	vm.Kill() // close waits for it
}

// A spare that could not be started when there was something short does not fail
// a run for which there is enough.
func TestPoolTriesAgain(t *testing.T) {
	t.Parallel()
	if err := (Config{}).validate(); err != nil {
		t.Fatal(err) // TestMain begins with Child
	}
	var short atomic.Bool
	short.Store(true)
	var p pool
	p.open(func() (*remote.VM, error) {
		if short.Load() {
			return nil, syscall.EAGAIN
		}
		return remote.Start(Config{}.setup())
	})
	defer func() { _ = p.close(context.Background()) }()
	if _, err := p.take(t.Context(), &remote.Tier{}); err != syscall.EAGAIN {
		t.Errorf("while it is short: %v", err)
	}
	p.fill()
	p.mu.Lock()
	spares := append([]*spare(nil), p.spares...)
	p.mu.Unlock()
	for _, s := range spares {
		<-s.ready
	}
	short.Store(false)
	vm, err := p.take(t.Context(), &remote.Tier{})
	if err != nil || len(spares) == 0 {
		t.Fatalf("after %d spares that were not started: %v", len(spares), err)
	}
	vm.Kill() // close waits for it
}

// TestWaitForAWorkerObeysItsContext holds that nobody whose context ends waits for a
// worker that takes its time to start, and that the next one gets that worker.
func TestWaitForAWorkerObeysItsContext(t *testing.T) {
	t.Parallel()
	h, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = h.Close(context.Background()) }()
	if err := h.pool.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	slow := make(chan struct{})
	h.pool.ended = nil
	h.pool.open(func() (*remote.VM, error) {
		<-slow
		return remote.Start(Config{}.setup())
	})
	h.pool.mu.Lock()
	only := h.pool.spares[0]
	h.pool.mu.Unlock()
	s, err := h.Session("test")
	if err != nil {
		t.Fatal(err)
	}
	for name, wait := range map[string]func(context.Context) error{
		"run":      func(ctx context.Context) error { _, err := s.Run(ctx, Script{}); return err },
		"eval":     func(ctx context.Context) error { _, err := s.Eval(ctx, Entry{}); return err },
		"complete": func(ctx context.Context) error { _, err := s.Complete(ctx, "x", 1); return err },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if err := wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v", name, err)
		}
		cancel()
	}
	close(slow)
	if _, err := s.Run(t.Context(), Script{}); err != nil {
		t.Error(err)
	}
	if v, ok := s.vm.(*remote.VM); !ok || v != only.worker {
		t.Error("the run that follows has another worker")
	}
}
