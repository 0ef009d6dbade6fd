package commands

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A probe is tried at once, then after pauses that double up to a quarter of a
// second, and what it said last is what is reported.
func TestRepeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var tries []time.Duration
		ctx, cancel := context.WithTimeout(t.Context(), 800*time.Millisecond)
		defer cancel()
		missing := errors.New("missing")
		err := repeat(func(context.Context) error {
			tries = append(tries, time.Since(began)/time.Millisecond)
			return missing
		})(ctx)
		if err != missing || time.Since(began) != 800*time.Millisecond {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		want := []time.Duration{0, 25, 75, 175, 375, 625}
		for i := range want {
			if len(tries) != len(want) || tries[i] != want[i] {
				t.Fatalf("tried after %d ms, want %d", tries, want)
			}
		}
	})
}

// A try that was cut short has nothing to say.
func TestRepeatKeepsTheLastWord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		refused, first := errors.New("refused"), true
		err := repeat(func(ctx context.Context) error {
			if first {
				first = false
				return refused
			}
			<-ctx.Done()
			return ctx.Err()
		})(ctx)
		if err != refused {
			t.Errorf("got %v, want %v", err, refused)
		}
	})
}
