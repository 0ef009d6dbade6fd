package host

// Entries of a REPL: a run whose declarations stay, and what helps to type one.

import (
	"context"
	"fmt"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/remote"
	"github.com/holdfast-run/holdfast/jsapi"
)

// An Entry is what somebody typed at a REPL. What it declares at top level stays
// in the session's VM, where later entries may declare it again.
type Entry struct {
	Name        string // what positions in errors name; "repl" if empty
	Source      string
	Colors      bool          // in the text of the value, as ANSI escapes
	Columns     int           // the text is broken to fit; 0: 80
	Timeout     time.Duration // 0 or negative: none
	MemoryBytes int           // 0: the host's MemoryBytes; negative: no limit

	Console func(ConsoleEntry) // as that of a Script
	Started func()             // likewise
}

// An Evaluation is how an entry went. Session.Eval returns one for an entry that
// failed too.
type Evaluation struct {
	Text      string // the value, as Node prints it
	Undefined bool   // the value is undefined
	Printed   bool   // Text went to the console, as an entry of level "result", before the end
	Stopped   string // what was cancelled after the value was there: "2 timers"; else ""

	Console        []ConsoleEntry // what it printed, as far as it fits
	ConsoleDropped int            // entries that did not fit
	Duration       time.Duration
	Generation     int  // counts the session's VMs: a new number means a new globalThis
	Lost           bool // the VM is lost, and globalThis with it; the next entry has a new one
}

// Completions are what may stand at the cursor of an entry.
type Completions = jsapi.Completions

// A Candidate is one completion.
type Candidate = jsapi.Candidate

// Eval evaluates an entry and returns once its value is there and nothing it
// started is pending. It waits for runs before it in line. To stop waiting, end
// ctx: if the value was there, that is no error. Otherwise a failed entry has a
// *ScriptError and an Evaluation, as a failed run has.
func (s *Session) Eval(ctx context.Context, e Entry) (*Evaluation, error) {
	if err := s.takeTurn(ctx); err != nil {
		return nil, err
	}
	defer s.giveTurn()
	if e.Started != nil {
		e.Started()
	}
	s.transcript, s.sink = &transcript{}, e.Console
	v, generation, err := s.ensureVM(ctx)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	var got jsapi.Evaluation
	timeout := e.Timeout
	if timeout == 0 {
		timeout = -1
	}
	err = s.underLimits(ctx, timeout, e.MemoryBytes, func(ctx context.Context, l remote.Limits) error {
		got, err = v.Eval(ctx, jsapi.Entry{
			Name: e.Name, Source: e.Source, Colors: e.Colors, Columns: e.Columns,
		}, l)
		return err
	})
	result := &Evaluation{
		Text: got.Text, Undefined: got.Undefined, Printed: got.Printed, Stopped: got.Stopped,
		Console: s.transcript.entries, ConsoleDropped: s.transcript.dropped,
		Duration: time.Since(began), Generation: generation, Lost: v.Poisoned(),
	}
	s.finish(v)
	return result, err
}

// Complete returns what may stand at byte cursor of an entry that is being typed,
// without running any of a script's code. It never waits behind a run: while one
// is in flight there is nothing.
func (s *Session) Complete(ctx context.Context, text string, cursor int) (Completions, error) {
	var found Completions
	err := s.peek(ctx, func(ctx context.Context, v vm) (err error) {
		found, err = v.Complete(ctx, text, cursor)
		return err
	})
	return found, err
}

// Preview returns in one line what an entry would give, if it is certain that to
// evaluate it has no effect, else "". It never waits behind a run.
func (s *Session) Preview(ctx context.Context, text string) (string, error) {
	shown := ""
	err := s.peek(ctx, func(ctx context.Context, v vm) (err error) {
		shown, err = v.Preview(ctx, text)
		return err
	})
	return shown, err
}

// peek hands the VM to look, unless a run is in flight, with a context that ends
// with the session. Close need not wait for a worker that does not answer: it is
// killed at once.
func (s *Session) peek(ctx context.Context, look func(context.Context, vm) error) error {
	if err := s.closed(); err != nil {
		return err
	}
	if ctx.Err() != nil { // to interrupt what has not begun may cost the VM
		return fmt.Errorf("session %q: %w", s.name, context.Cause(ctx))
	}
	select {
	case <-s.turn:
	default:
		return nil
	}
	s.sink = func(ConsoleEntry) {} // Setup may print, which is for nobody to see
	defer func() {
		s.sink = nil
		s.turn <- struct{}{}
	}()
	v, _, err := s.ensureVM(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.life, func() {
		cancel(context.Cause(s.life))
		v.Kill()
	})()
	err = look(ctx, v)
	if v.Poisoned() {
		s.dropVM()
	} else {
		s.host.warm.use(s)
	}
	if err != nil {
		return fmt.Errorf("session %q: %w", s.name, err)
	}
	return nil
}

// A Token is one lexical part of a source.
type Token = jsapi.Token

// Tokens splits a source, of which nothing needs to be right, into tokens, for
// who colours it.
func Tokens(source string) []Token { return jsapi.Tokens(source) }

// Unfinished reports whether the source of an entry is the beginning of one:
// its brackets, templates, functions or operators want more lines.
func Unfinished(source string) bool { return jsapi.Unfinished(source) }
