package commands

// What a call must keep to before anything is executed.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/specs"
)

// Rules are what a Runner holds calls to before it executes anything, for whoever
// answers calls in some other way. Errors of its methods are *Error.
type Rules struct {
	Specs   *specs.Set // nil: nothing is declared
	Environ []string   // as in Config
}

// A Wanted is what a Start is to start.
type Wanted struct {
	Name       string // of the instance
	Invocation *specs.Invocation
	Values     map[string]any // as Start got them
}

// Oneshot returns what Run and Exec execute. The error has CodeUndeclared,
// CodeKind or CodeParam.
func (r Rules) Oneshot(
	name string, values map[string]any, o Options,
) (*specs.Invocation, error) {
	spec, err := r.lookup(name)
	if err != nil {
		return nil, err
	}
	if spec.Persistent {
		return nil, &Error{Code: CodeKind, Command: name,
			Err: errors.New("is persistent; it is started, not run")}
	}
	if o.Stdin != "" && !spec.Stdin {
		return nil, &Error{Code: CodeParam, Command: name,
			Err: errors.New("takes no stdin; its spec lacks stdin: text")}
	}
	inv, err := spec.Fill(values, r.Environ)
	if err != nil {
		return nil, &Error{Code: CodeParam, Command: name, Err: err}
	}
	if o.Timeout != 0 {
		inv.Timeout = o.Timeout
	}
	return inv, nil
}

// Start returns what Start starts. The error has CodeUndeclared, CodeKind or
// CodeParam.
func (r Rules) Start(
	name string, values map[string]any, o StartOptions,
) (*Wanted, error) {
	spec, err := r.lookup(name)
	if err != nil {
		return nil, err
	}
	if !spec.Persistent {
		return nil, &Error{Code: CodeKind, Command: name,
			Err: errors.New("is a one-shot; it is run, not started")}
	}
	inv, err := spec.Fill(values, r.Environ)
	if err != nil {
		return nil, &Error{Code: CodeParam, Command: name, Err: err}
	}
	if err := o.Check(name, r.declares); err != nil {
		return nil, err
	}
	return &Wanted{Name: cmp.Or(o.As, name), Invocation: inv, Values: maps.Clone(values)}, nil
}

func (r Rules) declares(name string) bool {
	_, ok := r.Specs.Lookup(name)
	return ok
}

func (r Rules) lookup(name string) (*specs.Spec, error) {
	near := ""
	if r.Specs != nil {
		if spec, ok := r.Specs.Lookup(name); ok {
			return spec, nil
		}
		near = r.Specs.Suggest(name)
	}
	err := errors.New("is not declared")
	if near != "" {
		err = fmt.Errorf("is not declared (did you mean %q?)", near)
	}
	return nil, &Error{Code: CodeUndeclared, Command: name, Err: err}
}

// Conflict says why wanted cannot be what is running under its name
// (CodeConflict): that is another command, or has other values. It is nil if there
// is no difference.
func (r Rules) Conflict(running, wanted *Wanted) error {
	was, is := running.Invocation, wanted.Invocation
	if was.Command != is.Command {
		return &Error{Code: CodeConflict, Command: is.Command, Err: fmt.Errorf(
			"cannot be started as %q: %q is running under that name", running.Name, was.Command)}
	}
	if !differ(was, is) {
		return nil
	}
	refused := func(format string, args ...any) error {
		return &Error{Code: CodeConflict, Command: is.Command, Name: running.Name,
			Err: fmt.Errorf(format, args...)}
	}
	const advice = "stop it first, or start another under a name of its own"
	spec, err := r.lookup(was.Command)
	if err != nil {
		return err
	}
	for i := range spec.Params {
		p := &spec.Params[i]
		if was, is := shown(p, running.Values), shown(p, wanted.Values); was != is {
			return refused("is running with %s %s, not %s; %s", p.Name, was, is, advice)
		}
	}
	return refused("is running in another folder or environment; %s", advice)
}

// differ reports whether two invocations of a command are not the same.
func differ(a, b *specs.Invocation) bool {
	return a.Dir != b.Dir || !slices.Equal(a.Argv, b.Argv) || !slices.Equal(a.Env, b.Env) ||
		a.Ready != nil && *a.Ready != *b.Ready
}

// shown is the value of a parameter as errors show it.
func shown(param *specs.Param, values map[string]any) string {
	value, given := values[param.Name]
	if !given {
		value = param.Default
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%v", value)
	}
	return plain(string(text))
}

// Check returns what is wrong with the name that a command is to go under
// (CodeParam), which must not be that of another one that is declared; or nil.
func (o StartOptions) Check(command string, declared func(name string) bool) error {
	var err error
	switch {
	case o.As == "" || o.As == command:
		return nil
	case !validName(o.As):
		err = fmt.Errorf("cannot be started as %q: "+
			"a name is letters, digits and _ - . :, and begins with a letter or digit", plain(o.As))
	case declared(o.As):
		err = fmt.Errorf("cannot be started as %q: that is another command's name", o.As)
	default:
		return nil
	}
	return &Error{Code: CodeParam, Command: command, Err: err}
}

// validName reports whether as has the form of a command's name.
func validName(as string) bool {
	for i := range len(as) {
		c := as[i]
		word := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !word && (i == 0 || strings.IndexByte("_-.:", c) < 0) {
			return false
		}
	}
	return as != "" && len(as) <= 128
}
