package repl

import (
	"strings"
	"sync"

	"github.com/holdfast-run/holdfast/host"
)

// A Screen is where a REPL prints. While a line is edited, text goes above it. It
// is safe for concurrent use.
type Screen struct {
	stdout, stderr func(line string)

	mu    sync.Mutex // guards the fields below; held during a write
	above func()     // while a line is edited: has the editor look at what is held
	held  []string
}

// NewScreen returns a Screen that writes lines, without their line ends, through
// two functions.
func NewScreen(stdout, stderr func(line string)) *Screen {
	return &Screen{stdout: stdout, stderr: stderr}
}

// Entry prints what a script prints.
func (s *Screen) Entry(e host.ConsoleEntry) {
	switch e.Level {
	case "warn", "error", "trace":
		s.print(s.stderr, e.Message)
	default:
		s.print(s.stdout, e.Message)
	}
}

// out prints a result, or the answer to a dot command.
func (s *Screen) out(text string) { s.print(s.stdout, text) }

// note tells the user something.
func (s *Screen) note(text string) { s.print(s.stderr, text) }

func (s *Screen) print(write func(string), text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.above == nil {
		write(text)
		return
	}
	s.held = append(s.held, text)
	s.above()
}

// hold keeps text back from now on, for the editor to print above its line.
func (s *Screen) hold(above func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.above = above
}

// holds reports whether something is held back.
func (s *Screen) holds() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.held) > 0
}

// takeHeld returns what is to be printed above the line.
func (s *Screen) takeHeld() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Join(s.held, "\n")
	s.held = nil
	return text
}

// release prints what was held back, and lets text through again.
func (s *Screen) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.above = nil
	for _, text := range s.held {
		s.stderr(text)
	}
	s.held = nil
}
