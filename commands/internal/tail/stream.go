package tail

import (
	"bytes"
	"time"
	"unicode/utf8"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
)

// roomBytes is how much is read from a pipe at once. It is less than what makes
// proc widen the pipe, for a server that once wrote fast would keep a wide one.
const roomBytes = 16 << 10

// A stream is the end of one stream. It is a proc.Sink; a process that writes
// faster than anybody reads loses its oldest lines and is never held up.
//
// Lines lie in bytes one after the other, each in one piece with one byte
// behind it, so that no two begin at the same place. A line that does not fit
// before the end of bytes is moved to the beginning.
type stream struct {
	tail  *Tail
	which Stream
	room  []byte // of the goroutine that reads the pipe

	bytes []byte // nil until something is written
	kept  []head // a ring of KeptLines
	first int    // index in kept of the oldest line
	count int    // lines kept
	lost  uint64 // lines that were kept and are no more

	start, size int // of the line that has not ended yet, in bytes
}

// A head says where a line is.
type head struct {
	seq         uint64
	nanos       int64 // when it ended, since 1970
	start, size int32
	which       Stream
	continued   bool
}

// Sink returns where a stream is written to. A process must be done with it
// before the next one gets it.
func (t *Tail) Sink(which Stream) proc.Sink { return &t.streams[which] }

// Buffer returns room for the next read, see proc.Sink.
func (s *stream) Buffer() []byte {
	if s.room == nil {
		s.room = make([]byte, roomBytes)
	}
	return s.room
}

// Filled takes the first n bytes of the last Buffer. It never has enough.
func (s *stream) Filled(n int) bool {
	s.tail.mu.Lock()
	defer s.tail.mu.Unlock()
	if s.bytes == nil {
		// What is lost by moving a line to the beginning comes on top.
		s.bytes = make([]byte, KeptBytes+MaxLineBytes)
		s.kept = make([]head, KeptLines)
	}
	now := time.Now().UnixNano()
	rest := s.room[:n]
	for len(rest) > 0 {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			s.extend(rest, now)
			break
		}
		s.extend(rest[:end], now)
		s.endLine(now)
		rest = rest[end+1:]
	}
	return true
}

// extend adds to the line that has not ended, and cuts it if it gets too long.
func (s *stream) extend(b []byte, now int64) {
	for s.size+len(b) > MaxLineBytes {
		n := MaxLineBytes - s.size
		s.put(b[:n])
		b = b[n:]
		s.cut(now)
	}
	s.put(b)
}

// put adds to the line that has not ended.
func (s *stream) put(b []byte) {
	need := s.size + len(b) + 1
	if s.start+need > len(s.bytes) {
		s.rewind()
	}
	s.evict(s.start + need)
	copy(s.bytes[s.start+s.size:], b)
	s.size += len(b)
}

// rewind moves the line that has not ended to the beginning of bytes.
func (s *stream) rewind() {
	s.evict(len(s.bytes))
	open := s.open()
	s.start = 0
	s.evict(len(open))
	copy(s.bytes, open)
}

// evict drops the lines that lie between the start of the line that has not
// ended and the place end. Those are the oldest.
func (s *stream) evict(end int) {
	for s.count > 0 {
		if oldest := int(s.kept[s.first].start); oldest < s.start || oldest >= end {
			return
		}
		s.drop()
	}
}

// drop drops the oldest line.
func (s *stream) drop() {
	s.first = (s.first + 1) % KeptLines
	s.count--
	s.lost++
}

// endLine makes a line of the one that has not ended.
func (s *stream) endLine(now int64) {
	size := s.size
	if size > 0 && s.bytes[s.start+size-1] == '\r' {
		size--
	}
	s.keep(size, false, now)
}

// cut makes a line of the one that has not ended, up to its last whole
// character, and of the rest the beginning of the next.
func (s *stream) cut(now int64) {
	open := s.open()
	size := wholeRunes(open)
	var rest [utf8.UTFMax]byte
	n := copy(rest[:], open[size:])
	s.keep(size, true, now)
	s.put(rest[:n])
}

// flush makes a line of the one that has not ended, if there is any of it.
func (s *stream) flush() {
	if s.size > 0 {
		s.endLine(time.Now().UnixNano())
	}
	s.room = nil
}

// keep keeps the first size bytes of the line that has not ended, and begins
// the next one.
func (s *stream) keep(size int, continued bool, now int64) {
	if s.count == KeptLines {
		s.drop()
	}
	if s.tail.watches != nil {
		s.tail.show(s.bytes[s.start : s.start+size])
	}
	*s.head(s.count) = head{
		seq: s.tail.next, nanos: now, which: s.which,
		start: int32(s.start), size: int32(size), continued: continued,
	}
	s.count++
	s.tail.next++
	s.start += s.size + 1
	s.size = 0
}

// text returns the bytes of a line that is kept.
func (s *stream) text(h *head) []byte { return s.bytes[h.start : h.start+h.size] }

// head returns the head of a line, counted from the oldest.
func (s *stream) head(i int) *head { return &s.kept[(s.first+i)%KeptLines] }

// open returns the line that has not ended.
func (s *stream) open() []byte { return s.bytes[s.start : s.start+s.size] }

// wholeRunes returns how much of b is left without the beginning of a UTF-8
// character at its end. What is no UTF-8 anyway counts as whole.
func wholeRunes(b []byte) int {
	for i := len(b) - 1; i >= max(0, len(b)-utf8.UTFMax); i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return i
			}
			break
		}
	}
	return len(b)
}
