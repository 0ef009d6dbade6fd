package specs

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// The walk over a shell line that checks and quotes its expansions.

// check walks over a part of the line that is not in quotes.
func (s *script) check(node syntax.Node) {
	syntax.Walk(node, func(node syntax.Node) bool {
		switch node := node.(type) {
		case nil, *syntax.File, *syntax.Block, *syntax.IfClause, *syntax.WhileClause,
			*syntax.ForClause, *syntax.WordIter, *syntax.CaseItem, *syntax.FuncDecl, *syntax.Lit,
			*syntax.Comment, *syntax.Stmt, *syntax.Redirect, *syntax.Assign:
			return s.statement(node)
		case *syntax.Subshell:
			off := int(node.Pos().Offset())
			if strings.HasPrefix(s.src[off:], "((") && len(s.c.spec.Params) > 0 {
				s.fault(node.Pos(), "some shells read (( as arithmetic: write a space between")
			}
		case *syntax.CaseClause:
			s.parts(node.Word.Parts, whole)
			for _, item := range node.Items {
				s.check(item)
			}
			return false
		case *syntax.BinaryCmd:
			s.pipe(node)
		case *syntax.CallExpr:
			s.call(node)
		case *syntax.Word:
			s.parts(node.Parts, bare)
			return false
		default:
			s.fault(node.Pos(), "is not POSIX shell, which is what /bin/sh is sure to run")
			return false
		}
		return true
	})
}

// statement looks at what has more than words in it, and reports whether the
// walk goes on below it.
func (s *script) statement(node syntax.Node) bool {
	switch node := node.(type) {
	case *syntax.Stmt:
		for _, r := range node.Redirs {
			if r.Hdoc == nil || isHeredocLiteral(r) {
				continue
			}
			if name := s.reader(node); name != "" {
				s.feeds(r.Hdoc, name)
			}
		}
	case *syntax.Assign:
		if node.Name != nil {
			s.becomes(node.Pos(), node.Name.Value, node.Value)
		}
		if node.Value != nil {
			s.parts(node.Value.Parts, whole)
		}
		return false
	case *syntax.WordIter:
		for _, item := range node.Items {
			s.becomes(item.Pos(), node.Name.Value, item)
			s.parts(item.Parts, items)
		}
		return false
	case *syntax.Redirect:
		s.parts(node.Word.Parts, bare)
		if node.Hdoc != nil && isHeredocLiteral(node) {
			body := s.src[node.Hdoc.Pos().Offset():node.Hdoc.End().Offset()]
			s.literal(node.Hdoc.Pos(), body, "a quoted here-document")
		} else if node.Hdoc != nil {
			s.parts(node.Hdoc.Parts, heredoc)
		}
		return false
	}
	return true
}

// becomes refuses a value in what the line assigns to a variable that steers it.
func (s *script) becomes(pos syntax.Pos, name string, word *syntax.Word) {
	if word == nil || !steers(name) || !s.holds(word.Parts) {
		return
	}
	if exp, _ := s.mentions(word); s.risk(exp) > harmless {
		s.fault(pos, "no value may become %s: it decides what is run", name)
	}
}

// again refuses a value anywhere in node.
func (s *script) again(node syntax.Node, why string) {
	if exp, ok := s.mentions(node); ok {
		s.fault(exp.Pos(), "${%s} %s: a value must stay data", exp.Param.Value, why)
	}
}

// feeds refuses a value in what the program of that name reads as code, unless it
// is harmless there.
func (s *script) feeds(node syntax.Node, name string) {
	if exp, _ := s.mentions(node); s.risk(exp) > harmless {
		s.again(node, again(name))
	}
}

// quoting is how a part of a word stands in the line.
type quoting int

const (
	bare    quoting = iota // split into words and matched against files
	items                  // the same, of what a loop goes over
	whole                  // neither, as in an assignment
	double                 // in double quotes
	heredoc                // in a here-document: as in quotes, but none may be added
	match                  // a pattern in double quotes: quotes keep it literal
)

// parts checks and quotes the parts of a word.
func (s *script) parts(parts []syntax.WordPart, q quoting) {
	for i, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			s.bracket(parts, i)
			if i == 0 && q <= whole {
				s.tilde(part)
			}
		case *syntax.SglQuoted:
			s.literal(part.Pos(), part.Value, "single quotes")
		case *syntax.DblQuoted:
			s.parts(part.Parts, double)
		case *syntax.CmdSubst:
			s.nested(part, q)
		case *syntax.ArithmExp:
			s.arithmetic(part)
		case *syntax.ParamExp:
			s.expansion(part, q)
			s.escape(parts, i)
		default:
			s.fault(part.Pos(), "is not POSIX shell, which is what /bin/sh is sure to run")
		}
	}
}

