package host

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// errIdle is why a session ends that nobody uses.
var errIdle = errors.New("the session was idle for too long")

// A Session is a durable tier, variables and processes, and a disposable VM. It
// is safe for concurrent use; runs are serialised, everything else never waits
// behind a run.
type Session struct {
	name   string
	host   *Host
	runner *commands.Runner
	shown  func() Commander // what scripts see as commands: runner, or the embedder's
	vars   Vars
	locals locals

	// turn holds one token while nobody runs or resets; whoever takes it owns
	// the fields below it.
	turn       chan struct{}
	vm         vm // nil: the next run makes one
	transcript *transcript
	sink       func(ConsoleEntry) // of the run in flight; nil: as Config.Console says

	// life ends, with ErrClosed or errIdle as cause, when the session closes.
	life context.Context
	end  context.CancelCauseFunc

	mu         sync.Mutex // guards the fields below; never held while waiting
	running    bool
	inFlight   context.CancelCauseFunc // ends the run in flight; nil if there is none
	holds      int                     // callers of Hold that have not released it
	runs       int
	generation int
	created    time.Time
	lastUsed   time.Time
	idle       *time.Timer // nil without a TTL
	closing    *closing    // nil until Close
}

// A closing is the one time a session is closed, which all callers of Close wait
// for.
type closing struct {
	done   chan struct{} // closed when the fields below are set
	report Report
	err    error
}

func newSession(h *Host, name string) *Session {
	now := time.Now()
	s := &Session{
		name: name, host: h, turn: make(chan struct{}, 1), created: now, lastUsed: now,
		runner: commands.New(commands.Config{
			Specs: h.cfg.Specs, Environ: h.cfg.Environ,
			MaxInFlight: h.cfg.MaxInFlight, MaxPersistent: h.cfg.MaxPersistent,
			Ledger: h.ledger, Spare: &h.spare, Uncontained: h.cfg.Uncontained,
			Done: h.commandDone(name),
		}),
	}
	s.shown = sync.OnceValue(s.commander)
	s.turn <- struct{}{}
	s.life, s.end = context.WithCancelCause(context.Background())
	if ttl := h.cfg.IdleTTL; ttl > 0 {
		s.mu.Lock() // a short TTL is over before AfterFunc has returned
		defer s.mu.Unlock()
		s.idle = time.AfterFunc(ttl, s.expire)
	}
	return s
}

// commander makes what scripts see as commands. It may use the host and the session
// as it likes: no lock is held.
func (s *Session) commander() Commander {
	if s.host.cfg.Commands != nil {
		if c := s.host.cfg.Commands(s); c != nil {
			return toldCommander{c, s}
		}
	}
	return s.runner
}

// Name returns the session's name.
func (s *Session) Name() string { return s.name }

// Vars returns the session's durable variables, which its scripts see as vars.
func (s *Session) Vars() *Vars { return &s.vars }

// Commands returns the session's processes, which its scripts see as commands.
// The session owns it: do not close it.
func (s *Session) Commands() *commands.Runner { return s.runner }

// Adopt makes a process that the embedder started, a browser say, end with the
// session, even if this program is killed: that process alone, not what it
// started. The error is ErrClosed, or why that cannot be.
func (s *Session) Adopt(pid int) error {
	if err := s.closed(); err != nil {
		return err
	}
	err := s.runner.Adopt(pid)
	if errors.Is(err, commands.ErrClosed) { // meanwhile
		err = ErrClosed
	}
	if err != nil {
		return fmt.Errorf("session %q: %w", s.name, err)
	}
	return nil
}

// Hold keeps the session from ending because it is idle, while somebody sits in
// front of it, say, until release is called, which may be called again.
func (s *Session) Hold() (release func()) {
	s.addHold(1)
	return sync.OnceFunc(func() { s.addHold(-1) })
}

// Done returns a channel that is closed when the session begins to end.
func (s *Session) Done() <-chan struct{} { return s.life.Done() }

// Reset drops the VM once the run in flight has ended: the next run finds a new
// globalThis. Variables and processes stay. The error is ErrClosed or ctx's
// cause.
func (s *Session) Reset(ctx context.Context) error {
	if err := s.takeTurn(ctx); err != nil {
		return err
	}
	defer s.giveTurn()
	s.dropVM()
	return nil
}

// Close cancels the run in flight, ends every process of the session and returns
// once all are gone, with a report of what it killed. When ctx ends first, the
// error names what is left, which goes on to end. Closing twice is fine: it waits
// again and gives the same report. A Func that closes the session it was called
// from waits for itself: until its context ends, if it passes that.
func (s *Session) Close(ctx context.Context) (Report, error) {
	return s.close(ctx, ErrClosed)
}

func (s *Session) close(ctx context.Context, cause error) (Report, error) {
	s.mu.Lock()
	c := s.closing
	if c == nil {
		c = s.beginClosing(cause)
		// Owner: the session. It ends with its run and its processes. This call
		// waits, until ctx ends.
		go s.finishClosing(c)
	}
	s.mu.Unlock()
	if !ends(ctx, c.done) {
		return s.stillClosing(ctx)
	}
	return c.report, c.err
}

// ends waits for done, and reports false if ctx ends before.
func ends(ctx context.Context, done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-ctx.Done():
	}
	select { // of two that are ready, the one above takes any
	case <-done:
		return true
	default:
		return false
	}
}

// stillClosing says what there is to wait for, when ctx has ended.
func (s *Session) stillClosing(ctx context.Context) (Report, error) {
	report, err := s.runner.Close(ctx)
	s.mu.Lock()
	running := s.running
	s.mu.Unlock()
	switch {
	case running:
		err = errors.Join(err, fmt.Errorf("the run in flight has not ended: %w", context.Cause(ctx)))
	case err == nil:
		err = context.Cause(ctx)
	}
	return report, fmt.Errorf("session %q: still closing: %w", s.name, err)
}

