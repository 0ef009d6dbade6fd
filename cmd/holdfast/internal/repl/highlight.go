package repl

import (
	"strings"

	"github.com/holdfast-run/holdfast/host"
)

const resetColor = "\x1b[0m"

// highlight colours a source as it is typed.
func highlight(source string) string {
	var b strings.Builder
	at := 0
	for _, t := range host.Tokens(source) {
		b.WriteString(source[at:t.Start])
		text := source[t.Start:t.End]
		if on := colorOf(t, text); on != "" {
			// A line end resets colours on some terminals, and the editor moves there.
			text = on + strings.ReplaceAll(text, "\n", resetColor+"\n"+on) + resetColor
		}
		b.WriteString(text)
		at = t.End
	}
	b.WriteString(source[at:])
	return b.String()
}

// colorOf returns the escape that switches the colour of a token on, "" for the
// terminal's own.
func colorOf(t host.Token, text string) string {
	switch t.Kind {
	case "keyword":
		switch text {
		case "true", "false", "null", "this", "super":
			return "\x1b[33m"
		}
		return "\x1b[35m"
	case "name":
		switch text {
		case "undefined", "NaN", "Infinity":
			return "\x1b[33m"
		}
	case "number":
		return "\x1b[33m"
	case "string", "template":
		return "\x1b[32m"
	case "regexp":
		return "\x1b[31m"
	case "comment":
		return "\x1b[90m"
	}
	return ""
}
