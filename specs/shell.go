package specs

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// The shell form of run. A line is parsed once, at load; the shell reads the
// values out of its environment, so they never become shell text. What is left
// is that an expansion must be quoted (a value is one word), must not stand
// where its result is evaluated again, and must not begin an argument that
// could be an option.
//
// The rules follow a value through the line's own variables (y="${x}") and
// positional parameters, and into what $(…) prints, which must be quoted, too.
// They do not follow it through read, nor ask what $(…) begins with: what a
// command prints is that command's.

// maxLine is the longest line, in bytes: the parser nests as deep as a line
// says, and what is longer is better off in a file of its own.
const maxLine = 64 << 10

// A script is one line while it is checked.
type script struct {
	c         *command
	f         field
	src       string
	assigned  map[string]bool         // variables of the line
	theirs    map[string]bool         // variables that a program of the line is given
	functions map[string]*syntax.Stmt // bodies of the line's functions
	carriers  map[string][]int
	mentioned map[syntax.Node]*syntax.ParamExp // what mentions has found; nil: nothing
	readers   map[*syntax.Stmt]string          // what reader has found
	line      []int                            // the parameters in it
	edits     []edit                           // to src
	guards    []guard
}

// An edit replaces size bytes of the line at off.
type edit struct {
	off, size int
	text      string
}

// script reads a string as run.
func (c *command) script(f field) {
	src, ok := c.d.text(f)
	if !ok {
		return
	}
	switch {
	case strings.TrimSpace(src) == "":
		c.d.fault(f.value, f.path, "is empty: what is executed?")
		return
	case len(src) > maxLine:
		c.d.fault(f.value, f.path,
			"has %d bytes, at most %d are allowed: put it into a file and run that",
			len(src), maxLine)
		return
	}
	if c.d.shell == nil {
		c.d.shell = syntax.NewParser(syntax.Variant(syntax.LangPOSIX))
	}
	file, err := c.d.shell.Parse(strings.NewReader(src), "")
	s := &script{c: c, f: f, src: src, readers: map[*syntax.Stmt]string{}}
	if err != nil {
		s.syntaxFault(err)
		for i := range c.used {
			c.used[i] = true // nobody can tell
		}
		return
	}
	s.parameters()
	assigns := s.declare(file)
	s.placeholders(file)
	s.follow(assigns)
	s.check(file)
	c.spec.line = s.edited()
	c.spec.shellParams, c.spec.guards = s.line, s.guards
}

// syntaxFault reports an error of the shell parser.
func (s *script) syntaxFault(err error) {
	var parse syntax.ParseError
	var lang syntax.LangError
	switch {
	case errors.As(err, &parse):
		s.fault(parse.Pos, "not a shell line: %s", parse.Text)
	case errors.As(err, &lang):
		s.fault(lang.Pos,
			"not POSIX shell, which is what /bin/sh is sure to run: %s", lang.Feature)
	default:
		s.c.d.fault(s.f.value, s.f.path, "not a shell line: %v", err)
	}
}

// fault reports what is wrong at a place of the line.
func (s *script) fault(pos syntax.Pos, format string, args ...any) {
	s.c.d.faultAt(s.f, int(pos.Offset()), format, args...)
}

// parameters checks the declared ones: each is an environment variable of
// the shell.
func (s *script) parameters() {
	for i, f := range s.c.places {
		p, faults := &s.c.spec.Params[i], len(s.c.d.errs)
		switch {
		case f.key == nil:
		case !syntax.ValidName(p.Name):
			s.c.d.fault(f.key, f.path,
				"is a variable of the shell line, so its name is letters, digits and _ only")
		case reserved(p.Name):
			s.c.d.fault(f.key, f.path,
				"the shell or the loader acts on a variable %s: choose another name", p.Name)
		case s.c.env.has(p.Name):
			s.c.d.fault(f.key, f.path,
				"is an environment variable of this command too: choose another name")
		}
		s.c.used[i] = s.c.used[i] || len(s.c.d.errs) > faults
	}
}

