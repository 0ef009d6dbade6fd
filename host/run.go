package host

// One run: take the turn, find or make a VM, run under deadline and memory
// limit, and say how it ended.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/remote"
	"github.com/holdfast-run/holdfast/jsapi"
)

// Run evaluates a script and returns once it has settled and nothing it started
// is pending. It waits for runs before it in line, obeying ctx.
//
// A failed run has a Result too, with what it printed, and its error is a
// *ScriptError: errors.Is finds context.DeadlineExceeded in a timeout, the cause
// of ctx in a cancellation, and what a Func or a command returned in an exception
// that came of it. A run that did not start has no Result: its error is ErrClosed,
// ctx's cause, or that Args are not data.
func (s *Session) Run(ctx context.Context, script Script) (*Result, error) {
	args, err := plainArgs(script.Args)
	if err != nil {
		return nil, err
	}
	if err := s.takeTurn(ctx); err != nil {
		return nil, err
	}
	defer s.giveTurn()
	if script.Started != nil {
		script.Started()
	}
	s.prepare(script.Source)
	s.transcript, s.sink = &transcript{}, script.Console // before ensureVM: Setup may print
	v, generation, err := s.ensureVM(ctx)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	value, err := s.evaluate(ctx, v, script, args)
	result := &Result{
		Value: value, Console: s.transcript.entries, ConsoleDropped: s.transcript.dropped,
		Duration: time.Since(began), Generation: generation,
	}
	s.finish(v)
	return result, err
}

// prepare has the processes that the first command needs started beside the VM, if
// the script looks as if it had commands to start.
func (s *Session) prepare(source string) {
	if s.host.cfg.Commands != nil {
		return
	}
	for _, call := range []string{"commands.run", "commands.exec", "commands.start"} {
		if strings.Contains(source, call) {
			s.runner.Prepare()
			return
		}
	}
}

// evaluate runs the script under its limits and under the session's life.
func (s *Session) evaluate(
	ctx context.Context, v vm, script Script, args []any,
) (value json.RawMessage, err error) {
	timeout := or(script.Timeout, s.host.cfg.RunTimeout)
	err = s.underLimits(ctx, timeout, script.MemoryBytes, func(ctx context.Context, l remote.Limits) error {
		value, err = v.Run(ctx, jsapi.Script{Name: script.Name, Source: script.Source, Args: args}, l)
		return err
	})
	return value, err
}

// underLimits calls f with a context that ends with the session, after timeout
// unless that is negative, and with the limits that the vm is to keep; 0 bytes is
// the host's limit.
func (s *Session) underLimits(
	ctx context.Context, timeout time.Duration, memoryBytes int,
	f func(context.Context, remote.Limits) error,
) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.setInFlight(cancel)
	defer s.setInFlight(nil)
	if timeout > 0 {
		var release context.CancelFunc
		ctx, release = context.WithTimeoutCause(ctx, timeout, timeoutError(timeout))
		defer release()
	}
	return f(ctx, remote.Limits{MemoryBytes: or(memoryBytes, s.host.cfg.MemoryBytes), Cancel: cancel})
}

// A timeoutError is a context.DeadlineExceeded that says how long a script may
// run.
type timeoutError time.Duration

func (e timeoutError) Error() string {
	return fmt.Sprintf("the script ran longer than %v", time.Duration(e))
}

func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }

// ensureVM returns the session's VM and its generation. If ctx ends before a new one
// is there, the error is its cause. The caller owns the turn.
func (s *Session) ensureVM(ctx context.Context) (vm, int, error) {
	if s.vm != nil && s.vm.Poisoned() { // a worker may die between two runs
		s.dropVM()
	}
	if s.vm == nil {
		v, err := s.host.newVM(ctx, s)
		if err != nil {
			return nil, 0, fmt.Errorf("session %q: %w", s.name, err)
		}
		s.vm = v
		s.mu.Lock()
		s.generation++
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vm, s.generation, nil
}

// finish keeps the VM warm or drops it. The caller owns the turn.
func (s *Session) finish(v vm) {
	if v.Poisoned() {
		s.dropVM()
	} else {
		s.host.warm.use(s)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs++
}

// print gets what the run in flight prints. It is called on the loop, whose run
// owns the turn.
func (s *Session) print(e ConsoleEntry) {
	if s.sink != nil {
		s.sink(e)
		return
	}
	if sink := s.host.cfg.Console; sink != nil {
		sink(s.name, e)
		return
	}
	s.transcript.add(e)
}

// plainArgs makes data of what an embedder passes: what encoding/json makes of
// it.
func plainArgs(args []any) ([]any, error) {
	plain := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case nil, bool, string, float64, int:
			plain[i] = a
			continue
		}
		text, err := json.Marshal(a)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("argument %d of the script is not data", i+1), err)
		}
		plain[i] = json.RawMessage(text)
	}
	return plain, nil
}
