package inspect

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// printer is one print in progress: its settings and where it is.
type printer struct {
	settings
	ins      *Inspector
	indent   int                  // columns the current value is indented by
	level    int                  // depth of the innermost object printed last
	seen     []*goja.Object       // the objects being printed, outermost first
	circular map[*goja.Object]int // reference numbers of objects met again
	brief    int                  // above 0: array buffers without their content
	left     int                  // bytes of output budget; negative: used up
	stopped  bool                 // the runtime was interrupted
}

// done reports whether nothing more is to be printed.
func (p *printer) done() bool { return p.left < 0 || p.stopped }

// spend takes the bytes of one printed piece, and of the line it may get for
// itself, off the budget.
func (p *printer) spend(s string) string {
	p.left -= len(s) + p.indent
	return s
}

// finish cuts s to the output limit and says so.
func (p *printer) finish(s string) string {
	if len(s) <= p.maxBytes && p.left >= 0 {
		return s
	}
	n := min(p.maxBytes, len(s))
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	mark := fmt.Sprintf("... output cut at %d bytes", p.maxBytes)
	if len(s) > n {
		mark += fmt.Sprintf(" of %d or more", len(s))
	}
	if p.colors {
		mark = "\x1b[0m" + mark
	}
	return s[:n] + mark
}

// value renders v, which stands level levels below what was asked for.
func (p *printer) value(v goja.Value, level int) string {
	if p.done() {
		return ""
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return p.spend(p.primitive(v))
	}
	return p.guarded(func() string { return p.object(o, level) })
}

// guarded renders an object, or that it could not be read: hostile values can
// make the engine panic.
func (p *printer) guarded(render func() string) (s string) {
	indent, seen := p.indent, len(p.seen)
	defer func() {
		if x := recover(); x != nil {
			err, _ := x.(error)
			p.stopped = p.stopped || interrupted(err)
			p.indent, p.seen = indent, p.seen[:seen]
			s = p.spend(p.style("[Object: inspection failed]", styleSpecial))
		}
	}()
	return render()
}

// object renders an object: as its custom method says, as a reference to one
// that is being printed already, or by its content.
func (p *printer) object(o *goja.Object, level int) string {
	context := o
	target := unwrap(o)
	if target == nil {
		return p.spend(p.style("<Revoked Proxy>", styleSpecial))
	}
	if target != o && p.showProxy {
		return p.proxy(o, level)
	}
	o = target
	if s, ok := p.customized(context, o, level); ok {
		return s
	}
	if slices.Contains(p.seen, o) {
		return p.spend(p.reference(o))
	}
	return p.content(o, level)
}

// reference renders an object that is printed further out.
func (p *printer) reference(o *goja.Object) string {
	n := p.circular[o]
	if n == 0 {
		if p.circular == nil {
			p.circular = make(map[*goja.Object]int)
		}
		n = len(p.circular) + 1
		p.circular[o] = n
	}
	return p.style(fmt.Sprintf("[Circular *%d]", n), styleSpecial)
}

// proxy renders target and handler of a proxy, as %o does.
func (p *printer) proxy(o *goja.Object, level int) string {
	if level > p.depth {
		return p.spend(p.style("Proxy [Array]", styleSpecial))
	}
	proxy := o.Export().(goja.Proxy)
	p.indent += 2
	parts := []string{p.value(proxy.Target(), level+1), p.value(proxy.Handler(), level+1)}
	p.indent -= 2
	return p.join(parts, shape{open: "Proxy [", close: "]", layout: list}, level+1, nil)
}

// indented is s with its further lines indented like the current value.
func (p *printer) indented(s string) string {
	if p.indent == 0 || !strings.Contains(s, "\n") {
		return s
	}
	if p.left -= strings.Count(s, "\n") * p.indent; p.left < 0 {
		return s
	}
	return strings.ReplaceAll(s, "\n", "\n"+spaces(p.indent))
}

func spaces(n int) string { return strings.Repeat(" ", n) }
