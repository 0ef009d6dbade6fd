package host

import (
	"context"
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
		vm, err := p.take(&remote.Tier{})
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
	vm, err := p.take(&remote.Tier{})
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
	if _, err := p.take(&remote.Tier{}); err != syscall.EAGAIN {
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
	vm, err := p.take(&remote.Tier{})
	if err != nil || len(spares) == 0 {
		t.Fatalf("after %d spares that were not started: %v", len(spares), err)
	}
	vm.Kill() // close waits for it
}
