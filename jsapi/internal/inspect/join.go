package inspect

import (
	"math"
	"strings"

	"github.com/dop251/goja"
)

// separator is the columns that ", " takes between two entries.
const separator = 2

// join puts the entries of an object, which stand at level, between its
// braces: on one line if they are few and short, in columns if they are many
// elements of a list, else each on a line of its own.
func (p *printer) join(output []string, s shape, level int, o *goja.Object) string {
	if p.done() {
		return s.open + strings.Join(output, ", ") // what fits of it is all that is printed
	}
	entries := len(output)
	if p.compact >= 1 {
		if s.layout == list && entries > 6 {
			output = p.group(output, o)
		}
		if p.level-level < p.compact && entries == len(output) {
			if line, ok := p.oneLine(output, s); ok {
				return line
			}
		}
	}
	var b strings.Builder
	if s.base != "" {
		b.WriteString(s.base + " ")
	}
	indentation := "\n" + spaces(p.indent)
	p.left -= 2 * len(indentation)
	b.WriteString(s.open + indentation + "  ")
	b.WriteString(strings.Join(output, ","+indentation+"  "))
	b.WriteString(indentation + s.close)
	return b.String()
}

// oneLine joins entries on one line if they fit.
func (p *printer) oneLine(output []string, s shape) (string, bool) {
	total := 2*len(output) + p.indent + units(s.open) + units(s.base) + 10
	if total+len(output) > p.breakLength || strings.Contains(s.base, "\n") {
		return "", false
	}
	for _, entry := range output {
		total += units(p.bare(entry))
		if total > p.breakLength || strings.Contains(entry, "\n") {
			return "", false
		}
	}
	base := s.base
	if base != "" {
		base += " "
	}
	return base + s.open + " " + strings.Join(output, ", ") + " " + s.close, true
}

// group arranges the entries of a list in columns where that saves lines.
// The list o, if any, decides their alignment: numbers stand right.
func (p *printer) group(output []string, o *goja.Object) []string {
	n := len(output)
	if p.maxArray < n {
		n-- // "... more items" has a line of its own
	}
	widths := make([]int, len(output))
	total, widest := 0, 0
	for i := range n {
		widths[i] = Width(p.bare(output[i]))
		total += widths[i] + separator
		widest = max(widest, widths[i])
	}
	cell := widest + separator
	if cell*3+p.indent >= p.breakLength ||
		float64(total)/float64(cell) <= 5 && widest > 6 {
		return output
	}
	columns := p.columns(cell, total, n, len(output))
	if columns <= 1 {
		return output
	}
	return p.rows(output, widths, n, columns, p.numeric(o, len(output)))
}

// columns is how many columns look best for n cells: a square if characters
// are 2.5 times as high as wide, with more columns for short entries.
func (p *printer) columns(cell, total, n, all int) int {
	bias := math.Sqrt(float64(cell) - float64(total)/float64(all))
	biased := math.Max(float64(cell)-3-bias, 1)
	return min(
		int(math.Floor(math.Sqrt(2.5*biased*float64(n))/biased+0.5)),
		(p.breakLength-p.indent)/cell,
		min(p.compact, 15)*4,
		15,
	)
}

// rows joins the first n entries in rows of columns. The one after them is
// kept as it is.
func (p *printer) rows(output []string, widths []int, n, columns int, right bool) []string {
	var rows []string
	cells := make([]int, columns)
	for i := range cells {
		for j := i; j < len(output); j += columns {
			cells[i] = max(cells[i], widths[j]+separator)
		}
	}
	for i := 0; i < n; i += columns {
		var b strings.Builder
		last := min(i+columns, n) - 1
		for j := i; j < last; j++ {
			fill := spaces(cells[j-i] - widths[j] - separator)
			if right {
				b.WriteString(fill + output[j] + ", ")
			} else {
				b.WriteString(output[j] + ", " + fill)
			}
		}
		if right {
			b.WriteString(spaces(cells[last-i] - widths[last] - separator))
		}
		b.WriteString(output[last])
		rows = append(rows, b.String())
	}
	return append(rows, output[n:]...)
}

// numeric reports whether the first n elements of o are numbers.
func (p *printer) numeric(o *goja.Object, n int) bool {
	if o == nil {
		return true
	}
	for i := range n {
		prop, _ := p.ins.realm().own(o, p.ins.rt.ToValue(i))
		if !goja.IsNumber(prop.value) && !goja.IsBigInt(prop.value) {
			return false
		}
	}
	return true
}
