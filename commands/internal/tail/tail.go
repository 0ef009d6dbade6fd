// Package tail answers: what is kept of the output of a persistent command,
// which may never end?
//
// A Tail keeps the last lines of stdout and of stderr, whole and in order, in
// memory of a fixed size that is taken when a stream says its first word. One
// goroutine writes a stream, through proc.Sink; any may read.
package tail

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// What a stream keeps at most: the least of both, and always whole lines.
const (
	KeptBytes = 64 << 10
	KeptLines = 2 << 10
)

// MaxLineBytes is where a line that does not end is cut, between two
// characters.
const MaxLineBytes = 8 << 10

// A Stream is one of the two, or both where lines are read.
type Stream uint8

// The streams.
const (
	Stdout Stream = iota
	Stderr
	Both
)

// A Line is one line of output.
type Line struct {
	Seq       uint64 // counts the lines of both streams in the order they ended
	Time      time.Time
	Stream    Stream // Stdout or Stderr
	Text      string // without its end, "\n" or "\r\n"; what is not UTF-8 is U+FFFD
	Continued bool   // cut at MaxLineBytes: the stream's next line is the rest
}

// A Tail is the last lines of two streams. It is safe for concurrent use.
type Tail struct {
	first uint64 // number of the first line ever

	mu      sync.Mutex // guards what follows, and the streams but for stream.room
	next    uint64     // number of the next line
	streams [2]stream
	watches []*watch
}

// New returns an empty Tail whose lines are numbered from first on.
func New(first uint64) *Tail {
	t := &Tail{first: first, next: first}
	for i := range t.streams {
		t.streams[i].tail = t
		t.streams[i].which = Stream(i)
	}
	return t
}

// Next returns the number that the next line will have.
func (t *Tail) Next() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next
}

// Flush makes a line of what a stream wrote after its last line end. It is
// called when the process that wrote it is gone.
func (t *Tail) Flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.streams {
		t.streams[i].flush()
	}
}

// A Page is what one Read returns.
type Page struct {
	Lines   []Line // oldest first
	Next    uint64 // what to pass as since for the lines after these
	Dropped uint64 // lines from since on and before Next that are not kept any more
}

// Read returns the lines of a stream, or both, numbered since and above, at
// most limit of them unless that is zero or less. Since zero is the first line
// there was; so is a number that no line has had yet.
//
// Dropped is exact for Both. For one stream it may count lines of the other
// that are lost as well, for of a lost line nothing is known.
func (t *Tail) Read(since uint64, which Stream, limit int) Page {
	t.mu.Lock()
	defer t.mu.Unlock()
	if since == 0 || since > t.next {
		since = t.first
	}
	heads := t.heads(since, which)
	page := Page{Next: t.next}
	if limit > 0 && limit < len(heads) {
		heads = heads[:limit]
		page.Next = heads[limit-1].seq + 1
	}
	page.Dropped = t.dropped(since, page.Next, which)
	page.Lines = make([]Line, len(heads))
	for i, h := range heads {
		page.Lines[i] = t.streams[h.which].line(&h)
	}
	return page
}

// Last returns the last lines of both streams, at most count.
func (t *Tail) Last(count int) []Line {
	lines := t.Read(0, Both, 0).Lines
	return lines[max(0, len(lines)-count):]
}

// Text returns the last whole lines of a stream, together at most limit bytes
// but at least one line, and what was written after the last line end.
func (t *Tail) Text(which Stream, limit int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := &t.streams[which]
	from, left := s.count, limit-s.size
	for from > 0 && (left >= 0 || from == s.count && s.size == 0) {
		from--
		left -= int(s.head(from).size) + 1
	}
	if left < 0 && from < s.count-1 {
		from++
	}
	var b strings.Builder
	for i := from; i < s.count; i++ {
		h := s.head(i)
		b.Write(s.text(h))
		if !h.continued {
			b.WriteByte('\n')
		}
	}
	open := s.open()
	b.Write(open[:wholeRunes(open)])
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// heads returns what is kept from since on, in order. The caller holds mu.
func (t *Tail) heads(since uint64, which Stream) []head {
	var heads []head
	for i := range t.streams {
		s := &t.streams[i]
		if which != Both && which != s.which {
			continue
		}
		for j := s.search(since); j < s.count; j++ {
			heads = append(heads, *s.head(j))
		}
	}
	if which == Both {
		slices.SortFunc(heads, func(a, b head) int { return cmp.Compare(a.seq, b.seq) })
	}
	return heads
}

// dropped counts the lines from since on and before end that are lost: of the
// numbers given out, those that no line kept has. For one stream, numbers behind
// its oldest line kept do not count, since it loses the oldest first. The caller
// holds mu.
func (t *Tail) dropped(since, end uint64, which Stream) uint64 {
	if which != Both && t.streams[which].lost == 0 && since >= t.first {
		return 0
	}
	if which != Both && t.streams[which].count > 0 {
		end = min(end, t.streams[which].head(0).seq)
	}
	if end <= since {
		return 0
	}
	lost := end - since
	for i := range t.streams {
		s := &t.streams[i]
		lost -= uint64(s.search(end) - s.search(since))
	}
	return lost
}

// search returns the index of the first line kept that is numbered seq or above.
func (s *stream) search(seq uint64) int {
	return sort.Search(s.count, func(i int) bool { return s.head(i).seq >= seq })
}

// line returns a line that is kept.
func (s *stream) line(h *head) Line {
	return Line{
		Seq:       h.seq,
		Time:      time.Unix(0, h.nanos),
		Stream:    s.which,
		Text:      strings.ToValidUTF8(string(s.text(h)), "\uFFFD"),
		Continued: h.continued,
	}
}
