package commands

// Who gets a name, and what becomes of who had it.

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
	"github.com/holdfast-run/holdfast/commands/internal/tail"
	"github.com/holdfast-run/holdfast/specs"
)

// checkAs checks the name that an instance of a command is to go under.
func (r *Runner) checkAs(command, as string) error {
	if as == "" || as == command {
		return nil
	}
	if !validName(as) {
		return fmt.Errorf("cannot be started as %q: "+
			"a name is letters, digits and _ - . :, and begins with a letter or digit", plain(as))
	}
	if _, taken := r.specs.Lookup(as); taken {
		return fmt.Errorf("cannot be started as %q: that is another command's name", as)
	}
	return nil
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

// claim returns the instance that has wanted's name, one that others have
// started or else wanted itself, and what join does. One that is about to end is
// waited for.
func (r *Runner) claim(ctx context.Context, wanted *instance) (p *instance, seen int, err error) {
	refused := func(code Code, err error) error {
		return &Error{Code: code, Command: wanted.inv.Command, Err: err}
	}
	for {
		if err := context.Cause(ctx); err != nil {
			return nil, 0, refused(CodeCancelled, fmt.Errorf("cancelled before it was started: %w", err))
		}
		p, code, err := r.enlist(wanted)
		if err != nil {
			return nil, 0, refused(code, err)
		}
		if p == wanted {
			r.launch(p)
			return p, 0, nil
		}
		if seen, ok := p.join(); ok {
			return p, seen, nil
		}
		select {
		case <-p.done:
		case <-ctx.Done():
		}
	}
}

// enlist returns the live instance that has wanted's name, or makes wanted
// itself live.
func (r *Runner) enlist(wanted *instance) (p *instance, code Code, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, CodeClosed, ErrClosed
	}
	old := r.instances[wanted.name]
	if r.live[old] {
		if old.isEnding() {
			return old, "", nil
		}
		return old, CodeConflict, r.conflict(old, wanted)
	}
	if r.maxPersistent >= 0 && len(r.live) >= r.maxPersistent {
		return nil, CodeLimit, fmt.Errorf("%d persistent commands are running, the most allowed; "+
			"stop one of %s", len(r.live), r.liveNames())
	}
	r.replace(old, wanted)
	return wanted, "", nil
}

// replace makes wanted live in the place of old, which may be nil. The numbers
// of lines run on, so that a reader of old's log reads on in wanted's. The
// caller holds mu.
func (r *Runner) replace(old, wanted *instance) {
	first := uint64(0)
	if old != nil {
		first = old.tail.Next()
		r.past = slices.DeleteFunc(r.past, func(p *instance) bool { return p == old })
	}
	wanted.tail = tail.New(first)
	wanted.state, wanted.starters = stateStarting, 1
	wanted.backoff = backoff{Restart: wanted.inv.Restart}
	wanted.killWait, wanted.parent = r.killWait, r.parent
	wanted.succeeds = r.succeeds
	wanted.quit = make(chan struct{})
	wanted.done = make(chan struct{})
	wanted.changed = make(chan struct{})
	r.instances[wanted.name] = wanted
	r.live[wanted] = true
}

// launch starts the first process of p, which enlist has made live.
func (r *Runner) launch(p *instance) {
	var process *proc.Process
	err := p.foreign()
	if err == nil {
		process, err = p.spawn()
	}
	// Owner: r. It ends when the command has ended for good. Close waits for it,
	// through live.
	go func() {
		p.keep(process, err)
		p.settle()
		r.retire(p)
		p.finish()
	}()
}

// maxPast is how many instances that have ended a Runner remembers.
const maxPast = 64

// retire takes note that p has ended.
func (r *Runner) retire(p *instance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, p)
	r.past = append(r.past, p)
	if len(r.past) > maxPast {
		delete(r.instances, r.past[0].name)
		r.past = slices.Delete(r.past, 0, 1)
	}
	if k, ok := p.killedByClose(); ok {
		r.killed = append(r.killed, k)
	}
	r.signalEmpty()
}

// liveNames names what is live. The caller holds mu.
func (r *Runner) liveNames() string {
	var names []string
	for p := range r.live {
		names = append(names, p.name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// conflict says in what the invocation of old differs from wanted's; nil if in
// nothing.
func (r *Runner) conflict(old, wanted *instance) error {
	if old.inv.Command != wanted.inv.Command {
		return fmt.Errorf("cannot be started as %q: %q is running under that name",
			old.name, old.inv.Command)
	}
	if !differ(old.inv, wanted.inv) {
		return nil
	}
	const advice = "stop it first, or start another under a name of its own"
	spec, _ := r.specs.Lookup(old.inv.Command)
	for i := range spec.Params {
		was, is := shown(&spec.Params[i], old.values), shown(&spec.Params[i], wanted.values)
		if was != is {
			return fmt.Errorf("is running with %s %s, not %s; %s", spec.Params[i].Name, was, is, advice)
		}
	}
	return fmt.Errorf("is running in another folder or environment; %s", advice)
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