// declare collects the names that the line gives a value itself, and returns
// the words that become the value of each; "@" is the positional parameters.
func (s *script) declare(file *syntax.File) []assignment {
	var all []assignment
	s.functions = map[string]*syntax.Stmt{}
	s.assigned, s.theirs = map[string]bool{}, map[string]bool{}
	for node := range syntax.Preorder(file) {
		switch node := node.(type) {
		case *syntax.FuncDecl:
			if node.Name != nil {
				s.functions[node.Name.Value] = node.Body
			}
		case *syntax.Assign:
			if node.Name != nil {
				all = append(all, assignment{node.Name.Value, node.Value})
			}
		case *syntax.WordIter:
			for _, item := range node.Items {
				all = append(all, assignment{node.Name.Value, item})
			}
			s.assigned[node.Name.Value] = true
		case *syntax.ParamExp:
			if exp := node.Exp; exp != nil && node.Param != nil &&
				(exp.Op == syntax.AssignUnset || exp.Op == syntax.AssignUnsetOrNull) {
				all = append(all, assignment{node.Param.Value, exp.Word})
			}
		case *syntax.CallExpr:
			all = append(all, s.builtin(node.Args)...)
			s.given(node.Args)
		}
	}
	for node := range syntax.Preorder(file) {
		if call, ok := node.(*syntax.CallExpr); ok && len(call.Args) > 1 {
			if name := call.Args[0].Lit(); name == "set" || s.functions[name] != nil {
				for _, word := range call.Args[1:] {
					all = append(all, assignment{"@", word})
				}
			}
		}
	}
	for _, a := range all {
		s.assigned[a.name] = true
	}
	return all
}

// An assignment gives a variable of the line a value.
type assignment struct {
	name string
	word *syntax.Word // nil for an empty value, or one that is read in
}

// builtin returns what a call of read, getopts, export or the like assigns.
func (s *script) builtin(args []*syntax.Word) []assignment {
	if len(args) < 2 {
		return nil
	}
	var all []assignment
	switch args[0].Lit() {
	case "read", "getopts", "export", "readonly", "local", "unset":
		for _, word := range args[1:] {
			literal := literalOf(word.Parts)
			name, _, set := strings.Cut(literal.text, "=")
			switch {
			case !syntax.ValidName(name):
			case set:
				all = append(all, assignment{name, word})
			case literal.static && args[0].Lit() != "export":
				all = append(all, assignment{name, nil})
			}
		}
	}
	return all
}

// given notes the variables that jq is given under a name: $x is its own then, in
// single quotes too.
func (s *script) given(args []*syntax.Word) {
	for i := 1; i+1 < len(args); i++ {
		switch args[i].Lit() {
		case "--arg", "--argjson", "--slurpfile", "--rawfile":
			s.theirs[args[i+1].Lit()] = true
		}
	}
}

// placeholders makes parameters out of every ${name} that is nothing else, in
// a command without a params key.
func (s *script) placeholders(file *syntax.File) {
	if s.c.declared {
		return
	}
	for node := range syntax.Preorder(file) {
		exp, ok := node.(*syntax.ParamExp)
		if !ok || exp.Short || exp.Param == nil {
			continue
		}
		name := exp.Param.Value
		if syntax.ValidName(name) && !s.known(name) && !reserved(name) && s.c.param(name) < 0 {
			s.c.add(name)
		}
	}
}

// known reports whether the line may read that variable although it is no
// parameter.
func (s *script) known(name string) bool {
	return s.assigned[name] || s.c.env.has(name) || shellKeeps(name) || !syntax.ValidName(name)
}

