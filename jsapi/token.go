package jsapi

// The lexical parts of a source, for who colours or completes it while it is
// being typed: goja's own scanner is not exported and stops at the first error.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A TokenKind says what a token is.
type TokenKind string

// The kinds of token. White space is none.
const (
	TokenKeyword    TokenKind = "keyword"
	TokenName       TokenKind = "name"
	TokenNumber     TokenKind = "number"
	TokenString     TokenKind = "string"
	TokenTemplate   TokenKind = "template" // up to ${ or from } on, these included
	TokenRegExp     TokenKind = "regexp"
	TokenComment    TokenKind = "comment"
	TokenPunctuator TokenKind = "punctuator"
)

// A Token is one lexical part of a source.
type Token struct {
	Kind       TokenKind
	Start, End int  // bytes of the source
	Open       bool // its end is missing
}

// Tokens splits a source, of which nothing needs to be right, into tokens. It
// needs no VM and is safe for concurrent use.
func Tokens(source string) []Token {
	l := lexer{source: source}
	for l.next() {
	}
	return l.tokens
}

// A lexer is a split in progress.
type lexer struct {
	source    string
	at        int
	tokens    []Token
	templates []int // for each open ${: how many { are open in it
}

// next adds the token at the cursor, and reports false at the end.
func (l *lexer) next() bool {
	l.at += len(l.rest()) - len(strings.TrimLeftFunc(l.rest(), unicode.IsSpace))
	if l.at >= len(l.source) {
		return false
	}
	switch c := l.source[l.at]; {
	case strings.HasPrefix(l.rest(), "//"), l.at == 0 && strings.HasPrefix(l.source, "#!"):
		l.upTo("\n", 0, TokenComment, false)
	case strings.HasPrefix(l.rest(), "/*"):
		l.upTo("*/", 2, TokenComment, true)
	case c == '"' || c == '\'':
		l.quoted(c)
	case c == '`':
		l.template()
	case '0' <= c && c <= '9', c == '.' && l.digitAt(l.at+1):
		l.number()
	case c == '/' && l.operandMayFollow():
		l.regexp()
	case c == '#' || c == '\\' || isNamePart(l.rune()):
		l.name()
	default:
		l.punctuator(c)
	}
	return true
}

func (l *lexer) rest() string { return l.source[l.at:] }

func (l *lexer) rune() rune {
	r, _ := utf8.DecodeRuneInString(l.rest())
	return r
}

func (l *lexer) digitAt(i int) bool {
	return i < len(l.source) && '0' <= l.source[i] && l.source[i] <= '9'
}

// add makes a token of what is between the cursor and end, and moves on.
func (l *lexer) add(kind TokenKind, end int, open bool) {
	l.tokens = append(l.tokens, Token{kind, l.at, end, open})
	l.at = end
}

// upTo adds a token that ends with mark, of which keep bytes belong to it.
func (l *lexer) upTo(mark string, keep int, kind TokenKind, required bool) {
	from := l.at + keep
	if i := strings.Index(l.source[from:], mark); i >= 0 {
		l.add(kind, from+i+keep, false)
		return
	}
	l.add(kind, len(l.source), required)
}

// quoted adds a string; one that is not ended ends with its line.
func (l *lexer) quoted(quote byte) {
	for i := l.at + 1; i < len(l.source); i++ {
		switch l.source[i] {
		case '\\':
			i++
		case '\n':
			l.add(TokenString, i, true)
			return
		case quote:
			l.add(TokenString, i+1, false)
			return
		}
	}
	l.add(TokenString, len(l.source), true)
}

// template adds a part of a template, which begins with ` or }.
func (l *lexer) template() {
	for i := l.at + 1; i < len(l.source); i++ {
		switch {
		case l.source[i] == '\\':
			i++
		case l.source[i] == '`':
			l.add(TokenTemplate, i+1, false)
			return
		case strings.HasPrefix(l.source[i:], "${"):
			l.add(TokenTemplate, i+2, false)
			l.templates = append(l.templates, 0)
			return
		}
	}
	l.add(TokenTemplate, len(l.source), true)
}

func (l *lexer) number() {
	i := l.at + 1
	for i < len(l.source) {
		c := l.source[i]
		exponent := (c == '+' || c == '-') && strings.ContainsRune("eE", rune(l.source[i-1])) &&
			!strings.HasPrefix(l.rest(), "0x")
		if !exponent && c != '.' && !isNamePart(rune(c)) {
			break
		}
		i++
	}
	l.add(TokenNumber, i, false)
}

