package specs

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// at returns where byte off of a scalar's value stands in the file, line and
// column from 1. A value that folding or escapes made differ from the text of
// the file has no such place: then it is the scalar's own.
func (d *decoder) at(n *yaml.Node, off int) (line, col int) {
	before := n.Value[:min(off, len(n.Value))]
	start := strings.LastIndexByte(before, '\n') + 1
	row := strings.Count(before, "\n")
	want := n.Value[start:]
	if end := strings.IndexByte(want, '\n'); end >= 0 {
		want = want[:end]
	}
	inRow := utf8.RuneCountInString(before[start:])
	if n.Style&yaml.LiteralStyle != 0 {
		indent, found := strings.CutSuffix(d.line(n.Line+1+row), want)
		if !found || strings.Trim(indent, " ") != "" {
			return n.Line, n.Column
		}
		return n.Line + 1 + row, len(indent) + inRow + 1
	}
	first := n.Column
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		first++
	}
	if row > 0 || !strings.HasPrefix(afterRunes(d.line(n.Line), first-1), want) {
		return d.escaped(n, len(before), first)
	}
	return n.Line, first + inRow
}

// escaped is at for a quoted scalar on one line whose only escapes are those
// that stand for the character behind the first: \" and \\, or ”.
func (d *decoder) escaped(n *yaml.Node, off, first int) (line, col int) {
	escape := byte('\\')
	if n.Style&yaml.SingleQuotedStyle != 0 {
		escape = '\''
	} else if n.Style&yaml.DoubleQuotedStyle == 0 {
		return n.Line, n.Column
	}
	text, raw := afterRunes(d.line(n.Line), first-1), 0
	for i := range len(n.Value) {
		if raw < len(text) && text[raw] == escape {
			raw++
		}
		if raw >= len(text) || text[raw] != n.Value[i] {
			return n.Line, n.Column
		}
		if i == off {
			return n.Line, first + utf8.RuneCountInString(text[:raw])
		}
		raw++
	}
	return n.Line, n.Column
}

// line returns the file's line of that number, from 1, without its end.
func (d *decoder) line(number int) string {
	if d.lines == nil {
		d.lines = strings.Split(string(d.src), "\n")
	}
	if number < 1 || number > len(d.lines) {
		return ""
	}
	return strings.TrimSuffix(d.lines[number-1], "\r")
}

// afterRunes returns s without its first count characters.
func afterRunes(s string, count int) string {
	for i := range s {
		if count == 0 {
			return s[i:]
		}
		count--
	}
	return ""
}
