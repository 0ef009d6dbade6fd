package globals

import "strings"

// The engine's matchers know one end of a line, \n. JavaScript has four: without
// them, nothing of lines that end in \r\n matches /^.*$/m.
const (
	lineBegin = `(?:^|(?<=[\r\u2028\u2029]))`
	lineEnd   = `(?=[\r\u2028\u2029]|$)`
)

// The matcher that looks for all matches in a text that is not ASCII takes any
// letter for one of a word at \b, and only those of ASCII at \w.
const (
	wordEdge   = `(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))`
	noWordEdge = `(?:(?<=\w)(?=\w)|(?<!\w)(?!\w))`
)

// expandAssertions writes out ^ and $ of a pattern with the flag m, and \b and \B of
// one with the flag g.
func expandAssertions(pattern, flags string) string {
	lines, words := strings.Contains(flags, "m"), strings.Contains(flags, "g")
	var out strings.Builder
	done, class := 0, false
	replace := func(from, to int, by string) {
		out.WriteString(pattern[done:from] + by)
		done = to
	}
	for i := 0; i < len(pattern); i++ {
		switch rest := pattern[i:]; {
		case words && !class && strings.HasPrefix(rest, `\b`):
			replace(i, i+2, wordEdge)
			i++
		case words && !class && strings.HasPrefix(rest, `\B`):
			replace(i, i+2, noWordEdge)
			i++
		case rest[0] == '\\':
			i++
		case rest[0] == '[':
			class = true
		case rest[0] == ']':
			class = false
		case lines && !class && rest[0] == '^':
			replace(i, i+1, lineBegin)
		case lines && !class && rest[0] == '$':
			replace(i, i+1, lineEnd)
		}
	}
	return out.String() + pattern[done:]
}
