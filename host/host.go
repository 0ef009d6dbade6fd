// Package host answers: who lives how long, and on which goroutine? A Host owns
// sessions by name; a Session owns what is durable (variables, processes) and a
// VM that is made when a run needs one and dropped when it is poisoned, evicted
// or reset.
//
// A VM lives in a worker: a process that is this program started again and can do
// nothing but compute and ask this one. Deadline, memory limit and cancellation
// are told to the engine first; a worker that goes on is killed. Whatever a script
// does, it costs its VM.
//
// With Config.Isolation InProcess a VM lives here, on the goroutine that calls
// Session.Run, and not every script can be contained. Deadline and memory limit
// are looked at between two steps of JavaScript; inside one of the engine's own
// functions nothing looks. So a script can
//
//   - hang its goroutine for good: Array.prototype.indexOf.call({length: 2**53-1}, 1),
//     n ** (n ** 40n) with n = 2n, /^(?=a)(a+)+$/.test("a".repeat(40) + "b");
//   - end the process by one allocation, which Go cannot refuse: "x".repeat(2**40),
//     new ArrayBuffer(2**40), Math.max.apply(null, {length: 1e9});
//   - end the process by filling Go's stack, which nothing recovers:
//     a.push(a); a.flat(Infinity), a Proxy in its own prototype chain,
//     "x".match("(".repeat(1e7));
//   - pass its memory limit many times over before it is stopped:
//     Buffer.alloc(2**31-1), "x".repeat(5e7).split("");
//   - take seconds past its deadline: JSON.stringify of 40,000 nested arrays.
//
// Of the 583 hostile scripts in testdata, 63 are of this kind. Run only scripts
// that you would let into your process.
package host

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/remote"
	"github.com/holdfast-run/holdfast/jsapi"
)

// ErrClosed is the error of a call to a Host or Session that has been closed.
var ErrClosed = errors.New("closed")

// ErrStateDir is in the error of New if it is about Config.StateDir: without one,
// or with another, New may succeed.
var ErrStateDir = errors.New("the state folder cannot be used")

// A Host owns sessions. It is safe for concurrent use.
type Host struct {
	cfg      Config
	programs jsapi.Programs
	ledger   *commands.Ledger // nil without a StateDir
	swept    Swept
	pool     pool
	spare    commands.Spare
	warm     warm

	mu       sync.Mutex // guards what follows; never held while waiting
	sessions map[string]*Session
	ending   map[*Session]bool // no longer in sessions, and not yet closed
	closed   bool
}

// New returns a Host, or every fault of cfg at once; StateDir is tried when all
// else is right. Close must be called.
func New(cfg Config) (*Host, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	h := &Host{cfg: cfg, sessions: make(map[string]*Session), ending: make(map[*Session]bool)}
	h.warm.limit = cfg.MaxVMs
	if cfg.Isolation == Worker {
		h.pool.open(func() (*remote.VM, error) { return remote.Start(cfg.setup()) })
	}
	if err := h.openLedger(); err != nil {
		return nil, errors.Join(err, h.pool.close(context.Background()))
	}
	return h, nil
}

// newVM returns a VM for s.
func (h *Host) newVM(ctx context.Context, s *Session) (vm, error) {
	if h.cfg.Isolation == InProcess {
		return newInProcess(h.cfg, &h.programs, s)
	}
	return h.pool.take(ctx, s.tier())
}

// sweepTimeout bounds how long New takes to end what earlier hosts left.
const sweepTimeout = 5 * time.Second

// openLedger opens the ledger, if there is anything to write down.
func (h *Host) openLedger() error {
	if h.cfg.StateDir == "" || h.cfg.Specs == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), sweepTimeout)
	defer cancel()
	ledger, swept, err := commands.OpenLedger(ctx, h.cfg.StateDir)
	if err != nil {
		return fmt.Errorf("host: %w: %w", ErrStateDir, err)
	}
	h.ledger, h.swept = ledger, swept
	if !swept.None() {
		h.cfg.Logger.Warn("swept what an earlier host left", "killed", swept.Killed,
			"survivors", swept.Survivors, "skipped", swept.Skipped)
	}
	return nil
}

// Swept says what New found of earlier hosts with the same StateDir that had been
// killed together with their guardians, and what became of it.
func (h *Host) Swept() Swept { return h.swept }

// Session returns the session of that name, which it makes if there is none. A
// session that ended leaves its name free for a new one. The error is ErrClosed,
// or says what is wrong with the name.
func (h *Host) Session(name string) (*Session, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, fmt.Errorf("host: %w", ErrClosed)
	}
	if s := h.sessions[name]; s != nil {
		return s, nil
	}
	s := newSession(h, name)
	h.sessions[name] = s
	return s, nil
}

// maxNameBytes bounds a session's name.
const maxNameBytes = 128

func checkName(name string) error {
	bad := func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }
	switch {
	case name == "":
		return errors.New("session name is empty")
	case len(name) > maxNameBytes:
		return fmt.Errorf("session name has %d bytes, more than %d", len(name), maxNameBytes)
	case strings.TrimSpace(name) != name:
		return fmt.Errorf("session name %q begins or ends with a space", name)
	case strings.ContainsFunc(name, bad):
		return fmt.Errorf("session name %q has characters that do not print", name)
	}
	return nil
}

// Sessions returns the live sessions, sorted by name.
func (h *Host) Sessions() []*Session {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]*Session, 0, len(h.sessions))
	for _, s := range h.sessions {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *Session) int { return strings.Compare(a.name, b.name) })
	return list
}

// Close closes every session, in parallel, and returns when they have ended. Its
// report holds what all of them killed; its error joins theirs, and says so if ctx
// ends first. Closing twice is fine.
func (h *Host) Close(ctx context.Context) (Report, error) {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	sessions := h.unended()
	reports := make([]Report, len(sessions))
	errs := make([]error, len(sessions))
	var closing sync.WaitGroup
	for i, s := range sessions {
		// Owner: this call, which waits; ends when the session is closed or ctx is.
		closing.Go(func() { reports[i], errs[i] = s.Close(ctx) })
	}
	closing.Wait()
	errs = append(errs, h.pool.close(ctx))
	var all Report
	for _, r := range reports {
		all.Killed = append(all.Killed, r.Killed...)
		all.Total += r.Total
		all.Duration = max(all.Duration, r.Duration)
	}
	h.spare.Close()
	if len(h.Sessions()) == 0 { // else there are processes to write down still
		errs = append(errs, h.ledger.Close())
	}
	return all, errors.Join(errs...)
}

// unended returns the live sessions and those of which somebody has yet to be
// told that they have ended.
func (h *Host) unended() []*Session {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.AppendSeq(slices.Collect(maps.Values(h.sessions)), maps.Keys(h.ending))
}

// forget takes a session that ended out of the table.
func (h *Host) forget(s *Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sessions[s.name] == s {
		delete(h.sessions, s.name)
	}
	h.ending[s] = true
}

// hasEnded says that there is nothing more to be done for a session.
func (h *Host) hasEnded(s *Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.ending, s)
}

// Report says what closing had to kill.
type Report = commands.Report

// Swept says what dead hosts had left behind.
type Swept = commands.Swept
