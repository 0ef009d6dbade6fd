package nesting

import (
	"slices"
	"strings"
)

// slash reads a comment, a regular expression or a division. If it may be either
// of the last two, r takes the first and the reading returned the second.
func (r *reading) slash() (other *reading) {
	rest := r.source[r.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		r.skipTo(strings.IndexAny(rest, "\n\r\u2028\u2029"))
		return nil
	case strings.HasPrefix(rest, "/*"):
		if end := strings.Index(rest[2:], "*/"); end >= 0 {
			r.at += end + len("/**/")
		} else {
			r.at = len(r.source)
		}
		return nil
	}
	last := r.last
	if r.divide {
		last, r.divide = operand, false
	}
	if last == unsure {
		other = r.fork()
	}
	if last == operand {
		r.at++
		r.become(operator)
		return nil
	}
	r.beginOperand()
	r.skipRegExp()
	r.become(operand)
	return other
}

// fork returns a copy of r that divides here.
func (r *reading) fork() *reading {
	other := *r
	other.inner = slices.Clone(r.inner)
	other.divide = true
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
