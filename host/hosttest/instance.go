package hosttest

// The persistent commands: ready at once, and running until they are stopped.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// An instance is a persistent command that was started. fakes.mu guards it.
type instance struct {
	status  commands.Status
	lines   []commands.Line
	stopped chan struct{} // closed by Stop
}

func (f *fakes) Start(
	ctx context.Context, name string, values map[string]any, o commands.StartOptions,
) (commands.Status, error) {
	as := cmp.Or(o.As, name)
	if status, err := f.Status(as); err == nil && status.Running {
		return status, nil
	}
	value, err := f.call(ctx,
		Call{Verb: "start", Name: name, As: o.As, Values: values}, commands.Options{})
	if err != nil {
		return commands.Status{}, err
	}
	output, err := outputOf(value)
	if err != nil {
		return commands.Status{}, err
	}
	p := &instance{stopped: make(chan struct{}), status: commands.Status{
		Name: as, Command: name, State: "ready", Running: true, Ready: true,
		StartedAt: time.Now(), Stdout: output,
	}}
	for line := range strings.Lines(output) {
		p.lines = append(p.lines, commands.Line{
			Seq: uint64(len(p.lines)) + 1, Time: p.status.StartedAt, Stream: "stdout",
			Text: strings.TrimSuffix(line, "\n"),
		})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.instances[as] = p
	return p.status, nil
}

// find returns the instance of that name. The caller holds mu.
func (f *fakes) find(name string) (*instance, error) {
	if p := f.instances[name]; p != nil {
		return p, nil
	}
	return nil, &commands.Error{Code: commands.CodeNotRunning, Command: name,
		Err: errors.New("is not running: nothing was started under that name")}
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
	p, err := f.find(name)
	if err != nil {
		return commands.Status{}, err
	}
	f.session.record(Call{Verb: "stop", Name: name})
	if p.status.Running {
		p.status.State, p.status.Running, p.status.Ready = "stopped", false, false
		p.status.ExitCode, p.status.Signal = -1, cmp.Or(o.Signal, "SIGTERM")
		p.status.EndedAt = time.Now()
		close(p.stopped)
	}
	return p.status, nil
}

func (f *fakes) Logs(name string, o commands.LogOptions) (commands.Logs, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.find(name)
	if err != nil {
		return commands.Logs{}, err
	}
	logs := commands.Logs{Next: max(o.Since, 1)}
	for _, line := range p.lines {
		if line.Seq < o.Since || o.Stream == "stderr" || o.Limit > 0 && len(logs.Lines) == o.Limit {
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
	p, err := f.find(name)
	there := err == nil && p.has(o)
	f.mu.Unlock()
	if err != nil {
		return commands.Status{}, err
	}
	if there {
		return f.Status(name)
	}
	select { // a fake that has not written it will not
	case <-p.stopped:
	case <-ctx.Done():
		return commands.Status{}, failure(ctx, name,
			fmt.Errorf("waited in vain: %w", context.Cause(ctx)))
	}
	if o.For != "exit" {
		return commands.Status{}, &commands.Error{Code: commands.CodeNotReady, Command: name,
			Err: errors.New("ended before")}
	}
	return f.Status(name)
}

// has reports whether what somebody waits for is there already. The caller holds
// fakes.mu.
func (p *instance) has(o commands.WaitOptions) bool {
	if o.Pattern == nil {
		return o.For == "ready" && p.status.Ready
	}
	for _, line := range p.lines {
		if line.Seq >= o.Since && o.Pattern.MatchString(line.Text) {
			return true
		}
	}
	return false
}
