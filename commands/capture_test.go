package commands

import (
	"bytes"
	"strings"
	"testing"
)

// fill reads s into c as the streams do, in reads of at most size bytes, and
// reports whether it was all taken.
func fill(c *capture, s string, size int) bool {
	for s != "" {
		buf := c.Buffer()
		n := copy(buf[:min(size, len(buf))], s)
		s = s[n:]
		if !c.Filled(n) {
			return false
		}
	}
	return true
}

func TestCapture(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 300_000)
	tests := []struct {
		name, in    string
		limit, size int
		text        bool
		want        string
		over        bool
	}{
		{"nothing", "", 10, 10, true, "", false},
		{"no limit", long, -1, 1 << 16, true, long, false},
		{"no limit, odd reads", long, -1, 7777, true, long, false},
		{"the limit exactly", long, len(long), 1 << 20, true, long, false},
		{"one byte more", long, len(long) - 1, 1 << 20, true, long[:len(long)-1], true},
		{"limit zero", "a", 0, 10, true, "", true},
		{"at the end of a chunk", long, smallChunkBytes, 1 << 20, false, long[:smallChunkBytes], true},
		{"whole character", "aé", 3, 10, true, "aé", false},
		{"half a character", "aéb", 2, 10, true, "a", true},
		{"half a character of bytes", "aéb", 2, 10, false, "a\xc3", true},
		{"three quarters of one", "a😀b", 4, 10, true, "a", true},
		{"a character and no more", "aéb", 3, 10, true, "aé", true},
		{"not UTF-8", "\x80\x80\x80\x80\x80", 4, 10, true, "\x80\x80\x80\x80", true},
		{"ends in a stray byte", "ab\xff\xff", 3, 10, true, "ab\xff", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var chunks chunkPool
			c := &capture{chunks: &chunks, limit: test.limit, text: test.text}
			if all := fill(c, test.in, test.size); all == test.over {
				t.Errorf("all taken: %v, want %v", all, !test.over)
			}
			if got := c.take(); got != test.want || c.over != test.over {
				t.Errorf("got %d bytes %.20q, over %v, want %d bytes %.20q, over %v",
					len(got), got, c.over, len(test.want), test.want, test.over)
			}
		})
	}
}

// A chunk that is used again must not change what was taken before.
func TestCapturesDoNotShareChunks(t *testing.T) {
	t.Parallel()
	var chunks chunkPool
	var taken []string
	for _, letter := range "abc" {
		c := &capture{chunks: &chunks, limit: -1}
		fill(c, strings.Repeat(string(letter), 2_000_000), 1<<20)
		taken = append(taken, c.take())
	}
	for i, got := range taken {
		if want := bytes.Repeat([]byte{'a' + byte(i)}, 2_000_000); got != string(want) {
			t.Errorf("capture %d was changed", i)
		}
	}
}
