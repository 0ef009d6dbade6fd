package commands_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

func TestAtMostSoManyInFlight(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                  string
		limit, calls, reached int
	}{
		{"default", 0, 70, commands.DefaultMaxInFlight},
		{"three", 3, 6, 3},
		{"no limit", -1, 70, 70},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunnerWith(t, commands.Config{MaxInFlight: test.limit}, "  x: { run: [sleep, '3600'] }\n")
			ctx, cancel := context.WithCancel(t.Context())
			var calls sync.WaitGroup
			var started atomic.Int32
			for range test.calls {
				calls.Go(func() {
					started.Add(1)
					if _, err := r.Exec(ctx, "x", nil, commands.Options{}); !errors.Is(err, context.Canceled) {
						t.Errorf("got %v", err)
					}
				})
			}
			eventually(t, "the limit is reached", func() bool {
				return commands.InFlight(r) == test.reached && int(started.Load()) == test.calls
			})
			if n := commands.InFlight(r); n > test.reached {
				t.Errorf("%d in flight, want %d", n, test.reached)
			}
			cancel()
			calls.Wait()
		})
	}
}

func TestCancelInLine(t *testing.T) {
	t.Parallel()
	r := newRunnerWith(t, commands.Config{MaxInFlight: 1}, "  gate: { run: "+hang.argv()+" }\n")
	var gate sync.WaitGroup
	gate.Go(func() { _, _ = r.Exec(context.Background(), "gate", nil, commands.Options{}) })
	eventually(t, "the gate is shut", func() bool { return commands.InFlight(r) == 1 })
	cause := errors.New("enough")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, cause)
	defer cancel()
	res, err := r.Exec(ctx, "gate", nil, commands.Options{})
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != commands.CodeCancelled || !errors.Is(err, cause) ||
		res != nil || e.Result != nil {
		t.Errorf("got %v, %v", res, err)
	}
	if want := `command "gate": cancelled before it was started: enough`; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	_, _ = r.Close(t.Context())
	gate.Wait()
}
