package jsapi

import (
	"strings"

	"github.com/dop251/goja/parser"
)

// Unfinished reports whether the source of an entry is the beginning of one:
// its brackets, templates, functions or operators want more lines. A source with
// an error is not unfinished, and neither is an empty one. It needs no VM and is
// safe for concurrent use.
func Unfinished(source string) bool {
	tokens := Tokens(source)
	if _, ok := openBrackets(source, tokens); !ok || len(tokens) == 0 || checkSource(source) != nil {
		return false
	}
	if last := tokens[len(tokens)-1]; last.Open {
		switch last.Kind {
		case TokenTemplate, TokenComment:
			return true
		case TokenString:
			return strings.HasSuffix(strings.TrimSuffix(source, "\n"), `\`)
		}
	}
	wants := false
	for _, w := range wrappingsOf(source) {
		_, err := parse("", w.prefix+source+w.suffix)
		if err == nil {
			return false
		}
		wants = wants || endsTooSoon(source, err)
	}
	return wants
}

// wrappingsOf returns how the parser is to see an entry, for it to say whether
// more is wanted: what begins with a brace may be an object or a block.
func wrappingsOf(source string) []wrapping {
	all := []wrapping{{prefix, suffix}}
	if strings.HasPrefix(strings.TrimSpace(source), "{") {
		all = append(all, wrapping{prefix + "(", "\n)" + suffix})
	}
	return all
}

// endsTooSoon reports whether the parser was content up to the end of source.
func endsTooSoon(source string, err error) bool {
	list, ok := err.(parser.ErrorList)
	return ok && len(list) > 0 && list[0].Position.Line > lastLine(source)
}
