package inspect

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// minLineLength is the shortest string that is broken at its newlines.
const minLineLength = 16

// primitive renders a value that is no object.
func (p *printer) primitive(v goja.Value) string {
	switch v := v.(type) {
	case nil:
		return p.style("undefined", styleUndefined)
	case goja.String:
		return p.stringLiteral(v)
	case *goja.Symbol:
		return p.style(keyText(v), styleSymbol)
	}
	switch {
	case goja.IsUndefined(v):
		return p.style("undefined", styleUndefined)
	case goja.IsNull(v):
		return p.style("null", styleNull)
	case goja.IsBigInt(v), goja.IsNumber(v):
		return p.style(numeral(v), styleNumber)
	}
	return p.style(v.String(), styleBoolean)
}

// numeral is a number or a bigint as source text.
func numeral(v goja.Value) string {
	if goja.IsBigInt(v) {
		return v.String() + "n"
	}
	if f := v.ToFloat(); f == 0 && math.Signbit(f) {
		return "-0"
	}
	return v.String()
}

// stringLiteral renders a string in quotes: cut at the length limit, and if
// it does not fit its line, broken where it has newlines.
func (p *printer) stringLiteral(s goja.String) string {
	trailer := ""
	if more := s.Length() - p.maxString; more > 0 {
		s = s.Substring(0, p.maxString)
		trailer = fmt.Sprintf("... %d more character%s", more, plural(more))
	}
	n := s.Length()
	if n <= minLineLength || n <= p.breakLength-p.indent-4 {
		return p.style(quote(s), styleText) + trailer
	}
	var parts []string
	for from := 0; from < n; {
		to := from
		for to < n && s.CharAt(to) != '\n' {
			to++
		}
		to = min(to+1, n)
		parts = append(parts, p.style(quote(s.Substring(from, to)), styleText))
		from = to
	}
	p.left -= len(parts) * p.indent
	if p.done() {
		return ""
	}
	return strings.Join(parts, " +\n"+spaces(p.indent+2)) + trailer
}

func plural(n int) string {
	if n > 1 {
		return "s"
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }

// remaining is the entry that stands for n left out.
func remaining(n int) string { return fmt.Sprintf("... %d more item%s", n, plural(n)) }
