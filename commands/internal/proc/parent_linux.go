package proc

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
)

// A Parent is what the processes of one session are started by and have in
// common: a guardian, itself started when it is first needed, and again after
// it was killed. The zero value is ready; set Uncontained and Lost before use.
// It is safe for concurrent use. Close must be called.
type Parent struct {
	// Uncontained makes processes children of this process instead. What
	// leaves its process group then escapes, as does everything when this
	// process is killed.
	Uncontained bool

	// Lost, if not nil, is called when the guardian was killed: when the next
	// process is started, or at Close. It is to end what the guardian can no
	// longer: processes that carry the session's mark in some other way. An
	// error of it is one of Close. It is called by one goroutine at a time.
	Lost func() error

	mu       sync.Mutex // guards what follows
	guardian *guardian.Guardian
	closed   bool
	lost     error // what Lost could not end
}

// endWait is how long Close waits for processes to go, unless its context ends
// first.
const endWait = 5 * time.Second

// Start starts c as the leader of a new session and process group. The error
// is guardian.ErrNoChild, ErrClosed, or the system's error number underneath.
// Wait must be called.
func (p *Parent) Start(c Command) (*Process, error) {
	return start(c, p.spawn)
}

func (p *Parent) spawn(c Command, stdio [3]int) (child, error) {
	if p.Uncontained {
		ch, err := fork(c, stdio)
		if err != nil {
			return nil, err
		}
		return ch, nil
	}
	dir, err := filepath.Abs(c.Dir) // the guardian is in another folder
	if err != nil {
		return nil, err
	}
	var w *guardian.Ward
	err = p.ask(func(g *guardian.Guardian) (err error) {
		w, err = g.Spawn(guardian.Command{Path: c.Path, Argv: c.Argv, Env: c.Env, Dir: dir}, stdio)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ward{w}, nil
}

// attempts is how many guardians are asked at most, if each has ended before it
// took the request.
const attempts = 3

// ask asks a guardian, and another one if that has ended.
func (p *Parent) ask(do func(*guardian.Guardian) error) error {
	for range attempts {
		g, err := p.current()
		if err != nil {
			return err
		}
		if err = do(g); !errors.Is(err, guardian.ErrGone) {
			return err
		}
		p.drop(g)
	}
	return guardian.ErrLost
}

// current returns a guardian that is not known to have ended.
func (p *Parent) current() (*guardian.Guardian, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrClosed
	}
	if p.guardian != nil && p.guardian.Killed() {
		p.mourn()
	}
	if p.guardian != nil {
		return p.guardian, nil
	}
	g, err := guardian.Start()
	if err == nil {
		p.guardian = g
	}
	return g, err
}

// drop forgets a guardian that takes no requests.
func (p *Parent) drop(g *guardian.Guardian) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.guardian == g && !p.closed {
		p.mourn()
	}
}

// mourn forgets a guardian that was killed, and ends what it has left. The
// caller holds mu.
func (p *Parent) mourn() {
	p.guardian = nil
	if p.Lost == nil {
		p.lost = fmt.Errorf("%w: processes that had left their group may live on", guardian.ErrLost)
		return
	}
	p.lost = errors.Join(p.lost, p.Lost())
}

// Adopt makes a process that was not started here end with the session: that
// process alone, not what it started. The error is the system's.
func (p *Parent) Adopt(pid int) error {
	if p.Uncontained {
		return syscall.ENOTSUP
	}
	return p.ask(func(g *guardian.Guardian) error { return g.Adopt(pid) })
}

// Close ends everything that was started here, in whatever group or session it
// is by now, and lets nothing more be started. It waits until all is gone, for
// at most five seconds or until ctx ends; then Survivors says what is left. The
// error says that a guardian was killed, so that there is no proof.
func (p *Parent) Close(ctx context.Context) (Report, error) {
	p.mu.Lock()
	p.closed = true
	g := p.guardian
	p.mu.Unlock()
	if g == nil {
		return Report{}, p.lostError()
	}
	ctx, cancel := context.WithTimeout(ctx, endWait)
	defer cancel()
	ended, err := g.Close(ctx)
	if errors.Is(err, guardian.ErrLost) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.guardian == g {
			p.mourn()
		}
		return Report{}, p.lost
	}
	report := Report{Survivors: leftovers(ended.Survivors), Killed: leftovers(ended.Killed)}
	return report, errors.Join(err, p.lostError())
}

func (p *Parent) lostError() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost
}

// leftovers are those processes that were not started by Start.
func leftovers(all []guardian.Process) (list []Left) {
	for _, a := range all {
		if a.Leader {
			continue
		}
		l := Left{PID: a.PID, Program: a.Program}
		if a.Status.Signaled() {
			l.Signal = exitOf(syscall.WaitStatus(a.Status)).Signal
		}
		list = append(list, l)
	}
	return list
}