// tilde refuses a ~ for the home folder where the shell does not know that.
func (s *script) tilde(lit *syntax.Lit) {
	home := lit.Value == "~" || strings.HasPrefix(lit.Value, "~/")
	if home && !s.known("HOME") {
		s.fault(lit.Pos(), "~ is HOME, which is not passed on: add env: [HOME]")
	}
}

// bracket refuses values behind $[, which some shells read as arithmetic.
func (s *script) bracket(parts []syntax.WordPart, i int) {
	if len(s.c.spec.Params) == 0 {
		return
	}
	off := int(parts[i].Pos().Offset())
	if lit := parts[i].(*syntax.Lit); strings.HasSuffix(lit.Value, "$") &&
		strings.HasPrefix(s.src[off+len(lit.Value):], "[") || strings.Contains(lit.Value, "$[") {
		s.fault(parts[i].Pos(), `some shells read $[ as arithmetic: write \$[ or $(( ))`)
	}
}

// escape refuses $${x}, which the argv form reads as a literal ${x} and the
// shell as its process id.
func (s *script) escape(parts []syntax.WordPart, i int) {
	p := parts[i].(*syntax.ParamExp)
	if p.Param != nil && p.Param.Value == "$" && p.Short && i+1 < len(parts) {
		if lit, ok := parts[i+1].(*syntax.Lit); ok && strings.HasPrefix(lit.Value, "{") {
			s.fault(p.Pos(), `$$ is the shell's process id: write \${ for a literal ${`)
		}
	}
}

// literal refuses a placeholder where the shell fills in nothing.
func (s *script) literal(pos syntax.Pos, text, where string) {
	for at := 0; ; {
		dollar := strings.IndexByte(text[at:], '$')
		if dollar < 0 {
			return
		}
		at += dollar + 1
		name, braced := nameAt(text[at:])
		if name == "" || s.theirs[name] && !braced {
			continue
		}
		isParam := s.c.param(name) >= 0
		if isParam || braced && !s.c.declared && !s.known(name) {
			shown, hint := "${"+name+"}", ""
			switch {
			case !isParam:
				hint = ", or declare params: {} if it is meant as it is"
			case !braced:
				shown = "$" + name
				hint = ", or another name for the parameter if a program has its own " + shown
			}
			s.fault(pos, "nothing is filled in within %s, where %s stands: use double quotes%s",
				where, shown, hint)
			return
		}
	}
}

// nameAt returns the name that text, which follows a "$", begins with.
func nameAt(text string) (name string, braced bool) {
	rest, braced := strings.CutPrefix(text, "{")
	end := 0
	for end < len(rest) && syntax.ValidName(rest[:end+1]) {
		end++
	}
	if braced && !strings.HasPrefix(rest[end:], "}") {
		return "", false
	}
	return rest[:end], braced
}

// nested checks a command substitution: what it prints must not be split if a
// value may be in it. Backquotes become $( ), in which quotes mean what they
// say.
func (s *script) nested(c *syntax.CmdSubst, q quoting) {
	exp, ok := s.mentions(c)
	if ok && c.Backquotes {
		left, right := int(c.Left.Offset()), int(c.Right.Offset())
		if strings.ContainsRune(s.src[left:right], '\\') {
			s.fault(c.Pos(), "a value in backquotes with a backslash: write $( ) instead")
			return
		}
		s.edits = append(s.edits, edit{left, 1, "$( "}, edit{right, 1, ")"})
	}
	switch free := s.risk(exp) > harmless; {
	case free && q == bare:
		s.fault(c.Pos(), `$(…) may print ${%s}: write "$(…)", or it falls apart at spaces`,
			exp.Param.Value)
	case free && q == items:
		s.fault(c.Pos(), "$(…) may print ${%s}, which falls apart at spaces: "+
			`write … | while IFS= read -r line; do … "$line"`, exp.Param.Value)
	}
	for _, stmt := range c.Stmts {
		s.check(stmt)
	}
}

