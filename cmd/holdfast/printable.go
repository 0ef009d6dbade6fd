package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable returns text that cannot do anything to a terminal but fill it:
// escape sequences, other control characters and those that turn the direction
// of text are shown as \x1b or \u202e. Newlines and tabs stay.
//
// Errors pass through here because values of scripts and output of commands
// are in them. What a script prints itself does not, as with other runtimes.
func printable(text string) string {
	if strings.IndexFunc(text, forges) < 0 && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r < utf8.RuneSelf && forges(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case forges(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// forges reports whether a character can make a terminal show what is not there.
func forges(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// quote returns s as a word of sh that means exactly s.
func quote(s string) string {
	if s != "" && strings.IndexFunc(s, needsQuotes) < 0 {
		return s
	}
	if printable(s) == s && !strings.ContainsAny(s, "\n\t") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return "$'" + ansiC(s) + "'"
}

func needsQuotes(r rune) bool {
	return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) &&
		!strings.ContainsRune("_-+./:@%,=", r)
}

// ansiC writes s for bash's and zsh's $'…', with nothing in it that is not
// printable.
func ansiC(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case forges(r):
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
