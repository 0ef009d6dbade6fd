package nesting

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordPart returns the size of the character at hand if it belongs to a word, a
// number or a private name, else 0.
func (r *reading) wordPart() int {
	if r.at >= len(r.source) {
		return 0
	}
	c := r.source[r.at]
	if c < utf8.RuneSelf {
		if c == '_' || c == '$' || c == '#' || c == '\\' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' {
			return 1
		}
		return 0
	}
	char, size := utf8.DecodeRuneInString(r.source[r.at:])
	if isSpace(char) {
		return 0
	}
	return size
}

// space returns the size of the character at hand if it is a space beyond ASCII.
func (r *reading) space() int {
	char, size := utf8.DecodeRuneInString(r.source[r.at:])
	if char >= utf8.RuneSelf && isSpace(char) {
		return size
	}
	return 0
}

func isSpace(char rune) bool {
	return unicode.IsSpace(char) || char == '\ufeff' || char == '\u2028' || char == '\u2029' ||
		unicode.Is(unicode.Zs, char)
}

// takeWord reads a word whose first character has the given size.
func (r *reading) takeWord(size int) {
	from := r.at
	for r.at += size; ; r.at += size {
		if size = r.wordPart(); size == 0 {
			break
		}
	}
	if r.dotted {
		r.become(operand)
		return
	}
	r.keyword(r.source[from:r.at])
}

// keyword reads a word that is no property. Words that are keywords only here
// and there count as such: too much is counted rather than too little.
func (r *reading) keyword(word string) {
	next := operand
	switch word {
	case "else":
		r.top().ended = false
		r.add()
		next = operator
	case "in", "instanceof", "extends":
		next = operator
	case "of":
		next = unsure
	case "function", "class", "static", "get", "set":
		r.beginOperand()
		next = operator // the name that follows is no operand of its own
	case "case", "default":
		r.endStatement()
		next = operator
	case "return", "throw":
		r.beginOperand()
		next = operator
	case "if", "for", "while", "do", "with":
		r.beginOperand()
		r.add()
		next = operator
	case "typeof", "void", "delete", "new":
		r.beginOperand()
		r.add()
		next = operator
	case "await", "yield", "async":
		r.beginOperand()
		r.add()
		next = unsure
	default:
		r.beginOperand()
	}
	r.become(next)
	r.word = word
}

// punctuator reads an operator or separator.
func (r *reading) punctuator(c byte) {
	rest := r.source[r.at:]
	size := 1
	next := operator
	switch c {
	case ';', ',':
		r.top().ended = true
	case '.':
		r.at++
		r.become(operator)
		r.dotted = !strings.HasPrefix(rest, "..")
		return
	case '?':
		size = r.question(rest)
	case ':', '~':
		r.add()
	case '!':
		if strings.HasPrefix(rest, "!=") {
			size = 2
		} else {
			r.add()
		}
	case '+', '-':
		if r.last != operand {
			r.add()
		} else if len(rest) > 1 && rest[1] == c { // a++
			size, next = 2, unsure
		}
	case '*':
		if strings.HasPrefix(rest, "**") {
			size = 2
			r.add()
		}
	case '<', '>':
		for size < len(rest) && rest[size] == c {
			size++
		}
		if size < len(rest) && rest[size] == '=' {
			size++
			r.add() // a comparison too: it may be a shift that assigns
		}
	case '=':
		size = r.equals(rest)
	}
	r.at += size
	r.become(next)
}

// question counts a conditional; ?. and ?? are none.
func (r *reading) question(rest string) (size int) {
	if strings.HasPrefix(rest, "??") {
		return 2
	}
	if strings.HasPrefix(rest, "?.") && (len(rest) == 2 || rest[2] < '0' || rest[2] > '9') {
		return 1 // the dot comes next
	}
	r.add()
	return 1
}

// equals counts assignments and arrows, not comparisons.
func (r *reading) equals(rest string) (size int) {
	switch {
	case strings.HasPrefix(rest, "=>"):
		if r.closed.bracket == '(' {
			top := r.top()
			top.arrows = max(top.arrows, r.closed.arrows+1)
		}
		r.add()
		return 2
	case strings.HasPrefix(rest, "==="):
		return 3
	case strings.HasPrefix(rest, "=="):
		return 2
	}
	r.add()
	return 1
}
