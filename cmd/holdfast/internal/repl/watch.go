package repl

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// A watch announces when persistent commands end by themselves, and when they are
// started again.
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
		w.watchers.Go(func() { w.follow(ctx, s) })
	}
}

// restartPause is how much later than the one that was announced last a process
// must have been started for its restart to be announced. Only a backoff below it
// makes a difference: a command that is restarted without one, and without end,
// would leave nothing else to be read.
const restartPause = 100 * time.Millisecond

// follow announces the restarts of a command after last, and its end, unless that
// was asked for.
func (w *watch) follow(ctx context.Context, last commands.Status) {
	told := last
	err := w.overseer.Follow(ctx, last.Name, func(s commands.Status) {
		last = s
		if s.Restarts > told.Restarts && s.StartedAt.Sub(told.StartedAt) >= restartPause {
			told = s
			w.announce(restarted(s))
		}
	})
	w.mu.Lock()
	delete(w.seen, last.Name)
	w.mu.Unlock()
	if err == nil && last.State != "stopped" {
		w.announce(ended(last))
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

// restarted says why a command was restarted, and how often it was in a row:
// `dev exited with 1: port in use; restarted (2 of 5)`.
func restarted(s commands.Status) string {
	r := s.Restart
	row := fmt.Sprintf("%d in a row", r.Consecutive)
	if r.Max >= 0 {
		row = fmt.Sprintf("%d of %d", r.Consecutive, r.Max)
	}
	return fmt.Sprintf("%s %s; restarted (%s)", s.Name, how(r.ExitCode, r.Signal, r.Why), row)
}

// ended says how a command ended: `dev exited with 1: port in use`, and that it
// was the last time if it has been restarted.
func ended(s commands.Status) string {
	text := s.Name + " " + how(s.ExitCode, s.Signal, lastLine(s.Stderr))
	switch r := s.Restart; {
	case s.State == "lost":
		text = s.Name + " is lost: " + s.Reason
	case s.State == "failed" && r.Consecutive > 0 && r.Consecutive == r.Max:
		text += fmt.Sprintf("; not restarted again (%d of %d)", r.Consecutive, r.Max)
	}
	return text
}

// how says how a process ended, and why if that is known.
func how(code int, signal, why string) string {
	text := fmt.Sprintf("exited with %d", code)
	if signal != "" {
		text = "was ended by " + signal
	}
	if why != "" {
		text += ": " + why
	}
	return text
}

func lastLine(text string) string {
	text = strings.TrimRight(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}
