package globals

// What the engine gets silently wrong in regular expressions. With the flag u it
// takes \p{…} for the letter p, so the class is written out before it sees the
// pattern; and it loses named groups when a text is not ASCII, unless the pattern
// needs the backtracking matcher, so such a pattern is made to. Without that flag it
// confuses classes of surrogates: see regexp_surrogates.go. With the flags m and g it is
// wrong about the ends of lines and words: see regexp_assertions.go.

import (
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// An expanded pattern begins with the pattern it was made from, in a group that
// is matched zero times. So the source property can show what the user wrote,
// and no table of expansions is needed.
const (
	originOpen  = "(?:\uFDD0"
	originClose = "){0}"
)

// maxExpanded bounds the bytes an expansion may grow to.
const maxExpanded = 4 << 20

// backtracking is a look-ahead that always succeeds: the engine's other matcher
// has none.
const backtracking = "(?=)"

// ExpandUnicode rewrites a pattern the engine would match wrongly: \p{…} and
// \P{…} become classes, and named groups are made to work. Without the flag u, \p
// means the letter p, and classes of surrogates are parted. Lines and words end
// as they do in JavaScript. Without any of these it returns the pattern as it is. The
// error, whose text belongs into a SyntaxError, says what is wrong with a property.
func ExpandUnicode(pattern, flags string) (string, error) {
	full := expandAssertions(pattern, flags)
	if !strings.Contains(flags, "u") {
		if full = partSurrogates(full); full != pattern {
			return originOf(pattern) + full, nil
		}
		return pattern, nil
	}
	named := strings.Contains(pattern, "(?<")
	property := strings.Contains(pattern, `\p`) || strings.Contains(pattern, `\P`)
	if !named && !property && full == pattern {
		return pattern, nil
	}
	e := expander{in: full}
	if err := e.expand(); err != nil {
		return "", fmt.Errorf("invalid regular expression /%s/: %w", pattern, err)
	}
	if !e.found && !named && full == pattern {
		return pattern, nil
	}
	origin := originOf(pattern)
	if named {
		origin += backtracking
	}
	return origin + e.out.String(), nil
}

// originOf is what an expansion of a pattern begins with.
func originOf(pattern string) string {
	return originOpen + hex.EncodeToString([]byte(pattern)) + originClose
}

// OriginalPattern undoes ExpandUnicode: what prints a regular expression from
// the engine's own source shows this instead. It reports false for a pattern that
// was not expanded.
func OriginalPattern(expanded string) (string, bool) {
	rest, ok := strings.CutPrefix(expanded, originOpen)
	if !ok {
		return "", false
	}
	text, _, ok := strings.Cut(rest, originClose)
	if !ok {
		return "", false
	}
	b, err := hex.DecodeString(text)
	return string(b), err == nil
}

// expander copies a pattern and replaces the properties in it.
type expander struct {
	in      string
	out     strings.Builder
	inClass bool
	found   bool
}

func (e *expander) expand() error {
	for len(e.in) > 0 {
		switch c := e.in[0]; {
		case c == '\\' && len(e.in) > 1 && (e.in[1] == 'p' || e.in[1] == 'P'):
			if err := e.property(); err != nil {
				return err
			}
			continue
		case c == '\\' && len(e.in) > 1:
			_, size := utf8.DecodeRuneInString(e.in[1:])
			e.copy(1 + size)
			continue
		case c == '[':
			e.inClass = true
		case c == ']':
			e.inClass = false
		}
		e.copy(1)
	}
	return nil
}

func (e *expander) copy(n int) {
	e.out.WriteString(e.in[:n])
	e.in = e.in[n:]
}

// property replaces the property that in begins with.
func (e *expander) property() error {
	negated := e.in[1] == 'P'
	name, rest, ok := strings.Cut(e.in[2:], "}")
	name, opened := strings.CutPrefix(name, "{")
	if !ok || !opened {
		return fmt.Errorf(`\%c needs a property in braces`, e.in[1])
	}
	members, err := classMembers(name, negated)
	if err != nil {
		return err
	}
	rangeAfter := strings.HasPrefix(rest, "-") && !strings.HasPrefix(rest, "-]")
	if e.inClass && (rangeAfter || e.rangeBefore()) {
		return fmt.Errorf(`\%c{%s} cannot be the end of a range`, e.in[1], name)
	}
	if e.out.Len()+len(members) > maxExpanded {
		return fmt.Errorf("too many Unicode properties: the pattern would exceed %d bytes", maxExpanded)
	}
	e.in, e.found = rest, true
	if e.inClass {
		e.out.WriteString(members)
	} else {
		e.out.WriteString("[" + members + "]")
	}
	return nil
}

// rangeBefore reports whether what was copied ends in "x-", the first half of
// a range.
func (e *expander) rangeBefore() bool {
	before, dash := strings.CutSuffix(e.out.String(), "-")
	return dash && !strings.HasSuffix(before, "[") && !strings.HasSuffix(before, "[^") &&
		!strings.HasSuffix(before, `\`)
}

// classes holds the text of each property that was used, for all VMs of the
// process. There are a few hundred properties, so it cannot grow without end.
var classes sync.Map // "^" if negated + property → string

// classMembers returns what stands between the brackets of a class.
func classMembers(property string, negated bool) (string, error) {
	key := property
	if negated {
		key = "^" + property
	}
	if text, ok := classes.Load(key); ok {
		return text.(string), nil
	}
	ranges, err := propertyRanges(property)
	if err != nil {
		return "", err
	}
	if negated {
		ranges = invert(ranges)
	}
	text := formatMembers(ranges)
	classes.Store(key, text)
	return text, nil
}

func formatMembers(ranges []runeRange) string {
	var b strings.Builder
	for _, r := range ranges {
		formatMember(&b, r.low)
		if r.high > r.low {
			b.WriteByte('-')
			formatMember(&b, r.high)
		}
	}
	return b.String()
}

// formatMember escapes what means something in a class and what UTF-8 cannot
// hold.
func formatMember(b *strings.Builder, r rune) {
	letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	if r < utf8.RuneSelf && !letter || !utf8.ValidRune(r) {
		fmt.Fprintf(b, `\u{%x}`, r)
		return
	}
	b.WriteRune(r)
}

// maxGroups is how deeply groups of a regular expression may stand in each other:
// Go's own bound, and far from what exhausts the stack of the engine's parser.
const maxGroups = 1000

// CheckPattern returns an error for a regular expression that must not be parsed.
func CheckPattern(pattern string) error {
	if len(pattern) <= maxGroups {
		return nil
	}
	depth, class := 0, false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case class:
		case c == '(':
			if depth++; depth > maxGroups {
				return fmt.Errorf("regular expression: groups nested deeper than %d levels", maxGroups)
			}
		case c == ')':
			depth--
		}
	}
	return nil
}