// follow finds the variables that hold values: those that env.set fills in,
// and those that the line assigns from a parameter or from one of them.
func (s *script) follow(assigns []assignment) {
	s.carriers = map[string][]int{}
	for _, f := range s.c.env.set {
		t, _ := cutTemplate(f.value.Value, func(name string, _ int) int {
			if i := s.c.param(name); i >= 0 || s.c.declared || s.c.env.has(name) {
				return i
			}
			return s.c.add(name)
		})
		if _, fixed := t.fixed(); !fixed {
			s.carry(f.name, t.leads())
		}
	}
	for changed := true; changed; {
		changed = false
		s.mentioned = map[syntax.Node]*syntax.ParamExp{} // the carriers are others by now
		for _, a := range assigns {
			if a.word != nil && s.holds(a.word.Parts) {
				changed = s.carry(a.name, s.leads(a.word.Parts)) || changed
			}
		}
	}
}

// carry notes that a variable holds a value, and the parameters it may begin
// with. It reports whether that is news.
func (s *script) carry(name string, g guard) bool {
	had, ok := s.carriers[name]
	params := slices.Clone(had)
	for _, l := range g {
		if l.text != "" && l.stop {
			break
		}
		params = append(params, l.params...)
	}
	slices.Sort(params)
	s.carriers[name] = slices.Compact(params)
	return !ok || len(s.carriers[name]) != len(had)
}

// sources returns the parameters whose values the variable may begin with, and
// whether it holds any value at all. exact means it is a parameter itself.
func (s *script) sources(name string) (params []int, exact, holds bool) {
	if name != "" && (name == "*" || name[0] >= '1' && name[0] <= '9') {
		name = "@"
	}
	params, holds = s.carriers[name]
	if p := s.c.param(name); p >= 0 && !s.c.env.has(name) {
		return append([]int{p}, params...), len(params) == 0 && !s.assigned[name], true
	}
	return params, false, holds
}

// holds reports whether a value is expanded in parts, or given to a command
// whose output is.
func (s *script) holds(parts []syntax.WordPart) bool {
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.DblQuoted:
			if s.holds(part.Parts) {
				return true
			}
		case *syntax.ParamExp:
			if s.holdsExpansion(part) {
				return true
			}
		case *syntax.CmdSubst:
			if _, ok := s.mentions(part); ok {
				return true
			}
		}
	}
	return false
}

func (s *script) holdsExpansion(p *syntax.ParamExp) bool {
	if p.Param != nil && !p.Length {
		if _, _, ok := s.sources(p.Param.Value); ok && !isAlternate(p) {
			return true
		}
	}
	return p.Exp != nil && p.Exp.Word != nil && !isRemoval(p) && s.holds(p.Exp.Word.Parts)
}

// isAlternate reports ${x+word} and ${x:+word}, which do not expand to x.
func isAlternate(p *syntax.ParamExp) bool {
	return p.Exp != nil &&
		(p.Exp.Op == syntax.AlternateUnset || p.Exp.Op == syntax.AlternateUnsetOrNull)
}

// isRemoval reports ${x%pattern} and the like.
func isRemoval(p *syntax.ParamExp) bool {
	if p.Exp == nil {
		return false
	}
	switch p.Exp.Op {
	case syntax.RemSmallPrefix, syntax.RemLargePrefix, syntax.RemSmallSuffix, syntax.RemLargeSuffix:
		return true
	}
	return false
}

// edited returns the line with all edits made.
func (s *script) edited() string {
	if len(s.edits) == 0 {
		return s.src
	}
	slices.SortStableFunc(s.edits, func(a, b edit) int { // a quote goes before what is replaced
		return cmp.Or(a.off-b.off, a.size-b.size)
	})
	var b strings.Builder
	at := 0
	for _, e := range s.edits {
		b.WriteString(s.src[at:e.off] + e.text)
		at = e.off + e.size
	}
	return b.String() + s.src[at:]
}

// isHeredocLiteral reports a here-document whose body is taken as it is.
func isHeredocLiteral(r *syntax.Redirect) bool {
	for _, part := range r.Word.Parts {
		if lit, ok := part.(*syntax.Lit); !ok || strings.ContainsRune(lit.Value, '\\') {
			return true
		}
	}
	return false
}