// arithmetic refuses values, which arithmetic evaluates as expressions, but for
// integers, and checks the names in it.
func (s *script) arithmetic(a *syntax.ArithmExp) {
	for node := range syntax.Preorder(a.X) {
		switch node := node.(type) {
		case *syntax.Word:
			if name := node.Lit(); name != "" {
				s.operand(node, name, name)
			}
		case *syntax.ParamExp:
			if s.resolve(node) && !node.Length {
				s.operand(node, node.Param.Value, "${"+node.Param.Value+"}")
			}
		case *syntax.CmdSubst:
			s.nested(node, double)
		}
	}
}

// operand refuses a variable in arithmetic that holds a value.
func (s *script) operand(node syntax.Node, name, shown string) {
	_, exact, holds := s.sources(name)
	p := s.c.param(name)
	switch {
	case !holds:
	case p < 0 || !exact:
		s.fault(node.Pos(), "%s is evaluated again by $(( )): a value must stay data", shown)
	case s.c.spec.Params[p].Type != Integer:
		s.fault(node.Pos(), "%s is evaluated again by $(( )), "+
			"where a value must be declared as type: integer", shown)
	default:
		s.use(p)
	}
}

// resolve checks that the variable an expansion names has a value, and notes
// the use of a parameter.
func (s *script) resolve(p *syntax.ParamExp) bool {
	if p.Param == nil {
		s.fault(p.Pos(), "is not POSIX shell, which is what /bin/sh is sure to run")
		return false
	}
	name, c := p.Param.Value, s.c
	if i := c.param(name); i >= 0 && !c.env.has(name) {
		if c.spec.Params[i].Type == List {
			c.used[i] = true
			s.fault(p.Pos(),
				"${%s} is a list, and a variable of the shell holds one word: use a list as run",
				name)
			return false
		}
		s.use(i)
		return true
	}
	switch {
	case s.known(name):
		return true
	case reserved(name):
		s.fault(p.Pos(), "%s is not passed on: add env: [%s]", name, name)
	case c.declared || !p.Short:
		s.fault(p.Pos(),
			"${%s} is no parameter, not passed on by env and not assigned in the line%s",
			name, hint(name, c.names()))
	default:
		s.fault(p.Pos(),
			"$%s is not passed on by env and not assigned in the line; "+
				"write ${%s} to take it as a parameter",
			name, name)
	}
	return false
}

// use notes that the line reads a parameter.
func (s *script) use(i int) {
	s.c.used[i] = true
	if slices.Contains(s.line, i) {
		return
	}
	s.line = append(s.line, i)
}

// expansion checks ${…}, and quotes it if it holds a value.
func (s *script) expansion(p *syntax.ParamExp, q quoting) {
	if !s.resolve(p) {
		return
	}
	inner, name := q, p.Param.Value
	_, _, holds := s.sources(name)
	isParam := s.c.param(name) >= 0
	switch {
	case !holds || q == double || q == heredoc || q == whole && !isParam:
	case !isParam:
		s.fault(p.Pos(), `$%s holds a value: write "$%s", or it falls apart at spaces`, name, name)
	case p.Exp != nil && !plainWord(p):
		s.fault(p.Pos(), `put ${%s…} in double quotes`, name)
	default:
		start, end := int(p.Pos().Offset()), int(p.End().Offset())
		s.edits = append(s.edits, edit{off: start, text: `"`}, edit{off: end, text: `"`})
		inner = double
	}
	if p.Exp == nil || p.Exp.Word == nil {
		return
	}
	if p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull {
		s.becomes(p.Pos(), name, p.Exp.Word)
	}
	if isRemoval(p) {
		if _, ok := s.mentions(p.Exp.Word); ok && q == heredoc {
			s.fault(p.Pos(),
				"a value in a pattern cannot be quoted here: work it out before the here-document")
		} else {
			inner = match
		}
	}
	s.parts(p.Exp.Word.Parts, inner)
}

// plainWord reports whether quotes around p change nothing in its word but
// that it is not split.
func plainWord(p *syntax.ParamExp) bool {
	if p.Exp.Word == nil {
		return true
	}
	for _, part := range p.Exp.Word.Parts {
		switch part := part.(type) {
		case *syntax.Lit:
			special := `\~`
			if !isRemoval(p) {
				special = "\\~*?[ \t\n"
			}
			if strings.ContainsAny(part.Value, special) {
				return false
			}
		case *syntax.ParamExp:
		default:
			return false
		}
	}
	return true
}
