package specs

import (
	"regexp/syntax"
	"strings"
)

// A risk is what the values of a parameter could do where they are evaluated
// again.
type risk int

const (
	absent   risk = iota // there is no value
	harmless             // true, false, a number from 0 on, or what the file lists
	ident                // letters, digits and _
	plain                // these and . - / : @ % + , which quote, part and assign nothing
	anything
)

// risk says how far p's type, enum or pattern bounds its values. A number below
// zero is free: "-5" can be an option, and behind a "-" it begins a comment in SQL.
func (p *Param) risk() risk {
	switch {
	case p.Type == Boolean, p.Enum != nil, p.Min != nil && *p.Min >= 0:
		return harmless
	case p.pattern == nil:
		return anything
	}
	re, err := syntax.Parse(p.Pattern, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat || len(re.Sub) < 2 ||
		re.Sub[0].Op != syntax.OpBeginText || re.Sub[len(re.Sub)-1].Op != syntax.OpEndText {
		return anything
	}
	return admits(re)
}

// risk is that of what is filled into t.
func (t template) risk(params []Param) risk {
	most := absent
	for _, seg := range t {
		if seg.param >= 0 {
			most = max(most, params[seg.param].risk())
		}
	}
	return most
}

// admits says what a text could do that is matched by re as a whole.
func admits(re *syntax.Regexp) risk {
	worst := harmless
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return anything
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			worst = max(worst, spans(r, r))
		}
		if re.Flags&syntax.FoldCase != 0 {
			return anything // K is the Kelvin sign, too
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			worst = max(worst, spans(re.Rune[i], re.Rune[i+1]))
		}
	}
	for _, sub := range re.Sub {
		worst = max(worst, admits(sub))
	}
	return worst
}

// spans says what the characters from lo to hi could do.
func spans(lo, hi rune) risk {
	worst := ident
	for r := lo; r <= hi && worst < anything; r++ {
		switch {
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', r == '_':
		case strings.ContainsRune(".-/:@%+,", r):
			worst = plain
		default:
			worst = anything
		}
	}
	return worst
}