// operandMayFollow tells a regular expression from a division.
func (l *lexer) operandMayFollow() bool {
	for i := len(l.tokens) - 1; i >= 0; i-- {
		t := l.tokens[i]
		text := l.source[t.Start:t.End]
		switch t.Kind {
		case TokenComment:
			continue
		case TokenPunctuator:
			return !slices.Contains([]string{")", "]", "}", "++", "--"}, text)
		case TokenKeyword:
			return !slices.Contains([]string{"this", "super", "null", "true", "false"}, text)
		case TokenTemplate:
			return strings.HasSuffix(text, "${")
		}
		return false
	}
	return true
}

func (l *lexer) regexp() {
	class := false
	for i := l.at + 1; i < len(l.source); i++ {
		switch c := l.source[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '\n':
			l.add(TokenRegExp, i, true)
			return
		case c == '/' && !class:
			for i++; i < len(l.source) && isNamePart(rune(l.source[i])); i++ {
			}
			l.add(TokenRegExp, i, false)
			return
		}
	}
	l.add(TokenRegExp, len(l.source), true)
}

func (l *lexer) name() {
	i := l.at + utf8.RuneLen(l.rune())
	for i < len(l.source) {
		r, size := utf8.DecodeRuneInString(l.source[i:])
		if !isNamePart(r) {
			break
		}
		i += size
	}
	kind := TokenName
	if isKeyword(l.source[l.at:i]) && !l.afterDot() {
		kind = TokenKeyword
	}
	l.add(kind, i, false)
}

func (l *lexer) afterDot() bool {
	if len(l.tokens) == 0 {
		return false
	}
	t := l.tokens[len(l.tokens)-1]
	text := l.source[t.Start:t.End]
	return t.Kind == TokenPunctuator && (text == "." || text == "?.")
}

// punctuator adds an operator or a bracket, and knows when a brace goes back to
// a template.
func (l *lexer) punctuator(c byte) {
	if n := len(l.templates) - 1; n >= 0 {
		switch {
		case c == '{':
			l.templates[n]++
		case c == '}' && l.templates[n] == 0:
			l.templates = l.templates[:n]
			l.template()
			return
		case c == '}':
			l.templates[n]--
		}
	}
	for _, long := range []string{"?.", "++", "--", "=>", "..."} {
		if strings.HasPrefix(l.rest(), long) {
			l.add(TokenPunctuator, l.at+len(long), false)
			return
		}
	}
	_, size := utf8.DecodeRuneInString(l.rest())
	l.add(TokenPunctuator, l.at+size, false)
}

func isNamePart(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) ||
		unicode.Is(unicode.Mn, r) || r == '\u200c' || r == '\u200d'
}

// keywords are the words with a meaning of their own, in alphabetical order.
func keywords() []string {
	return []string{
		"async", "await", "break", "case", "catch", "class", "const", "continue",
		"debugger", "default", "delete", "do", "else", "export", "extends", "false",
		"finally", "for", "function", "if", "import", "in", "instanceof", "let", "new",
		"null", "of", "return", "super", "switch", "this", "throw", "true", "try",
		"typeof", "var", "void", "while", "with", "yield",
	}
}

func isKeyword(word string) bool {
	_, found := slices.BinarySearch(keywords(), word)
	return found
}

// openBrackets returns the brackets of a source that are not closed, the
// innermost last; ok is false if one is closed that is not open.
func openBrackets(source string, tokens []Token) (open []Token, ok bool) {
	for _, t := range tokens {
		text := source[t.Start:t.End]
		if t.Kind == TokenTemplate {
			if strings.HasPrefix(text, "}") && len(open) > 0 {
				open = open[:len(open)-1]
			}
			if strings.HasSuffix(text, "${") {
				open = append(open, t)
			}
			continue
		}
		if t.Kind != TokenPunctuator {
			continue
		}
		if strings.Contains("([{", text) {
			open = append(open, t)
			continue
		}
		closes := strings.Index(")]}", text)
		if closes < 0 {
			continue
		}
		if len(open) == 0 || source[open[len(open)-1].Start] != "([{"[closes] {
			return open, false
		}
		open = open[:len(open)-1]
	}
	return open, true
}
