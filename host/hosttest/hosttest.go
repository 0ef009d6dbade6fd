// Package hosttest tests an embedder's bindings and scripts without processes: a
// Session whose commands are Go functions, and which records what scripts call and
// print. Scripts run in the process of the test, whose TestMain needs no
// host.Child.
package hosttest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

// Config is what a Session is made of. With its zero value scripts can only
// compute.
type Config struct {
	// Specs, if not nil, decides what commands there are and what is asked of
	// them and of calls, as it does outside of tests, but for environ, maxOutputBytes,
	// ready and restart; nil: those of Commands, with any values.
	Specs    *specs.Set
	Commands map[string]Command   // by name; none is nil
	Bindings map[string]host.Func // as in host.Config
	Logger   *slog.Logger         // likewise
}

// A Command stands in for a command of the spec file, and runs on a goroutine of
// its own.
//
// It returns what the command writes to stdout, a string or []byte; nil is nothing.
// With Config.Specs that is shaped as the spec declares. In place of it a command
// with output: lines may return []string, and one with output: json what
// encoding/json can marshal; other values are an error. Without Specs
// commands.run resolves with the value as it is.
//
// A persistent command is ready once its Command has returned, with a string or
// []string, what it has written by then. Nothing more comes after.
//
// An error that is no *commands.Error becomes one; see Exit for one that is,
// beside which a one-shot may return what it writes to stdout. A panic is one in
// the host. A call fails too if its Command calls t.Fatal, which is for the
// goroutine of the test.
//
// ctx ends when the call is cancelled or out of time; that of a persistent command
// when it is cancelled before it is ready, when it is stopped, or with the test. A
// Command must return soon after. The call goes on without it after half a second,
// and the test fails if it panics then, or has not returned five seconds after its
// own end.
type Command func(ctx context.Context, c Call) (any, error)

// A Call is what a script asked for.
type Call struct {
	Verb   string // "run", "exec", "start" or "stop"
	Name   string // the command's; for "stop" what it was started as
	As     string // for "start" the name it is to go under; "": the command's own
	Values map[string]any
	Stdin  string
	Argv   []string // what would have been executed; nil without Specs, and for "stop"
}

// errNoProcesses is what Go code gets that asks Session.Commands to run something.
var errNoProcesses = errors.New("a hosttest session runs no processes: its fakes answer scripts " +
	"only; test Go code that calls Session.Commands with a session of host.New, " +
	"or let it take a host.Commander that the test replaces")

// A Session is a host.Session whose commands are fakes, for its scripts: its
// Commands, which is for Go code, refuses to run any. It is safe for concurrent
// use.
type Session struct {
	*host.Session
	t testing.TB

	mu      sync.Mutex // guards what follows
	calls   []Call
	console []host.ConsoleEntry
}

// New returns a session that the end of the test closes. It fails the test if
// cfg is wrong.
func New(t testing.TB, cfg Config) *Session {
	t.Helper()
	if err := cfg.validate(); err != nil {
		t.Fatal(err)
	}
	s := &Session{t: t}
	fakes := newFakes(cfg, s)
	h, err := host.New(host.Config{
		Specs: cfg.Specs, Bindings: cfg.Bindings, Isolation: host.InProcess,
		Commands: func(*host.Session) host.Commander { return fakes },
		Console:  func(_ string, e host.ConsoleEntry) { s.print(e) },
		Logger:   cfg.Logger,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
		fakes.endAll()
		fakes.awaitFakes(t)
	})
	if s.Session, err = h.Session(sessionName(t.Name())); err != nil {
		t.Fatal(err)
	}
	s.Commands().Refuse(errNoProcesses)
	return s
}

// sessionName makes of a test's name, which may be of any length and hold any
// bytes, one that a session may have.
func sessionName(test string) string {
	const most = 100
	name := strings.ReplaceAll(strings.ToValidUTF8(test, "_"), string(utf8.RuneError), "_")
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "")
	}
	return name
}

// validate returns all that is wrong with the fakes.
func (cfg Config) validate() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(cfg.Commands)) {
		if cfg.Commands[name] == nil {
			errs = append(errs, fmt.Errorf("hosttest: the fake of command %q is nil", name))
		}
		if cfg.Specs == nil {
			continue
		}
		if _, ok := cfg.Specs.Lookup(name); !ok {
			errs = append(errs, fmt.Errorf("hosttest: Specs declares no command %q", name))
		}
	}
	return errors.Join(errs...)
}

// Eval runs a script, which must succeed, and returns its value as JSON text; ""
// for undefined.
func (s *Session) Eval(source string, args ...any) string {
	s.t.Helper()
	r, err := s.Run(s.t.Context(), host.Script{Source: source, Args: args})
	if err != nil {
		s.t.Fatal(err)
	}
	return string(r.Value)
}

// Calls returns what scripts have asked of commands so far, in that order. Calls
// that were refused are not among them, nor is a start of what is running.
func (s *Session) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Console returns what scripts have printed so far.
func (s *Session) Console() []host.ConsoleEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.console)
}

func (s *Session) record(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
}

func (s *Session) print(e host.ConsoleEntry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.console = append(s.console, e)
}
