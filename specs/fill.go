package specs

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Filling in is on the path of every command: everything was parsed at load,
// and what is left is checking the values and copying.

// shell is what runs the lines of the shell form.
const shell = "/bin/sh"

// A slot is one variable of a command's environment.
type slot struct {
	name  string
	kind  slotKind
	text  string   // fixed: "NAME=value"
	parts template // filled
	param int      // fromParam
}

type slotKind int

const (
	passed    slotKind = iota // out of the host's environment, if it is there
	fixed                     // set to a text
	filled                    // set to a text with values in it
	fromParam                 // a parameter that a shell line reads
)

// variable returns "NAME=value", or false for one that is passed on but is not
// there.
func (s *slot) variable(values []value, environ []string) (string, bool) {
	switch s.kind {
	case passed:
		return lookup(environ, s.name)
	case fixed:
		return s.text, true
	case filled:
		return s.name + "=" + s.parts.fill(values, nil), true
	}
	return s.name + "=" + values[s.param].text, true
}

// slots makes an environment's slots. sets, unless nil, are the texts of
// env.set with values in them.
func slots(env environ, sets []template) []slot {
	all := make([]slot, 0, len(env.pass)+len(env.set)+1)
	for _, f := range env.pass {
		all = append(all, slot{name: f.name})
	}
	for i, f := range env.set {
		s := slot{name: f.name, kind: fixed, text: f.name + "=" + f.value.Value}
		if sets != nil {
			if text, ok := sets[i].fixed(); ok {
				s.text = f.name + "=" + text
			} else {
				s = slot{name: f.name, kind: filled, parts: sets[i]}
			}
		}
		all = append(all, s)
	}
	return all
}

// sortSlots brings a command's slots in order.
func sortSlots(all []slot) {
	slices.SortFunc(all, func(a, b slot) int { return cmp.Compare(a.name, b.name) })
}

// Fill checks values against the spec's parameters and returns what to
// execute. A value is a string, a bool, an integer or float of any size, a []any
// or slice of strings, or of a type made of one of these; anything else, a missing
// or an undeclared one, is a *ParamError. environ ("NAME=value" each) is what the
// spec may pass on; PATH always is.
//
// A path parameter with Within is filled in as a clean absolute path; a value
// that is not absolute is relative to the working folder, or to the file's
// folder if cwd needs it. A value of another type in cwd cannot lead out of
// the folder that stands before it.
func (s *Spec) Fill(values map[string]any, environ []string) (*Invocation, error) {
	taken, err := s.take(values)
	if err != nil {
		return nil, err
	}
	dir, err := s.folder(taken)
	if err != nil {
		return nil, err
	}
	inv := &Invocation{
		Command: s.Name, Dir: dir,
		Timeout: s.Timeout, Output: s.Output, Stdin: s.Stdin,
		OKCodes: s.OKCodes, MaxOutputBytes: s.MaxOutputBytes,
		Persistent: s.Persistent, Ready: s.Ready, Stop: s.Stop,
		Restart: s.Restart, KeepAlive: s.KeepAlive,
	}
	if s.Ready != nil && s.probe.filled() {
		if inv.Ready, err = s.probe.fill(s.Ready, taken); err != nil {
			return nil, &ParamError{Command: s.Name, Reason: "ready: " + err.Error()}
		}
	}
	inv.Env = make([]string, 0, len(s.env))
	for i := range s.env {
		if v, ok := s.env[i].variable(taken, environ); ok {
			inv.Env = append(inv.Env, v)
		}
	}
	inv.Shell = s.argv == nil
	inv.Argv, err = s.arguments(taken)
	return inv, err
}

// arguments returns what to execute.
func (s *Spec) arguments(values []value) ([]string, error) {
	if s.argv == nil {
		for _, g := range s.guards {
			if p := g.refused(s.Params, values); p >= 0 {
				return nil, s.option(p, values)
			}
		}
		return []string{shell, "-c", s.line}, nil
	}
	size := len(s.argv)
	for i := range s.argv {
		if e := &s.argv[i]; e.spread >= 0 {
			size += len(values[e.spread].list)
		}
	}
	argv := make([]string, 0, size)
	for i := range s.argv {
		more, p := s.argv[i].appendTo(argv, s.Params, values)
		if p >= 0 {
			return nil, s.option(p, values)
		}
		argv = more
	}
	return argv, nil
}