// beginClosing lets nothing new begin. The caller holds mu, and sees to it that
// finishClosing is called once it has given that back.
func (s *Session) beginClosing(cause error) *closing {
	if s.idle != nil {
		s.idle.Stop()
	}
	s.end(cause)
	s.closing = &closing{done: make(chan struct{})}
	return s.closing
}

// finishClosing returns when the session has ended.
func (s *Session) finishClosing(c *closing) {
	cause := context.Cause(s.life)
	s.endInFlight(cause)
	select {
	case <-s.turn: // nothing runs: the VM ends while the processes do
		s.dropVM()
		s.turn <- struct{}{}
	default:
	}
	report, err := s.runner.Close(context.Background())
	<-s.turn // never given back: nothing runs any more
	s.dropVM()
	err = errors.Join(err, s.locals.release(func(x any, stack []byte) {
		s.host.cfg.Logger.Error("release panicked", "session", s.name,
			"panic", fmt.Sprint(x), "stack", string(stack))
	}))
	s.host.forget(s)
	s.host.sessionClosed(s.name, report, err)
	if err != nil {
		err = fmt.Errorf("session %q: %w", s.name, err)
	}
	s.host.cfg.Logger.Debug("session closed", "session", s.name, "cause", cause,
		"killed", report.Total, "duration", report.Duration, "error", err)
	c.report, c.err = report, err
	close(c.done)
	s.host.hasEnded(s)
}

// setInFlight notes how to end the run that begins. If the session has ended
// meanwhile, so does the run.
func (s *Session) setInFlight(cancel context.CancelCauseFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight = cancel
	if cause := context.Cause(s.life); cause != nil && cancel != nil {
		cancel(cause)
	}
}

// endInFlight ends the run in flight. It has been told when endInFlight returns,
// so that it does not hear first that its commands have ended.
func (s *Session) endInFlight(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inFlight != nil {
		s.inFlight(cause)
	}
}

// takeTurn waits until nobody else runs.
func (s *Session) takeTurn(ctx context.Context) error {
	if err := s.closed(); err != nil {
		return err
	}
	late := func() error {
		return fmt.Errorf("session %q: waiting for its turn: %w", s.name, context.Cause(ctx))
	}
	if ctx.Err() != nil {
		return late()
	}
	select {
	case <-s.turn:
	case <-s.life.Done():
		return s.closed()
	case <-ctx.Done():
		return late()
	}
	if err := s.beginUse(); err != nil {
		s.turn <- struct{}{}
		return err
	}
	return nil
}

func (s *Session) giveTurn() {
	s.transcript, s.sink = nil, nil
	s.mu.Lock()
	s.running = false
	s.restartIdle()
	s.mu.Unlock()
	s.turn <- struct{}{}
}

// beginUse makes the session busy, unless it has ended. The caller owns the turn.
func (s *Session) beginUse() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.closed(); err != nil {
		return err
	}
	s.running = true
	s.lastUsed = time.Now()
	return nil
}

// closed returns ErrClosed, and why if it was not Close, once the session ends.
func (s *Session) closed() error {
	switch cause := context.Cause(s.life); cause {
	case nil:
		return nil
	case ErrClosed:
		return fmt.Errorf("session %q: %w", s.name, ErrClosed)
	default:
		return fmt.Errorf("session %q: %w: %w", s.name, ErrClosed, cause)
	}
}

// restartIdle makes the time until the session ends by itself begin anew. The
// caller holds mu.
func (s *Session) restartIdle() {
	s.lastUsed = time.Now()
	if s.idle != nil && s.closing == nil {
		s.idle.Reset(s.host.cfg.IdleTTL)
	}
}

func (s *Session) addHold(change int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holds += change
	s.restartIdle()
}

// expire ends an idle session; it runs on the idle timer's goroutine, which is
// free to wait.
func (s *Session) expire() {
	c := s.beginExpiring()
	if c == nil {
		return
	}
	s.finishClosing(c)
	if c.err != nil {
		s.host.cfg.Logger.Error("idle session not closed", "session", s.name, "error", c.err)
	}
}

// beginExpiring is beginClosing of a session that is idle, or nil.
func (s *Session) beginExpiring() *closing {
	kept := slices.ContainsFunc(s.runner.List(), s.keepsAlive)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closing != nil:
		return nil
	case s.running || s.holds > 0 || time.Since(s.lastUsed) < s.host.cfg.IdleTTL:
		return nil // the end of what goes on, or went on as the timer fired, sets it again
	case kept:
		s.restartIdle()
		return nil
	}
	return s.beginClosing(errIdle)
}

// keepsAlive reports whether a command that runs keeps the session from being
// idle: a one-shot that Go code runs through Commands, or a persistent one whose
// spec says so.
func (s *Session) keepsAlive(i commands.Info) bool {
	if !i.Running || !i.Persistent {
		return i.Running
	}
	spec, ok := s.host.cfg.Specs.Lookup(i.Name)
	return ok && spec.KeepAlive
}

// evict drops the VM unless a run is in flight, and reports whether it did.
func (s *Session) evict() bool {
	select {
	case <-s.turn:
		s.vm.Kill()
		s.vm = nil
		s.turn <- struct{}{}
		return true
	default:
		return false
	}
}

// dropVM forgets the VM. The caller owns the turn.
func (s *Session) dropVM() {
	if s.vm != nil {
		s.vm.Kill()
	}
	s.vm = nil
	s.host.warm.drop(s)
}
