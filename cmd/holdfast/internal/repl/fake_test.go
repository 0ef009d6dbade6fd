package repl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// A fakeBackend echoes entries: "fail", "lose", "hang", "gone" and "quiet" do what
// they say, "start NAME" starts a process, "crash NAME" restarts it, and "exit NAME"
// ends it.
type fakeBackend struct {
	mu         sync.Mutex // guards the fields below
	generation int
	resets     int
	crashes    int
	processes  map[string]chan commands.Status
	evaluated  []string
	started    chan struct{} // gets a value when "hang" hangs, or a reset
	busy       bool          // a reset waits without end
	gone       chan struct{} // closed, unless nil, by who looks once "gone" was said
}

func newFakeBackend() *fakeBackend {
	return &fakeBackend{
		generation: 1, processes: make(map[string]chan commands.Status), started: make(chan struct{}, 1),
	}
}

func (b *fakeBackend) Eval(ctx context.Context, e host.Entry) (*host.Evaluation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.evaluated = append(b.evaluated, e.Name+" "+e.Source)
	ev := &host.Evaluation{Generation: b.generation, Text: "<" + e.Source + ">"}
	word, name, _ := strings.Cut(strings.TrimSpace(e.Source), " ")
	switch word {
	case "fail":
		return ev, &host.ScriptError{Kind: host.KindRuntime, Name: "Error", Message: "failed"}
	case "lose":
		ev.Lost = true
		b.generation++
		return ev, &host.ScriptError{Kind: host.KindTimeout, Name: "TimeoutError", Message: "late"}
	case "renew":
		b.generation++
	case "quiet":
		ev.Text, ev.Undefined = "undefined", true
	case "hang":
		b.started <- struct{}{}
		<-ctx.Done()
		return ev, &host.ScriptError{Kind: host.KindCancelled, Err: context.Cause(ctx)}
	case "gone":
		return nil, fmt.Errorf("it is %w", host.ErrClosed)
	case "start":
		b.processes[name] = make(chan commands.Status, 10)
	case "crash":
		b.crashes++
		b.processes[name] <- crashed(name, b.crashes)
	case "exit":
		b.processes[name] <- commands.Status{Name: name, State: "exited", ExitCode: 3, Stderr: "a\nwhy\n"}
		close(b.processes[name])
	}
	return ev, nil
}

func (b *fakeBackend) Complete(context.Context, string, int) (host.Completions, error) {
	return host.Completions{}, nil
}

func (b *fakeBackend) Preview(context.Context, string) (string, error) { return "", nil }

func (b *fakeBackend) Reset(ctx context.Context) error {
	b.resets++
	if !b.busy {
		return nil
	}
	b.started <- struct{}{}
	<-ctx.Done()
	return context.Cause(ctx)
}

func (b *fakeBackend) Vars(context.Context) (map[string]json.RawMessage, error) {
	return map[string]json.RawMessage{"b": json.RawMessage(`[1]`), "a": json.RawMessage(`"x"`)}, nil
}

func (b *fakeBackend) Commands(context.Context) ([]commands.Info, error) {
	return []commands.Info{{Name: "build", Description: "Build it"}, {Name: "dev", Persistent: true}}, nil
}

func (b *fakeBackend) Processes(context.Context) ([]commands.Status, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone != nil && len(b.evaluated) > 0 {
		close(b.gone)
		for range 1000 { // others may hear of it first
			runtime.Gosched()
		}
	}
	var all []commands.Status
	for name := range b.processes {
		all = append(all, commands.Status{
			Name: name, Command: "dev", State: "ready", Running: true, PID: 7, StartedAt: time.Unix(0, 0),
		})
	}
	return all, nil
}

func (b *fakeBackend) Logs(_ context.Context, name string) (commands.Logs, error) {
	if name != "dev" {
		return commands.Logs{}, errors.New("nothing of that name")
	}
	return commands.Logs{Dropped: 2, Lines: []commands.Line{
		{Stream: "stdout", Text: "out"}, {Stream: "stderr", Text: "err\x1b"},
	}}, nil
}

func (b *fakeBackend) Follow(ctx context.Context, name string, told func(commands.Status)) error {
	b.mu.Lock()
	states := b.processes[name]
	b.mu.Unlock()
	for {
		select {
		case s, more := <-states:
			if !more {
				return nil
			}
			told(s)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// crashed is the state after the nth restart. There is a second between them, but
// the third follows at once.
func crashed(name string, n int) commands.Status {
	seconds := n
	if n == 3 {
		seconds = 2
	}
	return commands.Status{
		Name: name, State: "ready", Running: true, Restarts: n,
		StartedAt: time.Unix(int64(seconds), 0),
		Restart:   commands.Restart{Consecutive: n, Max: 5, ExitCode: -1, Signal: "SIGSEGV", Why: "bad"},
	}
}

// A session is a REPL in a test, and what it printed.
type session struct {
	backend *fakeBackend
	cfg     Config
	mu      sync.Mutex // guards printed
	printed []string
	noted   chan string // what went to stderr
}

func newSession(t *testing.T, input string) *session {
	s := &session{backend: newFakeBackend(), noted: make(chan string, 100)}
	print := func(prefix string) func(string) {
		return func(line string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.printed = append(s.printed, prefix+line)
		}
	}
	note := print("! ")
	dir := t.TempDir()
	s.cfg = Config{
		Backend: s.backend, Input: strings.NewReader(input),
		Screen:    NewScreen(print(""), func(line string) { note(line); s.noted <- line }),
		Columns:   func() int { return 80 },
		Report:    func(err error) string { return "error: " + err.Error() + "\n" },
		Printable: func(text string) string { return strings.ReplaceAll(text, "\x1b", "ESC") },
		LogLine:   func(text string) string { return strings.ReplaceAll(text, "\x1b", "ESC") },
		Path:      func(name string) string { return dir + "/" + name },
		Waiting:   func() func() { return func() {} },
	}
	return s
}

// output runs the REPL and returns what it printed.
func (s *session) output(t *testing.T) (string, error) {
	t.Helper()
	err := Run(t.Context(), s.cfg)
	return strings.Join(s.printed, "\n"), err
}
