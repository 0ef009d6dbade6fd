package host

import (
	"fmt"
	"unicode/utf8"
)

// Bounds of what Result.Console keeps.
const (
	maxEntries      = 1000
	maxEntryBytes   = 8 << 10
	maxConsoleBytes = 1 << 20
)

// A transcript keeps what a run prints, from its beginning, as far as it fits.
type transcript struct {
	entries []ConsoleEntry
	bytes   int
	dropped int
}

func (t *transcript) add(e ConsoleEntry) {
	e.Message = truncate(e.Message, maxEntryBytes)
	if t.dropped > 0 || len(t.entries) == maxEntries || t.bytes+len(e.Message) > maxConsoleBytes {
		t.dropped++ // and all that follow: a transcript with holes misleads
		return
	}
	t.entries = append(t.entries, e)
	t.bytes += len(e.Message)
}

// truncate cuts s to at most limit bytes, between characters, and says by how
// much.
func truncate(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	note := fmt.Sprintf("… %d more bytes", len(s)-limit)
	end := limit - len(note)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + note
}
