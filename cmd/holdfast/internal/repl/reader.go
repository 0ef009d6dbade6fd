package repl

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"sync/atomic"

	"github.com/holdfast-run/holdfast/host"
)

// errInterrupt is what a reader returns for Ctrl-C.
var errInterrupt = errors.New("interrupted")

// A reader gives entries, one by one: whole ones, of several lines if need be.
type reader interface {
	// read returns the next entry. The error is io.EOF, errInterrupt with what was
	// typed, or that of the input.
	read() (string, error)
	// readAll returns everything up to the end of input (Ctrl-D). The error is that of
	// read.
	readAll() (string, error)
}

// finished reports whether text is a whole entry.
func finished(text string) bool {
	return isDotCommand(text) || !host.Unfinished(text)
}

// A plainReader reads lines that nothing edits: of a pipe, or of a terminal that
// cannot move its cursor.
type plainReader struct {
	lines   *bufio.Reader
	prompt  func(text string) // nil: no prompts
	dropped atomic.Bool       // what has been read of the entry
}

func newPlainReader(input io.Reader, prompt func(string)) *plainReader {
	return &plainReader{lines: bufio.NewReader(input), prompt: prompt}
}

func (r *plainReader) read() (string, error) {
	if !r.dropped.Load() { // it shows one
		r.show(prompt)
	}
	var entry strings.Builder
	for {
		line, err := r.lines.ReadString('\n')
		if r.dropped.Swap(false) {
			entry.Reset()
		}
		entry.WriteString(line)
		text := entry.String()
		if err == nil && !finished(text) {
			r.show(continued)
			continue
		}
		if errors.Is(err, io.EOF) && strings.TrimSpace(text) != "" {
			err = nil
		}
		return strings.TrimRight(text, "\r\n"), err
	}
}

// drop forgets the lines that have been read of an entry. Any goroutine may call it
// while read or readAll waits for the next, which begins another entry; the terminal
// has dropped what was typed of that.
func (r *plainReader) drop() {
	r.dropped.Store(true)
	r.show(prompt)
}

func (r *plainReader) readAll() (string, error) {
	var all strings.Builder
	for {
		line, err := r.lines.ReadString('\n')
		if r.dropped.Load() {
			r.lines = bufio.NewReader(io.MultiReader(strings.NewReader(line), r.lines))
			return "", errInterrupt
		}
		all.WriteString(line)
		if errors.Is(err, io.EOF) {
			return all.String(), nil
		}
		if err != nil {
			return "", err
		}
	}
}

func (r *plainReader) show(text string) {
	if r.prompt != nil {
		r.prompt(text)
	}
}
