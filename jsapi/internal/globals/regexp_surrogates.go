package globals

import (
	"fmt"
	"strings"
)

// The backtracking matcher keeps one of the classes of a pattern whose texts in
// UTF-8 are the same, as those of surrogates are: of [\ud800-\udbff][\udc00-\udfff],
// with which scripts look for pairs, the second would be the first. Members that
// stand in no text part them: noncharacters, from firstMember on.
const firstMember = 0xFDD1

// partSurrogates returns a pattern with each class of surrogates but the first made
// different from the others.
func partSurrogates(pattern string) string {
	var out strings.Builder
	done, classes, open := 0, 0, -1
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case c == '[' && open < 0:
			open = i
		case c == ']' && open >= 0:
			if hasSurrogates(pattern[open:i]) {
				out.WriteString(pattern[done:i] + members(classes))
				done = i
				classes++
			}
			open = -1
		}
	}
	return out.String() + pattern[done:]
}

// hasSurrogates reports whether a class names surrogates, and takes more members
// behind its last one: behind a - they would make a range.
func hasSurrogates(class string) bool {
	const surrogate = `\ud`
	lower := strings.ToLower(class)
	for {
		_, rest, found := strings.Cut(lower, surrogate)
		if !found {
			return false
		}
		if rest != "" && rest[0] >= '8' {
			return !strings.HasSuffix(class, "-")
		}
		lower = rest
	}
}

// members writes a number in binary, each digit that is set as a noncharacter.
func members(n int) string {
	var b strings.Builder
	for digit := 0; n>>digit != 0; digit++ {
		if n>>digit&1 == 1 {
			fmt.Fprintf(&b, `\u%04x`, firstMember+digit)
		}
	}
	return b.String()
}
