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
)

var _ host.Commander = &fakes{}

// fakes are the commands of one session.
type fakes struct {
	cfg     Config
	session *Session

	mu        sync.Mutex // guards instances
	instances map[string]*instance
}

// Exit is the error of a command that exits with code, which is not 0, and has
// written stderr.
func Exit(code int, stderr string) error {
	err := fmt.Errorf("exit status %d", code)
	if line, _, _ := strings.Cut(strings.TrimSpace(stderr), "\n"); line != "" {
		err = fmt.Errorf("%w: %s", err, line)
	}
	return &commands.Error{
		Code: commands.CodeExit, Result: &commands.Result{Code: code, Stderr: stderr}, Err: err,
	}
}

func (f *fakes) Run(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (any, error) {
	return f.call(ctx, Call{Verb: "run", Name: name, Values: values, Stdin: o.Stdin}, o)
}

func (f *fakes) Exec(
	ctx context.Context, name string, values map[string]any, o commands.Options,
) (*commands.Result, error) {
	value, err := f.call(ctx, Call{Verb: "exec", Name: name, Values: values, Stdin: o.Stdin}, o)
	if e, ok := errors.AsType[*commands.Error](err); ok && e.Code == commands.CodeExit {
		return e.Result, nil
	}
	if err != nil {
		return nil, err
	}
	stdout, err := outputOf(value)
	return &commands.Result{Command: name, Stdout: stdout}, err
}

// outputOf is what a command would have written whose shaped output is value.
func outputOf(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case []string:
		return strings.Join(v, "\n"), nil
	}
	text, err := json.Marshal(value)
	return string(text), err
}

// call records a call and has the fake answer it.
func (f *fakes) call(ctx context.Context, c Call, o commands.Options) (any, error) {
	fake, err := f.lookup(&c)
	if err != nil {
		return nil, err
	}
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.Timeout)
		defer cancel()
	}
	f.session.record(c)
	value, err := fake(ctx, c)
	if err != nil {
		return nil, failure(ctx, c.Name, err)
	}
	return value, nil
}

// failure makes a *commands.Error of what a fake returned.
func failure(ctx context.Context, name string, err error) error {
	if e, ok := errors.AsType[*commands.Error](err); ok {
		named := *e // the fake may use it again
		named.Command = name
		if e.Result != nil {
			result := *e.Result
			result.Command = name
			named.Result = &result
		}
		return &named
	}
	code := commands.CodeSpawn
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, context.DeadlineExceeded):
		code = commands.CodeTimeout
	case cause != nil:
		code = commands.CodeCancelled
	}
	return &commands.Error{Code: code, Command: name, Err: err}
}

// lookup finds the fake that answers a call, as far as Specs allows it, and fills
// in its Argv.
func (f *fakes) lookup(c *Call) (Command, error) {
	fake := f.cfg.Commands[c.Name]
	refuse := func(code commands.Code, err error) (Command, error) {
		return nil, &commands.Error{Code: code, Command: c.Name, Err: err}
	}
	if f.cfg.Specs == nil {
		if fake == nil {
			return refuse(commands.CodeUndeclared, errors.New("is not declared"))
		}
		return fake, nil
	}
	spec, ok := f.cfg.Specs.Lookup(c.Name)
	if !ok {
		return refuse(commands.CodeUndeclared, errors.New("is not declared"))
	}
	if starts := c.Verb == "start"; starts != spec.Persistent {
		return refuse(commands.CodeKind, fmt.Errorf("cannot be used with commands.%s", c.Verb))
	}
	inv, err := spec.Fill(c.Values, nil)
	if err != nil {
		return refuse(commands.CodeParam, err)
	}
	if fake == nil {
		return refuse(commands.CodeSpawn, errors.New("hosttest.Config.Commands has no fake for it"))
	}
	c.Argv = inv.Argv
	return fake, nil
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
