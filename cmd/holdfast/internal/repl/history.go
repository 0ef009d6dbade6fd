package repl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// Bounds of the history.
const (
	maxHistory      = 1000     // entries that are kept
	maxHistoryEntry = 64 << 10 // bytes; a longer one is not kept
)

// A history is the entries of this and earlier REPLs, in a file that several
// REPLs may write at once: each entry is a line of its own, added by one write.
type history struct {
	path    string // "": this process only
	entries []string
}

// historyLine is a line of the file.
type historyLine struct {
	Entry string `json:"entry"`
}

var errNoHistory = errors.New("no such entry")

// openHistory reads the history in a file, as far as it can be read, and shortens
// a file that has grown to twice the bound.
func openHistory(path string) *history {
	h := &history{path: path}
	if path == "" {
		return h
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return h
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 8*maxHistoryEntry)
	for lines.Scan() {
		var line historyLine
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Entry != "" {
			h.entries = append(h.entries, line.Entry)
		}
	}
	if len(h.entries) > 2*maxHistory {
		h.entries = h.entries[len(h.entries)-maxHistory:]
		h.rewrite()
	}
	h.entries = h.entries[max(0, len(h.entries)-maxHistory):]
	return h
}

// rewrite replaces the file at once: whoever appends to the old one meanwhile
// loses that entry, and nothing else.
func (h *history) rewrite() {
	temp, err := os.CreateTemp(filepath.Dir(h.path), "repl_history-*") // mode 600
	if err != nil {
		return
	}
	for _, entry := range h.entries {
		_, err = temp.Write(lineOf(entry))
	}
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), h.path)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
}

func lineOf(entry string) []byte {
	text, _ := json.Marshal(historyLine{entry}) // a string always marshals
	return append(text, '\n')
}

// Write adds an entry, unless it is the last one again. It implements
// readline.History.
func (h *history) Write(entry string) (int, error) {
	if n := len(h.entries); n > 0 && h.entries[n-1] == entry {
		return n, nil
	}
	h.entries = append(h.entries, entry)
	if h.path == "" || len(entry) > maxHistoryEntry {
		return len(h.entries), nil
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return len(h.entries), err
	}
	file, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return len(h.entries), err
	}
	_, err = file.Write(lineOf(entry))
	return len(h.entries), errors.Join(err, file.Close())
}

// GetLine implements readline.History.
func (h *history) GetLine(i int) (string, error) {
	if i < 0 || i >= len(h.entries) {
		return "", errNoHistory
	}
	return h.entries[i], nil
}

// Len implements readline.History.
func (h *history) Len() int { return len(h.entries) }

// Dump implements readline.History.
func (h *history) Dump() any { return h.entries }
