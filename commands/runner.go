// Package commands answers: how is a declared command run, watched and ended?
// A Runner is one session's processes.
package commands

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
	"github.com/holdfast-run/holdfast/specs"
)

// Config is what a Runner needs.
type Config struct {
	Specs         *specs.Set // nil: nothing is declared
	Environ       []string   // "NAME=value" each; what specs may pass on. nil: nothing, not even PATH
	MaxInFlight   int        // one-shots at once, the rest wait in line; 0: 64; negative: no limit
	MaxPersistent int        // persistent commands at once; 0: 16; negative: no limit

	// Done, if not nil, is told how each Run, Exec and Start ended, on the
	// goroutine that called it; err is what the caller gets. Probes do not count.
	Done func(command string, err error)

	// Ledger, if not nil, is where what is started is written down. It stays the
	// caller's.
	Ledger *Ledger

	// Spare, if not nil, makes the first command start sooner. It stays the
	// caller's.
	Spare *Spare

	// Uncontained runs commands without a guardian, as a program must whose
	// main cannot begin with Child. What leaves its process group then escapes,
	// and so does everything when this process is killed.
	Uncontained bool
}

// DefaultMaxInFlight is how many one-shots a Runner has in flight at most
// unless Config.MaxInFlight says otherwise.
const DefaultMaxInFlight = 64

// DefaultMaxPersistent is how many persistent commands a Runner has at most
// unless Config.MaxPersistent says otherwise.
const DefaultMaxPersistent = 16

// ErrClosed is what an *Error wraps if the Runner was closed before or during
// the call.
var ErrClosed = errors.New("runner is closed")

// A Runner is one session's processes. It is safe for concurrent use.
type Runner struct {
	rules         Rules
	maxPersistent int // negative: no limit
	line          line
	chunks        chunkPool
	parent        *proc.Parent
	done          func(command string, err error) // never nil

	killWait time.Duration // see proc.Command; tests shorten it

	preparing sync.WaitGroup

	mu        sync.Mutex // guards what follows; taken before oneshot.mu and instance.mu
	closed    bool
	prepared  bool
	refusal   error // see Refuse; nil: nothing is refused
	inFlight  map[*oneshot]bool
	instances map[string]*instance // by name: the last of each, live or not
	live      map[*instance]bool   // those with a reaper
	past      []*instance          // of instances, those that are not live, as they ended
	killed    []Killed             // what Close ended, as each is reaped
	closing   chan struct{}        // closed by the first Close
	empty     chan struct{}        // closed when closed and nothing is in flight or live
	began     time.Time            // of the first Close
	took      time.Duration        // from then until everything had ended; 0: not yet
}

// New returns a Runner. Close must be called to end what it started.
func New(cfg Config) *Runner {
	limit := cfg.MaxInFlight
	if limit == 0 {
		limit = DefaultMaxInFlight
	}
	persistent := cfg.MaxPersistent
	if persistent == 0 {
		persistent = DefaultMaxPersistent
	}
	done := cfg.Done
	if done == nil {
		done = func(string, error) {}
	}
	return &Runner{
		done:          done,
		rules:         Rules{Specs: cfg.Specs, Environ: cfg.Environ},
		maxPersistent: persistent,
		line:          newLine(limit),
		parent:        &proc.Parent{Uncontained: cfg.Uncontained, Net: newNet(cfg), Spare: cfg.Spare.ready()},
		inFlight:      map[*oneshot]bool{},
		instances:     map[string]*instance{},
		live:          map[*instance]bool{},
		closing:       make(chan struct{}),
		empty:         make(chan struct{}),
	}
}

// Prepare has what the first command needs started, so that it need not wait for
// that. It does not wait itself, and does nothing where nothing is declared; what
// goes wrong the first command tells. Calling it twice is fine.
func (r *Runner) Prepare() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.prepared || r.closed || r.refusal != nil || r.rules.Specs == nil {
		return
	}
	r.prepared = true
	// Owner: r. It ends when a guardian has been started. Close waits for it.
	r.preparing.Go(r.parent.Prepare)
}