// option is the error for a value that would be read as an option.
func (s *Spec) option(p int, values []value) error {
	name, text := s.Params[p].Name, values[p].text
	for _, item := range values[p].list {
		if strings.HasPrefix(item, "-") {
			text = item
			break
		}
	}
	return s.blame(p, quoted(text)+` would be read as an option: put "--" before ${`+name+
		`} in run, or declare allowDash: true`)
}

// blame is a ParamError about the parameter of that index.
func (s *Spec) blame(p int, reason string) error {
	return &ParamError{Command: s.Name, Param: s.Params[p].Name, Reason: reason}
}

// take checks all values and returns them in the order of s.Params.
func (s *Spec) take(given map[string]any) ([]value, error) {
	if len(s.Params) == 0 && len(given) == 0 {
		return nil, nil
	}
	taken, used := make([]value, len(s.Params)), 0
	missing := -1
	for i := range s.Params {
		p := &s.Params[i]
		v, ok := given[p.Name]
		if !ok {
			if p.Required && missing < 0 {
				missing = i
			}
			taken[i] = p.fallback
			continue
		}
		used++
		var err error
		if taken[i], err = p.take(v); err != nil {
			return nil, s.blame(i, err.Error())
		}
	}
	if used < len(given) {
		return nil, s.undeclared(given)
	}
	if missing >= 0 {
		return nil, s.blame(missing, "needs a value, and none is given")
	}
	return taken, nil
}

// undeclared is the error for a value that no parameter takes.
func (s *Spec) undeclared(given map[string]any) error {
	names := make([]string, len(s.Params))
	for i := range names {
		names[i] = s.Params[i].Name
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(names, name) {
			reason := "is not declared" + didYouMean(name, names)
			if len(names) == 0 {
				reason = "is not declared: this command takes no values"
			}
			return &ParamError{Command: s.Name, Param: clip(name), Reason: reason}
		}
	}
	return nil
}

// folder returns the working folder, and turns paths with Within into absolute
// ones on the way: those that cwd needs before it, the others relative to it.
func (s *Spec) folder(values []value) (string, error) {
	if s.located {
		if err := s.locate(values, true, s.base); err != nil {
			return "", err
		}
	}
	dir := s.dir
	if s.cwd != nil {
		var err error
		if dir, err = s.enter(values); err != nil {
			return "", err
		}
	}
	if s.located {
		return dir, s.locate(values, false, dir)
	}
	return dir, nil
}

// locate turns the paths with Within into absolute ones.
func (s *Spec) locate(values []value, early bool, base string) error {
	for i := range s.Params {
		p := &s.Params[i]
		if p.Type != Path || p.Within == "" || p.early != early {
			continue
		}
		path, err := below(p.Within, base, values[i].text)
		if err != nil {
			return s.blame(i, err.Error())
		}
		values[i].text = path
	}
	return nil
}

// enter fills in cwd. What stands before the first value, or that value if it
// is a path, is the root that the rest must stay below.
func (s *Spec) enter(values []value) (string, error) {
	root := len(s.cwd)
	for i, seg := range s.cwd {
		if seg.param >= 0 && (i > 0 || s.Params[seg.param].Type != Path) {
			root = i
			break
		}
	}
	path := s.cwd.fill(values, nil)
	if root == len(s.cwd) {
		return absolute(s.base, path), nil
	}
	prefix := s.cwd[:root].fill(values, nil)
	prefix = prefix[:strings.LastIndexByte(prefix, '/')+1]
	dir, err := below(absolute(s.base, prefix), s.base, path)
	if err != nil {
		return "", s.blame(s.cwd[root].param, "in cwd: "+err.Error())
	}
	return dir, nil
}
