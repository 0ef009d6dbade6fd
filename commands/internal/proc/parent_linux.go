package proc

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/nets"
)

// A Parent is what the processes of one session are started by and have in
// common: a guardian, itself started when it is first needed, and again after
// it was killed. The zero value is ready; set the exported fields before
// use. It is safe for concurrent use. Close must be called.
type Parent struct {
	// Uncontained makes processes children of this process instead. What
	// leaves its process group then escapes, as does everything when this
	// process is killed.
	Uncontained bool

	// Net, if not nil, marks what is started and catches it when the guardian
	// was killed.
	Net *nets.Net

	// Spare, if not nil, may have a guardian ready. It stays the caller's.
	Spare *guardian.Spare

	yielder yielder
	ending  atomic.Bool // Close was called, and may wait for mu

	mu       sync.Mutex // guards what follows
	guardian *guardian.Guardian
	adopted  []adoptee
	closed   bool
	closing  chan struct{} // closed when the first Close returns; nil before it
	caught   []Left        // by Net
	lost     error         // why there is no proof that nothing is left
}

// endWait is how long Close waits for processes to go, unless its context ends
// first.
const endWait = 5 * time.Second

// Start starts c as the leader of a new session and process group. The error
// is guardian.ErrNoChild, guardian.ErrSilent, ErrClosed, or the system's error
// number underneath. Wait must be called.
func (p *Parent) Start(c Command) (*Process, error) {
	c.Env = p.Net.Environ(c.Env)
	return start(c, p.spawn)
}

// Prepare starts a guardian if there is none. What goes wrong is told by Start.
func (p *Parent) Prepare() {
	if !p.Uncontained {
		_, _ = p.current()
	}
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
	p.yielder.yield()
	var w *guardian.Ward
	err = p.ask(func(g *guardian.Guardian) (err error) {
		w, err = g.Spawn(guardian.Command{
			Path: c.Path, Argv: c.Argv, Env: c.Env, Dir: dir,
			Brief: c.Brief && c.Stdin == "", // or it would wait for us
		}, stdio, c.givenUp)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !w.Ended() { // or the number may be another's by now
		p.Net.Started(w.PID())
	}
	return ward{w, p.Net}, nil
}

// givenUp reports whether c is not to be started any more.
func (c Command) givenUp() bool { return c.GiveUp != nil && c.GiveUp() }

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
	return p.begin()
}

// begin starts a guardian, and makes the session's group while that gets ready.
// The caller holds mu.
func (p *Parent) begin() (*guardian.Guardian, error) {
	p.Net.Cast()
	g := p.Spare.Take(p.drop)
	for g == nil {
		started, err := guardian.Start()
		if err != nil {
			return nil, err
		}
		if started.Watch(p.drop) {
			g = started
		}
	}
	if err := p.readopt(g); err != nil {
		return nil, err
	}
	p.guardian = g
	p.Net.Guardian(g.PID())
	if group := p.Net.Group(); group >= 0 {
		_ = g.Confine(group) // a net, not a need
	}
	return g, nil
}

// drop forgets a guardian that was killed, as soon as that is known. What it had
// adopted is given to another at once.
func (p *Parent) drop(g *guardian.Guardian) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.guardian == g && !p.closed {
		p.mourn()
		p.handOver()
	}
}

// mourn forgets a guardian that was killed, and ends what it has left. The
// caller holds mu.
func (p *Parent) mourn() {
	p.guardian = nil
	p.catch(context.Background())
}

// catch ends what guardians that were killed have left. The caller holds mu.
func (p *Parent) catch(ctx context.Context) {
	caught, err := p.Net.Catch(ctx)
	for _, id := range caught {
		p.caught = append(p.caught, Left{PID: id.PID, Signal: "SIGKILL"})
	}
	p.lost = fmt.Errorf("%w: processes that had left their group may live on", guardian.ErrLost)
	if err != nil {
		p.lost = fmt.Errorf("%w: %w", guardian.ErrLost, err)
	} else if p.Net != nil {
		p.lost = nil
	}
}

// Close ends everything that was started here, in whatever group or session it
// is by now, and lets nothing more be started. It waits until all is gone, for
// at most five seconds or until ctx ends; then Survivors says what is left. The
// error says that a guardian was killed and that Net, if there is one, could not
// end all it had left; or it is ctx's cause, if the first Close is not done by then.
func (p *Parent) Close(ctx context.Context) (Report, error) {
	p.ending.Store(true)
	p.mu.Lock()
	p.closed = true
	first := p.closing
	if first == nil {
		p.closing = make(chan struct{})
		defer close(p.closing)
	}
	p.mu.Unlock()
	if first != nil && !closesBy(ctx, first) {
		return Report{}, context.Cause(ctx)
	}
	return p.endAll(ctx)
}

// closesBy waits until c is closed, or reports false if ctx ends first.
func closesBy(ctx context.Context, c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-ctx.Done():
	}
	select { // one that is closed wins over an end
	case <-c:
		return true
	default:
		return false
	}
}

// endAll ends what the guardian keeps, or what one that was killed has left.
func (p *Parent) endAll(ctx context.Context) (Report, error) {
	p.mu.Lock()
	g := p.guardian
	p.mu.Unlock()
	var report Report
	var err error
	if g != nil {
		report, err = p.end(ctx, g)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.guardian == nil {
		p.endAdopted(ctx)
	}
	p.forgetAdopted()
	if p.lost != nil { // but what could not be done then may be done now
		p.catch(ctx)
	}
	report.Killed = append(report.Killed, p.caught...)
	err = errors.Join(err, p.lost)
	p.Net.Close(err == nil && len(report.Survivors) == 0)
	return report, err
}

// end ends what is in the guardian's care.
func (p *Parent) end(ctx context.Context, g *guardian.Guardian) (Report, error) {
	ctx, cancel := context.WithTimeout(ctx, endWait)
	defer cancel()
	ended, err := g.Close(ctx)
	if errors.Is(err, guardian.ErrLost) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.guardian == g {
			p.mourn()
		}
		return Report{}, nil // lost says what there is to say
	}
	return Report{
		Killed: leftovers(ended.Killed), Unlisted: ended.Unlisted,
		Survivors: leftovers(ended.Survivors),
	}, err
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
