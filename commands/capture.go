package commands

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// A capture is the bounded output of a one-shot: one stream, kept from its
// beginning up to the limit. Bytes are read straight into pooled chunks and
// copied once, into the string that take returns.
type capture struct {
	chunks *chunkPool
	limit  int  // bytes; negative: none
	text   bool // not to be cut inside a character

	full [][]byte // chunks, filled
	last []byte   // the chunk being filled
	size int      // bytes in full and last
	over bool     // more than limit came
}

// The sizes of chunks: the first holds what a new pipe does, the others what an
// enlarged one does, so that a read can empty it.
const (
	smallChunkBytes = 64 << 10
	largeChunkBytes = 1 << 20
)

// Buffer returns room for the next read, see proc.Sink. There is always room
// for one byte more than the limit allows: that byte tells that it was passed.
func (c *capture) Buffer() []byte {
	if len(c.last) == cap(c.last) {
		c.grow()
	}
	room := c.last[len(c.last):cap(c.last)]
	if c.limit >= 0 {
		room = room[:min(len(room), c.limit-c.size+1)]
	}
	return room
}

func (c *capture) grow() {
	if c.last == nil {
		c.last = c.chunks.small()
		return
	}
	c.full = append(c.full, c.last)
	c.last = c.chunks.large()
}

// Filled takes note of n bytes read and reports whether the limit holds.
func (c *capture) Filled(n int) bool {
	c.last = c.last[:len(c.last)+n]
	c.size += n
	c.over = c.limit >= 0 && c.size > c.limit
	return !c.over
}

// take returns what was captured and gives the chunks back.
func (c *capture) take() string {
	var b strings.Builder
	b.Grow(c.size)
	for _, chunk := range c.full {
		b.Write(chunk)
		c.chunks.put(chunk)
	}
	b.Write(c.last)
	c.chunks.put(c.last)
	c.full, c.last, c.size = nil, nil, 0
	if !c.over {
		return b.String()
	}
	kept := b.String()[:c.limit]
	if c.text {
		kept = wholeRunes(kept)
	}
	return kept
}

// wholeRunes removes the beginning of a UTF-8 character from the end of s.
// What is no UTF-8 anyway is left alone.
func wholeRunes(s string) string {
	for i := len(s) - 1; i >= max(0, len(s)-utf8.UTFMax); i-- {
		if utf8.RuneStart(s[i]) {
			if !utf8.FullRuneInString(s[i:]) {
				return s[:i]
			}
			break
		}
	}
	return s
}

// A chunkPool keeps chunks for the next capture. The zero value is ready.
type chunkPool struct {
	smalls, larges sync.Pool // of *[N]byte, so that putting one allocates nothing
}

func (p *chunkPool) small() []byte {
	if chunk, ok := p.smalls.Get().(*[smallChunkBytes]byte); ok {
		return chunk[:0]
	}
	return make([]byte, 0, smallChunkBytes)
}

func (p *chunkPool) large() []byte {
	if chunk, ok := p.larges.Get().(*[largeChunkBytes]byte); ok {
		return chunk[:0]
	}
	return make([]byte, 0, largeChunkBytes)
}

// put takes back what small and large gave.
func (p *chunkPool) put(chunk []byte) {
	switch chunk = chunk[:cap(chunk)]; len(chunk) {
	case smallChunkBytes:
		p.smalls.Put((*[smallChunkBytes]byte)(chunk))
	case largeChunkBytes:
		p.larges.Put((*[largeChunkBytes]byte)(chunk))
	}
}
