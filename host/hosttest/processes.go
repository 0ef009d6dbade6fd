package hosttest

// What scripts can do with a persistent command once it is started.

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/holdfast-run/holdfast/commands"
)

// errStopped is why the context of a fake ends that is stopped.
var errStopped = errors.New("the command was stopped")

// find returns the instance of that name. The caller holds mu.
func (f *fakes) find(name string) (*instance, error) {
	if p := f.instances[name]; p != nil {
		return p, nil
	}
	return nil, &commands.Error{Code: commands.CodeNotRunning, Command: name,
		Err: errors.New("is not running: nothing was started under that name")}
}

// findFor is find, and checks what is to be done with the instance. The caller
// holds mu.
func (f *fakes) findFor(name string, o interface{ Check(command string) error }) (*instance, error) {
	p, err := f.find(name)
	if err != nil {
		return nil, err
	}
	err = o.Check(p.Invocation.Command)
	if e, ok := errors.AsType[*commands.Error](err); ok {
		e.Name = p.Name
	}
	return p, err
}

func (f *fakes) running(command string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.instances {
		if p.status.Command == command && p.status.Running {
			return true
		}
	}
	return false
}

func (f *fakes) Status(name string) (commands.Status, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.find(name)
	if err != nil {
		return commands.Status{}, err
	}
	return p.status, nil
}

func (f *fakes) Stop(
	_ context.Context, name string, o commands.StopOptions,
) (commands.Status, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.findFor(name, o)
	if err != nil {
		return commands.Status{}, err
	}
	f.session.record(Call{Verb: "stop", Name: name})
	if p.status.Running {
		p.status.ExitCode = -1
		p.status.Signal = cmp.Or(o.Signal, p.Invocation.Stop.Signal, "SIGTERM")
		p.enter(stateStopped)
		p.end(errStopped)
	}
	return p.status, nil
}

func (f *fakes) Logs(name string, o commands.LogOptions) (commands.Logs, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.findFor(name, o)
	if err != nil {
		return commands.Logs{}, err
	}
	logs := commands.Logs{Next: max(o.Since, 1)}
	for _, line := range p.lines {
		other := o.Stream != "" && line.Stream != o.Stream
		if line.Seq < o.Since || other || o.Limit > 0 && len(logs.Lines) == o.Limit {
			continue
		}
		logs.Lines = append(logs.Lines, line)
		logs.Next = line.Seq + 1
	}
	return logs, nil
}

func (f *fakes) Wait(
	ctx context.Context, name string, o commands.WaitOptions,
) (commands.Status, error) {
	f.mu.Lock()
	p, err := f.findFor(name, o)
	f.mu.Unlock()
	if err != nil {
		return commands.Status{}, err
	}
	reached := false
	err = f.await(ctx, p, func() bool {
		reached = p.has(o)
		return reached || !p.status.Running
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	switch what := awaited(o); {
	case reached:
		return p.status, nil
	case err == nil:
		return p.status, p.failure(commands.CodeNotReady,
			fmt.Errorf("ended without %s: %s", what, p.how()))
	case errors.Is(err, context.DeadlineExceeded):
		return p.status, p.failure(commands.CodeTimeout,
			fmt.Errorf("waited in vain for %s: %w", what, err))
	default:
		return p.status, p.failure(commands.CodeCancelled,
			fmt.Errorf("waiting for %s cancelled: %w", what, err))
	}
}

// awaited names what somebody waits for.
func awaited(o commands.WaitOptions) string {
	switch o.For {
	case "ready":
		return "being ready"
	case "exit":
		return "an exit"
	}
	return fmt.Sprintf("a line that matches %q", o.Pattern)
}

// has reports whether what somebody waits for is there. The caller holds fakes.mu.
func (p *instance) has(o commands.WaitOptions) bool {
	switch o.For {
	case "ready":
		return p.status.Ready
	case "exit":
		return !p.status.Running
	}
	for _, line := range p.lines {
		if line.Seq >= o.Since && o.Pattern.MatchString(line.Text) {
			return true
		}
	}
	return false
}

// how says how the command ended. The caller holds fakes.mu.
func (p *instance) how() string {
	if p.status.Reason != "" {
		return p.status.Reason
	}
	return "killed by " + p.status.Signal
}
