package repl

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/holdfast-run/holdfast/commands"
)

// A watch announces when persistent commands end by themselves.
type watch struct {
	overseer Overseer
	announce func(text string)
	watchers sync.WaitGroup

	mu   sync.Mutex      // guards seen
	seen map[string]bool // the names that are watched
}

func newWatch(o Overseer, announce func(string)) *watch {
	return &watch{overseer: o, announce: announce, seen: make(map[string]bool)}
}

// look finds the commands that run and are not watched yet. They are
// watched until ctx ends.
func (w *watch) look(ctx context.Context) {
	all, err := w.overseer.Processes(ctx)
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range all {
		if w.seen[s.Name] || settled(s) {
			continue
		}
		w.seen[s.Name] = true
		// Owner: the REPL. Ends with the command, or with ctx. wait waits.
		w.watchers.Go(func() { w.follow(ctx, s.Name) })
	}
}

// follow waits for the end of a command and says so, unless it was asked for.
func (w *watch) follow(ctx context.Context, name string) {
	s, err := w.overseer.Await(ctx, name)
	w.mu.Lock()
	delete(w.seen, name)
	w.mu.Unlock()
	if err == nil && s.State != "stopped" {
		w.announce(ended(s))
	}
}

// settled reports whether a command has ended and will not be restarted.
func settled(s commands.Status) bool {
	switch s.State {
	case "exited", "stopped", "failed", "lost":
		return true
	}
	return false
}

// wait returns when nothing is watched any more: the context of look must have
// ended.
func (w *watch) wait() { w.watchers.Wait() }

// ended says how a command ended: `dev exited with 1: port in use`.
func ended(s commands.Status) string {
	how := fmt.Sprintf("exited with %d", s.ExitCode)
	switch {
	case s.State == "lost":
		how = "is lost"
	case s.Signal != "":
		how = "was ended by " + s.Signal
	}
	text := fmt.Sprintf("%s %s", s.Name, how)
	if line := lastLine(s.Stderr); line != "" {
		text += ": " + line
	}
	return text
}

func lastLine(text string) string {
	text = strings.TrimRight(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}
