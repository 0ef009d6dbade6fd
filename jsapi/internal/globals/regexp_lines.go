package globals

import "strings"

// The engine's matchers know one end of a line, \n. JavaScript has four: without
// them, nothing of lines that end in \r\n matches /^.*$/m.
const (
	lineBegin = `(?:^|(?<=[\r\u2028\u2029]))`
	lineEnd   = `(?=[\r\u2028\u2029]|$)`
)

// expandLines writes out ^ and $ of a pattern with the flag m.
func expandLines(pattern string) string {
	var out strings.Builder
	done, class := 0, false
	replace := func(i int, by string) {
		out.WriteString(pattern[done:i] + by)
		done = i + 1
	}
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case class:
		case c == '^':
			replace(i, lineBegin)
		case c == '$':
			replace(i, lineEnd)
		}
	}
	return out.String() + pattern[done:]
}
