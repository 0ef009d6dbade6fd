package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall"

	"github.com/holdfast-run/holdfast/host"
)

// A console writes what a run prints, each entry by one write at once: what was
// printed is out whatever happens next, in the order it was printed. Nothing is
// buffered because it need not be: a write is about 1 µs, console.log itself is
// as much. It is safe for concurrent use.
type console struct {
	mu             sync.Mutex // guards the fields below; held during a write
	stdout, stderr io.Writer
	line           []byte                  // room for an entry and its line end
	failed         context.CancelCauseFunc // told of a stdout that takes no more; may be nil
	shown          bool                    // a transient line is on the terminal
}

func newConsole(sys *system) *console {
	return &console{stdout: sys.stdout, stderr: sys.stderr}
}

// onFailure has failed called with an *outputError when stdout takes no more.
func (c *console) onFailure(failed context.CancelCauseFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = failed
}

// print is the host's Config.Console.
func (c *console) print(_ string, e host.ConsoleEntry) {
	switch e.Level {
	case "warn", "error", "trace":
		c.errLine(e.Message)
	default:
		// The run ends through failed: nothing here can stop the script.
		_ = c.out(e.Message)
	}
}

// out writes a line to stdout. Its error is an *exitError.
func (c *console) out(text string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.write(c.stdout, text)
	if err == nil {
		return nil
	}
	lost := &outputError{err}
	if c.failed != nil {
		c.failed(lost)
	}
	return lost.exit()
}

// note tells the user something about the run.
func (c *console) note(text string) { c.errLine("holdfast: " + text) }

// errLine writes a line to stderr. Nobody can be told if that does not work.
func (c *console) errLine(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.write(c.stderr, text)
}

// takeBack erases what stands in the terminal's last line.
const takeBack = "\r\x1b[K"

// transient shows text on stderr, a terminal, until something else is written.
func (c *console) transient(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shown = c.shown || text != ""; c.shown {
		_, _ = io.WriteString(c.stderr, takeBack+text)
	}
	c.shown = text != ""
}

// write writes a line at once. The caller holds mu.
func (c *console) write(w io.Writer, text string) error {
	if c.shown {
		_, _ = io.WriteString(c.stderr, takeBack)
		c.shown = false
	}
	c.line = append(append(c.line[:0], text...), '\n')
	_, err := w.Write(c.line)
	const keep = 64 << 10
	if cap(c.line) > keep {
		c.line = nil
	}
	return err
}

// An outputError is why a run was cancelled: stdout takes no more.
type outputError struct{ err error }

func (e *outputError) Error() string { return fmt.Sprintf("stdout: %v", bare(e.err)) }

func (e *outputError) Unwrap() error { return e.err }

// exit says how the process ends. A pipe that nobody reads is what the user
// asked for, by "| head -1" say: nothing is to be told then.
func (e *outputError) exit() *exitError {
	if errors.Is(e.err, syscall.EPIPE) {
		return &exitError{status: statusSignal + int(syscall.SIGPIPE)}
	}
	return &exitError{status: statusFailed, err: e}
}

// json writes v as one line to stdout.
func (c *console) json(v any) error {
	text, err := marshal(v)
	if err != nil {
		return err
	}
	return c.out(text)
}

// marshal is json.Marshal without the escapes that only HTML needs.
func marshal(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
