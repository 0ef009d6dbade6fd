package nesting

import (
	"slices"
	"strings"
)

// slash reads a comment, a regular expression or a division, unless it may be
// either of the last two and nobody has decided.
func (r *reading) slash() (paused bool) {
	rest := r.source[r.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		r.skipTo(strings.IndexAny(rest, "\n\r\u2028\u2029"))
		return false
	case strings.HasPrefix(rest, "/*"):
		if end := strings.Index(rest[2:], "*/"); end >= 0 {
			r.at += end + len("/**/")
		} else {
			r.at = len(r.source)
		}
		return false
	}
	divides := r.last == operand
	if r.last == unsure {
		if !r.forked {
			return true
		}
		divides, r.forked = r.divide, false
	}
	if divides {
		r.at++
		r.become(operator)
		return false
	}
	r.beginOperand()
	r.skipRegExp()
	r.become(operand)
	return false
}

// fork returns a copy of r for which the slash at hand divides or does not.
func (r *reading) fork(divides bool) *reading {
	other := *r
	other.inner = slices.Clone(r.inner)
	other.forked, other.divide = true, divides
	return &other
}

func (r *reading) skipTo(offset int) {
	if offset < 0 {
		r.at = len(r.source)
		return
	}
	r.at += offset
}

// skipRegExp reads a regular expression and its flags; it ends with its line at
// the latest.

func (r *reading) skipRegExp() {
	class := false
	for r.at++; r.at < len(r.source); r.at++ {
		switch c := r.source[r.at]; {
		case c == '\n' || c == '\r':
			return
		case c == '\\':
			r.at++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			r.at++
			for size := r.wordPart(); size > 0; size = r.wordPart() {
				r.at += size
			}
			return
		}
	}
	r.at = len(r.source)
}
