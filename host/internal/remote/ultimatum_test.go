package remote

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/holdfast-run/holdfast/jsapi"
)

// TestUltimatum holds that a worker which does not end its run is killed in time,
// and later if it did not have the processor to end it.
func TestUltimatum(t *testing.T) {
	t.Parallel()
	const timeout = time.Second
	for name, c := range map[string]struct {
		spent func(began time.Time) func() time.Duration
		want  time.Duration // until it is killed
	}{
		"unknown": {func(time.Time) func() time.Duration { return nil }, killGrace},
		"busy": {func(began time.Time) func() time.Duration {
			return func() time.Duration { return time.Since(began) }
		}, killGrace},
		"starved": {func(time.Time) func() time.Duration {
			return func() time.Duration { return time.Minute }
		}, killAtLast},
		"starved at first": {func(began time.Time) func() time.Duration {
			return func() time.Duration { return max(0, time.Since(began)-timeout-time.Second) }
		}, time.Second + enoughCPU},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				vm, p := newPuppet(jsapi.Config{}, nil)
				defer vm.Close()
				began := time.Now()
				p.spent = c.spent(began)
				go func() { // ends with the socket
					for {
						if _, err := p.conn.Receive(); err != nil {
							return
						}
					}
				}()
				ctx, cancel := context.WithTimeout(t.Context(), timeout)
				defer cancel()
				if _, err := vm.Run(ctx, jsapi.Script{}, Limits{MemoryBytes: -1}); err == nil {
					t.Error("the run has ended")
				}
				if got := time.Since(began) - timeout; got < c.want || got > c.want+killGrace/8 {
					t.Errorf("killed after %v, want %v", got, c.want)
				}
			})
		})
	}
}

// TestLatePeek holds that a completion which is late does not cost a VM, unless it
// does not end at all.
func TestLatePeek(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes time.Duration
		fit   bool
	}{
		"late": {peekGrace - time.Second, true}, "without end": {time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				vm, p := newPuppet(jsapi.Config{}, nil)
				defer vm.Close()
				began := time.Now()
				p.spent = func() time.Duration { return time.Since(began) }
				go func() { // ends with the socket
					listen(p)
					listen(p) // to the end of the context
					select {
					case <-p.ended:
					case <-time.After(c.takes):
						p.done("")
					}
				}()
				ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
				defer cancel()
				_, err := vm.Complete(ctx, "x", 1)
				if fit := !vm.Poisoned(); fit != c.fit || (err == nil) != c.fit {
					t.Errorf("fit for a run: %v, want %v; %v", fit, c.fit, err)
				}
				if got := time.Since(began); got > peekGrace+time.Second {
					t.Errorf("it ended after %v", got)
				}
			})
		})
	}
}
