package specs

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// The words of a command in a shell line: what they begin with, and what the
// command makes of them.

// call checks a command: that no value is evaluated again by it, and none
// becomes an option.
func (s *script) call(call *syntax.CallExpr) {
	args := s.args(call.Args)
	if at, why := evaluated(args); at >= 0 && args[at].carries() {
		s.again(call.Args[at], why)
	} else if at >= 0 { // what stands elsewhere becomes a part of it
		s.again(call, why)
	} else if what := arithmetical(args); what != "" && len(s.c.spec.Params) > 0 {
		s.fault(call.Pos(), "%s is not POSIX shell, which is what /bin/sh is sure to run", what)
	}
	for i, free := range literal(args) {
		if i == 0 || free {
			continue
		}
		g := s.leads(call.Args[i].Parts)
		if !g.guarded() {
			continue
		}
		for _, l := range g {
			if l.strips && !s.allDash(l.params) {
				s.fault(call.Args[i].Pos(),
					`without its front a value could be read as an option: put "--" before it`)
			}
		}
		s.guards = append(s.guards, g)
		s.c.refusals(g)
	}
}

// allDash reports whether all of params may begin with "-".
func (s *script) allDash(params []int) bool {
	for _, p := range params {
		if !s.c.spec.Params[p].AllowDash {
			return false
		}
	}
	return true
}

// args is a command's words as evaluated has to know them. What a nested
// command prints is no value, but where it would be code it is as bad.
func (s *script) args(words []*syntax.Word) []arg {
	args := make([]arg, len(words))
	for i, word := range words {
		args[i] = literalOf(word.Parts)
		if !args[i].static {
			exp, _ := s.mentions(word)
			args[i].risk = s.risk(exp)
		}
	}
	return args
}

// literalOf returns what is literal in parts up to the first expansion.
func literalOf(parts []syntax.WordPart) arg {
	a := arg{static: true}
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			a.text += unescape(part.Value)
		case *syntax.SglQuoted:
			a.text += part.Value
		case *syntax.DblQuoted:
			inner := literalOf(part.Parts)
			a.text += inner.text
			a.static = inner.static
		default:
			a.static = false
		}
		if !a.static {
			break
		}
	}
	return a
}

// unescape removes the backslashes of an unquoted literal.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// leads returns what a word may begin with.
func (s *script) leads(parts []syntax.WordPart) guard {
	var g guard
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit, *syntax.SglQuoted:
			if text := literalOf([]syntax.WordPart{part}).text; text != "" {
				return append(g, lead{text: text, stop: true})
			}
		case *syntax.DblQuoted:
			g = append(g, s.leads(part.Parts)...)
			if n := len(g); n > 0 && g[n-1].text != "" && g[n-1].stop {
				return g
			}
		case *syntax.ParamExp:
			g = append(g, s.expands(part)...)
		}
	}
	return g
}

// expands returns what an expansion may begin with.
func (s *script) expands(p *syntax.ParamExp) guard {
	if p.Param == nil || p.Length {
		return nil
	}
	var g guard
	if params, exact, _ := s.sources(p.Param.Value); len(params) > 0 && !isAlternate(p) {
		strips := p.Exp != nil &&
			(p.Exp.Op == syntax.RemSmallPrefix || p.Exp.Op == syntax.RemLargePrefix)
		g = append(g, lead{params: params, stop: exact && !isRemoval(p), strips: strips})
	}
	if p.Exp != nil && p.Exp.Word != nil && !isRemoval(p) {
		for _, l := range s.leads(p.Exp.Word.Parts) {
			if len(l.params) > 0 { // the author's own text may begin with a dash
				l.stop = false
				g = append(g, l)
			}
		}
	}
	return g
}
