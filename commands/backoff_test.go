package commands

import (
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/specs"
)

func TestBackoffNext(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	tests := []struct {
		name    string
		restart specs.Restart
		healthy []time.Duration // each process before a restart
		want    []time.Duration // -1: no more
	}{
		{"doubles", specs.Restart{Max: 9, Backoff: 200 * ms}, make([]time.Duration, 4),
			[]time.Duration{200 * ms, 400 * ms, 800 * ms, 1600 * ms}},
		{"is bounded", specs.Restart{Max: -1, Backoff: 12 * time.Second}, make([]time.Duration, 4),
			[]time.Duration{12 * time.Second, 24 * time.Second, 30 * time.Second, 30 * time.Second}},
		{"not below what is declared", specs.Restart{Max: -1, Backoff: time.Minute},
			make([]time.Duration, 2), []time.Duration{time.Minute, time.Minute}},
		{"none", specs.Restart{Max: -1}, make([]time.Duration, 2), []time.Duration{0, 0}},
		{"so many in a row", specs.Restart{Max: 2, Backoff: ms}, make([]time.Duration, 4),
			[]time.Duration{ms, 2 * ms, -1, -1}},
		{"a healthy one ends the row", specs.Restart{Max: 2, Backoff: ms},
			[]time.Duration{0, 0, healthyTime, healthyTime - 1, 0},
			[]time.Duration{ms, 2 * ms, ms, 2 * ms, -1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := backoff{Restart: test.restart}
			for i, healthy := range test.healthy {
				got, again := b.next(healthy)
				if !again {
					got = -1
				}
				if got != test.want[i] {
					t.Errorf("wait %d is %v, want %v", i, got, test.want[i])
				}
			}
		})
	}
}