// Refuse makes every later call that names a command fail with why (CodeSpawn):
// Run, Exec and Start, and those about what was started. It is for a session whose
// commands are not processes. What is running goes on, and is Close's to end.
func (r *Runner) Refuse(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refusal = why
}

// refusalOf is the error of a call that Refuse has ruled out, or nil.
func (r *Runner) refusalOf(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refusal == nil {
		return nil
	}
	return &Error{Code: CodeSpawn, Command: name, Err: r.refusal}
}

// Options are what a caller may add to one call.
type Options struct {
	Timeout time.Duration // 0: as the spec says; negative: none
	Stdin   string        // only for a spec with stdin: text
}

// Exec runs a one-shot to its end and returns its result, whatever its exit
// code. It waits in line while Config.MaxInFlight others are in flight; the
// timeout begins when the process does. Cancelling ctx kills the process group.
//
// The error is an *Error; where the command was started it carries the same
// Result that is returned.
func (r *Runner) Exec(
	ctx context.Context, name string, values map[string]any, o Options,
) (result *Result, err error) {
	defer func() { r.done(name, err) }()
	inv, err := r.invocation(name, values, o)
	if err != nil {
		return nil, err
	}
	return r.exec(ctx, inv, o.Stdin)
}

// Run is Exec and returns what the command wrote, shaped as its spec says: a
// string without surrounding white space (text), json.RawMessage checked for
// validity (json), []string (lines) or []byte (bytes). Bytes of text and lines
// that are not UTF-8 become U+FFFD.
//
// It is an error (CodeExit) if the exit code is none of the spec's okCodes or
// a signal ended the command.
func (r *Runner) Run(
	ctx context.Context, name string, values map[string]any, o Options,
) (shaped any, err error) {
	defer func() { r.done(name, err) }()
	inv, err := r.invocation(name, values, o)
	if err != nil {
		return nil, err
	}
	return r.run(ctx, inv, o.Stdin)
}

func (r *Runner) run(ctx context.Context, inv *specs.Invocation, stdin string) (any, error) {
	res, err := r.exec(ctx, inv, stdin)
	if err != nil {
		return nil, err
	}
	return Shape(inv, res)
}

// invocation turns a call into what is to be executed.
func (r *Runner) invocation(
	name string, values map[string]any, o Options,
) (*specs.Invocation, error) {
	if err := r.refusalOf(name); err != nil {
		return nil, err
	}
	return r.rules.Oneshot(name, values, o)
}

// exec runs inv to its end. What the caller of Exec gets, it gets from here.
func (r *Runner) exec(
	ctx context.Context, inv *specs.Invocation, stdin string,
) (*Result, error) {
	s := newOneshot(inv, &r.chunks)
	return r.carryOut(ctx, s, stdin)
}

// carryOut runs s to its end.
func (r *Runner) carryOut(ctx context.Context, s *oneshot, stdin string) (*Result, error) {
	s.parent = r.parent
	s.killWait = r.killWait
	if err := r.enter(ctx, s); err != nil {
		return nil, err
	}
	if err := s.start(ctx, stdin); err != nil {
		r.leave(s)
		return nil, err
	}
	stop := s.watch(ctx)
	err := s.wait()
	stop()
	if s.survives() {
		// Owner: r. It ends when the system lets go of the process. Close
		// waits for it, through inFlight.
		go func() {
			s.waitOn()
			r.leave(s)
		}()
	} else {
		r.leave(s)
	}
	return s.result, err
}

// enter waits in line and registers s as in flight. A probe does not wait:
// whoever has the places may be waiting for what it is to find out.
func (r *Runner) enter(ctx context.Context, s *oneshot) error {
	line := r.lineOf(s)
	if err := line.enter(ctx, r.closing); err != nil {
		return s.refused(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		line.leave()
		return s.refused(ErrClosed)
	}
	r.inFlight[s] = true
	return nil
}

// leave undoes enter, once s has no process.
func (r *Runner) leave(s *oneshot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.inFlight, s)
	if k, ok := s.killedByClose(); ok && r.closed {
		r.killed = append(r.killed, k)
	}
	r.signalEmpty()
	r.lineOf(s).leave()
}

func (r *Runner) lineOf(s *oneshot) line {
	if s.probe {
		return line{}
	}
	return r.line
}
