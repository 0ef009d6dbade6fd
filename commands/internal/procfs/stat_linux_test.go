package procfs

import (
	"strings"
	"testing"
)

// numbers are the fields after the state: parent 1, 3 threads, start 4711.
const numbers = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 3 18 4711 20 21\n"

func TestParseStat(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line string }{
		{"plain", "42 (sh) S" + numbers},
		{"spaces", "42 (a b c) S" + numbers},
		{"parentheses", "42 (x) R 7 (y) S" + numbers},
		{"line feed", "42 (x\n) R 7\n) S" + numbers},
		{"empty", "42 () S" + numbers},
		{"ends early", "42 (sh) S" + numbers[:strings.Index(numbers, " 20")]},
	}
	want := Stat{State: 'S', Parent: 1, Threads: 3, Start: 4711}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := parseStat([]byte(test.line)); got != want || err != nil {
				t.Errorf("got %+v, %v, want %+v", got, err, want)
			}
		})
	}
	for _, line := range []string{"", "42", "42 (sh", "42 (sh) S 1 2", "42 (sh) S x" + numbers} {
		if got, err := parseStat([]byte(line)); err == nil {
			t.Errorf("%q: got %+v, want an error", line, got)
		}
	}
}

func TestDead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		stat Stat
		want bool
	}{
		{Stat{State: 'R', Threads: 1}, false},
		{Stat{State: 'D', Threads: 1}, false},
		{Stat{State: 'Z', Threads: 1}, true},
		{Stat{State: 'Z', Threads: 2}, false},
		{Stat{State: 'X'}, true},
	}
	for _, test := range tests {
		if got := test.stat.Dead(); got != test.want {
			t.Errorf("%c with %d threads: dead %v", test.stat.State, test.stat.Threads, got)
		}
	}
}
