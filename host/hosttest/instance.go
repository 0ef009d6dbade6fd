package hosttest

// The persistent commands: ready once their fake returns, and running until they
// are stopped.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/specs"
)

// The values of commands.Status.State that a fake can have.
const (
	stateStarting = "starting"
	stateReady    = "ready"
	stateStopped  = "stopped"
	stateFailed   = "failed"
)

// An instance is a persistent command that was started. fakes.mu guards it.
type instance struct {
	*commands.Wanted
	status   commands.Status
	lines    []commands.Line
	changed  chan struct{}           // closed and replaced whenever status changes
	starters int                     // Start calls that wait
	end      context.CancelCauseFunc // ends the context of the fake
	returned chan struct{}           // closed when the fake has
	answer   answer                  // of the fake; its err is the error of Start
	readied  bool                    // it is ready, or was
}

// enter changes the state. The caller holds fakes.mu.
func (p *instance) enter(state string) {
	p.status.State = state
	p.status.Ready = state == stateReady
	p.status.Running = p.status.Ready || state == stateStarting
	p.readied = p.readied || p.status.Ready
	if !p.status.Running {
		p.status.EndedAt = time.Now()
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

func (f *fakes) Start(
	ctx context.Context, name string, values map[string]any, o commands.StartOptions,
) (commands.Status, error) {
	wanted, err := f.wanted(name, values, o)
	if err != nil {
		return commands.Status{}, err
	}
	fake := f.cfg.Commands[name]
	if err := mayBegin(ctx, name, fake); err != nil {
		return commands.Status{}, err
	}
	life, end := context.WithCancelCause(context.WithoutCancel(ctx))
	p, err := f.claim(&instance{Wanted: wanted, end: end})
	if err != nil {
		end(err)
		return commands.Status{}, err
	}
	if p.Wanted == wanted {
		f.ask(life, fake, Call{
			Verb: "start", Name: name, As: o.As, Values: values, Argv: wanted.Invocation.Argv,
		}, func(a answer) { f.answered(p, a) })
	}
	return f.awaitStart(ctx, p)
}

// wanted is what a Start is to start, as far as Specs allows it.
func (f *fakes) wanted(
	name string, values map[string]any, o commands.StartOptions,
) (*commands.Wanted, error) {
	if _, ok := f.cfg.Commands[name]; !ok || f.cfg.Specs != nil {
		return f.rules.Start(name, values, o)
	}
	err := o.Check(name, func(as string) bool { return f.cfg.Commands[as] != nil })
	return &commands.Wanted{
		Name: cmp.Or(o.As, name), Values: values,
		Invocation: &specs.Invocation{Command: name, Persistent: true},
	}, err
}

// claim returns the instance that runs under wanted's name, or else wanted itself,
// which is to begin.
func (f *fakes) claim(wanted *instance) (*instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if old := f.instances[wanted.Name]; old != nil && old.status.Running {
		if err := f.rules.Conflict(old.Wanted, wanted.Wanted); err != nil {
			return nil, err
		}
		wanted.end(nil)
		old.starters++
		return old, nil
	}
	wanted.starters = 1
	wanted.changed, wanted.returned = make(chan struct{}), make(chan struct{})
	wanted.status = commands.Status{
		Name: wanted.Name, Command: wanted.Invocation.Command, StartedAt: time.Now(),
	}
	wanted.enter(stateStarting)
	f.instances[wanted.Name] = wanted
	return wanted, nil
}

// answered takes the answer of the fake: unless the instance was given up
// meanwhile, it is ready, or never will be.
func (f *fakes) answered(p *instance, a answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer close(p.returned)
	name := p.Invocation.Command
	if p.status.State != stateStarting {
		f.tooLate(name, a)
		return
	}
	if a.err == nil && a.panic == nil {
		p.status.Stdout, a.err = written(p.Invocation, a.value)
	}
	a.err = withStdout(p.Invocation, a.value, failure(name, a.err))
	p.answer = a
	e, _ := errors.AsType[*commands.Error](a.err)
	if e != nil {
		e.Name = p.Name
	}
	switch {
	case a.panic != nil:
		p.status.Reason = fmt.Sprintf("its fake panicked: %v", a.panic)
	case e == nil:
		p.log("stdout", p.status.Stdout)
		p.enter(stateReady)
		return
	case e.Code == commands.CodeExit && e.Result != nil:
		e.Code, e.Err = commands.CodeNotReady, fmt.Errorf("exited before it was ready: %w", e.Err)
		p.status.ExitCode, p.status.Signal = e.Result.Code, e.Result.Signal
		p.status.Stdout, p.status.Stderr = e.Result.Stdout, e.Result.Stderr
		p.log("stdout", p.status.Stdout)
		p.log("stderr", p.status.Stderr)
		e.Lines = p.lastLines()
		p.status.Reason = e.Err.Error()
	default:
		p.status.Reason = a.err.Error()
	}
	p.enter(stateFailed)
	p.end(a.err)
}

// log adds what the command has written. The caller holds fakes.mu.
func (p *instance) log(stream, output string) {
	for line := range strings.Lines(output) {
		p.lines = append(p.lines, commands.Line{
			Seq: uint64(len(p.lines)) + 1, Time: p.status.StartedAt, Stream: stream,
			Text: strings.TrimSuffix(line, "\n"),
		})
	}
}

// awaitStart waits until p is ready. If ctx ends before, and nobody else waits, p
// is given up.
func (f *fakes) awaitStart(ctx context.Context, p *instance) (commands.Status, error) {
	err := f.await(ctx, p, func() bool { return p.status.State != stateStarting })
	if err != nil {
		err = fmt.Errorf("cancelled before it was ready: %w", err)
	}
	if f.leave(p, err) {
		select {
		case <-p.returned:
		case <-time.After(callPatience):
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rethrow(p.Invocation.Command, p.answer)
	switch {
	case p.readied && err == nil:
		return p.status, nil
	case err != nil:
		return p.status, p.failure(commands.CodeCancelled, err)
	case p.status.State == stateStopped:
		return p.status, p.failure(commands.CodeNotReady, errors.New("stopped before it was ready"))
	}
	return p.status, p.answer.err
}

// leave takes note that a Start no longer waits. If it was cancelled and no other
// waits for the fake, the command is killed.
func (f *fakes) leave(p *instance, cancelledBy error) (killed bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p.starters--
	if cancelledBy == nil || p.starters > 0 || p.status.State != stateStarting {
		return false
	}
	p.status.Reason, p.status.ExitCode, p.status.Signal = cancelledBy.Error(), -1, "SIGKILL"
	p.enter(stateFailed)
	p.end(cancelledBy)
	return true
}

// await returns nil once claim is true; it is called with mu held. The error is
// ctx's cause.
func (f *fakes) await(ctx context.Context, p *instance, claim func() bool) error {
	for {
		f.mu.Lock()
		is, changed := claim(), p.changed
		f.mu.Unlock()
		if is {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// lastLines are those of the log that an error carries.
func (p *instance) lastLines() []commands.Line {
	const most = 20
	return p.lines[max(0, len(p.lines)-most):]
}

// failure is an error with what the command wrote last, and how it ended if it
// has. The caller holds fakes.mu.
func (p *instance) failure(code commands.Code, err error) error {
	e := &commands.Error{Code: code, Command: p.Invocation.Command, Name: p.Name, Err: err,
		Lines: p.lastLines()}
	if !p.status.Running {
		e.Result = &commands.Result{
			Command: p.Invocation.Command, Code: p.status.ExitCode, Signal: p.status.Signal,
			Stdout: p.status.Stdout, Stderr: p.status.Stderr,
			Cancelled: code == commands.CodeCancelled,
		}
	}
	return e
}

// endAll ends the contexts of all fakes of persistent commands.
func (f *fakes) endAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.instances {
		p.end(commands.ErrClosed)
	}
}
