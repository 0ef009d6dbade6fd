package tail

import (
	"regexp"
	"strings"
	"testing"
)

// found reports whether a watch has found its line.
func found(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	ready := regexp.MustCompile("^ready").Match
	tests := []struct {
		name          string
		before, after string
		since         uint64
		want          bool
	}{
		{"a line there already", "ready\n", "", 0, true},
		{"one that counts no more", "ready\nb\n", "", 1, false},
		{"one that comes", "", "a\nready now\n", 0, true},
		{"one not ended", "", "ready", 0, false},
		{"none", "not ready\n", "nor ready\n", 0, false},
		{"one lost at once", "", "ready\n" + strings.Repeat("flood\n", 50_000), 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tail := New(0)
			write(tail, Stdout, test.before)
			ch, stop := tail.Watch(test.since, ready)
			defer stop()
			write(tail, Stderr, test.after)
			if got := found(ch); got != test.want {
				t.Errorf("found is %v, want %v", got, test.want)
			}
		})
	}
}

func TestWatchSeesTheLastLine(t *testing.T) {
	t.Parallel()
	tail := New(0)
	ch, stop := tail.Watch(0, func(line []byte) bool { return string(line) == "bye" })
	defer stop()
	write(tail, Stdout, "bye")
	tail.Flush()
	if !found(ch) {
		t.Error("the line that Flush made was not found")
	}
}

func TestWatchStops(t *testing.T) {
	t.Parallel()
	tail := New(0)
	looks := 0
	look := func([]byte) bool { looks++; return false }
	_, stop := tail.Watch(0, look)
	once, stopOnce := tail.Watch(0, func([]byte) bool { return true })
	write(tail, Stdout, "a\n")
	stop()
	stopOnce()
	write(tail, Stdout, "b\n")
	if looks != 1 || !found(once) {
		t.Errorf("looked %d times, the other found is %v", looks, found(once))
	}
	if tail.watches != nil {
		t.Errorf("%d watches are left", len(tail.watches))
	}
}
