package commands

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

func TestLineIsFirstComeFirstServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLine(1)
		if err := l.enter(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		served := make(chan int, 10)
		for n := range cap(served) {
			go func() {
				if err := l.enter(t.Context(), nil); err != nil {
					t.Error(err)
				}
				served <- n
			}()
			synctest.Wait() // it waits in line
		}
		for want := range cap(served) {
			l.leave()
			synctest.Wait()
			if got := <-served; got != want || len(served) != 0 {
				t.Errorf("served %d and %d more, want %d alone", got, len(served), want)
			}
		}
	})
}

func TestLineLetsGo(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	tests := []struct {
		name string
		let  func(cancel context.CancelCauseFunc, closing chan struct{})
		want error
	}{
		{"cancelled", func(cancel context.CancelCauseFunc, _ chan struct{}) { cancel(cause) }, cause},
		{"closed", func(_ context.CancelCauseFunc, closing chan struct{}) { close(closing) }, ErrClosed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newLine(1)
				ctx, cancel := context.WithCancelCause(t.Context())
				closing := make(chan struct{})
				_ = l.enter(ctx, closing)
				var got []error
				go func() { got = append(got, l.enter(ctx, closing)) }()
				synctest.Wait()
				if len(got) != 0 {
					t.Fatalf("did not wait: %v", got)
				}
				test.let(cancel, closing)
				synctest.Wait()
				if !slices.Equal(got, []error{test.want}) {
					t.Errorf("got %v, want %v", got, test.want)
				}
				// An end that has come wins over a place that is free.
				l.leave()
				if err := l.enter(ctx, closing); err != test.want {
					t.Errorf("with a free place: got %v, want %v", err, test.want)
				}
			})
		})
	}
}
