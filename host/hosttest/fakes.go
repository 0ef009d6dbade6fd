package hosttest

// The one-shots: what a script may ask for, and how a Go function answers.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

var _ host.Commander = &fakes{}

// fakes are the commands of one session.
type fakes struct {
	cfg     Config
	rules   commands.Rules
	session *Session
	working sync.WaitGroup // fakes that have not returned

	mu        sync.Mutex     // guards what follows
	busy      map[string]int // how many fakes of a command have not returned
	instances map[string]*instance
	unseen    []string // panics of fakes whose calls had gone on without them
}

func newFakes(cfg Config, s *Session) *fakes {
	return &fakes{
		cfg: cfg, rules: commands.Rules{Specs: cfg.Specs}, session: s,
		busy: make(map[string]int), instances: make(map[string]*instance),
	}
}

// Exit is the error of a command that exits with code, which is not 0, and has
// written stderr.
func Exit(code int, stderr string) error {
	_, err := commands.Shape(&specs.Invocation{}, &commands.Result{Code: code, Stderr: stderr})
	return err
}

func (f *fakes) Run(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (any, error) {
	inv, value, failed := f.oneshot(ctx, "run", name, values, o)
	if failed == nil && f.cfg.Specs == nil {
		return value, nil
	}
	res, err := resultOf(inv, value, failed)
	if err != nil {
		return nil, err
	}
	shaped, err := commands.Shape(inv, res)
	if failed != nil && hasCode(err, commands.CodeExit) { // the fake may have said more
		return nil, failed
	}
	return shaped, err
}

func (f *fakes) Exec(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (*commands.Result, error) {
	return resultOf(f.oneshot(ctx, "exec", name, values, o))
}

// oneshot records a call and has its fake answer it. It returns what would have
// been executed.
func (f *fakes) oneshot(
	ctx context.Context, verb, name string, values map[string]any, o commands.Options,
) (*specs.Invocation, any, error) {
	fake, ok := f.cfg.Commands[name]
	inv := &specs.Invocation{Command: name, Timeout: o.Timeout}
	if f.cfg.Specs != nil || !ok {
		var err error
		if inv, err = f.rules.Oneshot(name, values, o); err != nil {
			return nil, nil, err
		}
	}
	if err := mayBegin(ctx, name, fake); err != nil {
		return nil, nil, err
	}
	if inv.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, inv.Timeout, timeoutError{inv.Timeout})
		defer cancel()
	}
	value, err := f.call(ctx, fake, Call{
		Verb: verb, Name: name, Values: values, Stdin: o.Stdin, Argv: inv.Argv,
	})
	return inv, value, withStdout(inv, value, err)
}

// withStdout gives a failure of a fake that exits what it has returned beside it.
func withStdout(inv *specs.Invocation, value any, err error) error {
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != commands.CodeExit || e.Result == nil || e.Result.Stdout != "" {
		return err
	}
	stdout, wrong := written(inv, value)
	if wrong != nil {
		return wrong
	}
	e.Result.Stdout = stdout // of call's own copy
	return err
}

// mayBegin says why a fake is not to be called.
func mayBegin(ctx context.Context, name string, fake Command) error {
	if fake == nil {
		return &commands.Error{Code: commands.CodeSpawn, Command: name,
			Err: errors.New("hosttest.Config.Commands has no fake for it")}
	}
	if err := context.Cause(ctx); err != nil {
		return &commands.Error{Code: commands.CodeCancelled, Command: name,
			Err: fmt.Errorf("cancelled before it was started: %w", err)}
	}
	return nil
}

// resultOf is how a command would have ended whose fake returned that.
func resultOf(inv *specs.Invocation, value any, err error) (*commands.Result, error) {
	e, ok := errors.AsType[*commands.Error](err)
	switch {
	case ok && e.Code == commands.CodeExit && e.Result != nil:
		return e.Result, nil
	case err != nil:
		return nil, err
	}
	stdout, err := written(inv, value)
	if err != nil {
		return nil, err
	}
	return &commands.Result{Command: inv.Command, Stdout: stdout}, nil
}

// written is what a command would have written to stdout whose fake returned
// value: without a spec anything, else what fits the output that is declared.
func written(inv *specs.Invocation, value any) (string, error) {
	refused := func(format string, args ...any) error {
		return &commands.Error{Code: commands.CodeOutput, Command: inv.Command,
			Err: fmt.Errorf(format, args...)}
	}
	free := inv.Argv == nil
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case []string:
		if free || inv.Persistent || inv.Output == specs.Lines {
			return joined(v), nil
		}
	}
	switch {
	case inv.Persistent && !free:
		return "", refused("its fake returned a %T, not a string: the lines it writes", value)
	case !free && inv.Output != specs.JSON:
		return "", refused("its fake returned a %T, which is no output: %s; "+
			"return a string, what it writes to stdout", value, inv.Output)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "", refused("its fake returned a %T, which JSON cannot hold: %w", value, err)
	}
	return string(text), nil
}

// joined is the text of lines.
func joined(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}

func hasCode(err error, code commands.Code) bool {
	e, ok := errors.AsType[*commands.Error](err)
	return ok && e.Code == code
}

func (f *fakes) List() []commands.Info {
	names := slices.Sorted(maps.Keys(f.cfg.Commands))
	if f.cfg.Specs != nil {
		names = f.cfg.Specs.Names()
	}
	infos := make([]commands.Info, len(names))
	for i, name := range names {
		infos[i] = commands.Info{Name: name, Running: f.running(name)}
		if f.cfg.Specs == nil {
			continue
		}
		spec, _ := f.cfg.Specs.Lookup(name)
		infos[i].Description, infos[i].Persistent, infos[i].Params =
			spec.Description, spec.Persistent, spec.Params
	}
	return infos
}
