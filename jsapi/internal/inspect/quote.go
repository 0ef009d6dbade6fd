package inspect

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"
)

// quote renders a string as a literal in the quotes that need the fewest
// escapes.
func quote(v goja.String) string {
	s := v.String()
	q := byte('\'')
	if strings.Contains(s, "'") {
		if !strings.Contains(s, `"`) {
			q = '"'
		} else if !strings.Contains(s, "`") && !strings.Contains(s, "${") {
			q = '`'
		}
	}
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte(q)
	escape(&b, v, s, q == '\'')
	b.WriteByte(q)
	return b.String()
}

// escape writes v, which is s in UTF-8, with control characters, backslashes,
// lone surrogates and if wanted single quotes escaped.
func escape(b *strings.Builder, v goja.String, s string, single bool) {
	from := 0
	units := 0 // UTF-16 units before i
	for i, c := range s {
		e := escaped(c, single)
		if c == '\uFFFD' {
			if u := v.CharAt(units); u != '\uFFFD' {
				e = fmt.Sprintf(`\u%x`, u)
			}
		}
		if e != "" {
			b.WriteString(s[from:i])
			b.WriteString(e)
			from = i + len(string(c))
		}
		units += max(1, utf16.RuneLen(c))
	}
	b.WriteString(s[from:])
}

// escaped is the escape sequence of c, or "" if it needs none.
func escaped(c rune, single bool) string {
	switch {
	case c == '\'' && single:
		return `\'`
	case c == '\\':
		return `\\`
	case c == '\b':
		return `\b`
	case c == '\t':
		return `\t`
	case c == '\n':
		return `\n`
	case c == '\f':
		return `\f`
	case c == '\r':
		return `\r`
	case c < 0x20, c >= 0x7f && c <= 0x9f:
		return fmt.Sprintf(`\x%02X`, c)
	}
	return ""
}

// propertyName renders the key of a property as it would stand in a literal.
func (p *printer) propertyName(key goja.Value, enumerable bool) string {
	if sym, ok := key.(*goja.Symbol); ok {
		return "[" + p.style(escapeKey(p.ins.rt.ToValue(keyText(sym))), styleSymbol) + "]"
	}
	s := key.String()
	switch {
	case s == "__proto__":
		return "['__proto__']"
	case !enumerable:
		return "[" + escapeKey(key) + "]"
	case identifier(s):
		return s
	}
	return p.style(quote(key.ToString().(goja.String)), styleText)
}

func escapeKey(key goja.Value) string {
	var b strings.Builder
	v := key.ToString().(goja.String)
	escape(&b, v, v.String(), true)
	return b.String()
}

// identifier reports whether a key needs no quotes. Node asks for ASCII.
func identifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
