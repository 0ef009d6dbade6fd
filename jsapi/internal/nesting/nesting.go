// Package nesting answers: would this source overflow the stack of the engine's
// parser? The parser recurses for every bracket, prefix and conditional that is
// still open; nothing recovers a Go stack that is full, so the question has to
// be asked of the text, before anything has parsed it.
package nesting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const (
	// MaxDepth is how deeply brackets, prefix operators and statements without
	// braces may stand in each other. The parser needs 2 to 7 kB of stack for
	// each, so that this much takes at most 32 MiB.
	MaxDepth = 5000

	// MaxArrows is how deeply arrow functions may stand in parameters of arrow
	// functions: the parser reads such parameters twice at every level, which
	// is 20 µs here and hours at 40.
	MaxArrows = 12

	// Sources with slashes that can be read in two ways may be read this many
	// times over, and this many bytes.
	maxReads     = 32
	maxReadBytes = 1 << 20
)

// A Fault is why a source must not be parsed.
type Fault struct {
	Offset  int // in bytes, of the place where the limit is passed
	Message string
}

func (f *Fault) Error() string { return f.Message }

// Check returns nil if a source may be parsed. It takes about ten nanoseconds a
// byte. What it counts is never less than what the parser of a correct source
// has open, whatever stands in strings, comments, templates and regular
// expressions: where a slash may begin one of those or divide, it tries both.
func Check(source string) *Fault {
	if len(source) <= MaxDepth && strings.Count(source, "=>") <= MaxArrows {
		return nil // every level takes a byte
	}
	first := &reading{source: source}
	if paused, fault := first.run(); fault != nil || !paused {
		return fault
	}
	for paused, bytes := []*reading{first}, 0; len(paused) > 0; {
		var r *reading
		r, paused = takeFirst(paused)
		for _, divides := range []bool{true, false} {
			next := r.fork(divides)
			again, fault := next.run()
			if fault != nil {
				return fault
			}
			if bytes += next.at - r.at; bytes > maxReads*len(source)+maxReadBytes {
				return &Fault{r.at, "too many slashes that may divide or begin a regular " +
					"expression; write ; or ( before regular expressions"}
			}
			if again {
				paused = append(paused, next)
			}
		}
	}
	return nil
}

// takeFirst takes out the reading that has come least far, and of those in the
// same state all but the deepest.
func takeFirst(paused []*reading) (first *reading, rest []*reading) {
	first = slices.MinFunc(paused, func(a, b *reading) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.depth, a.depth))
	})
	return first, slices.DeleteFunc(paused, func(r *reading) bool {
		return r.at == first.at && slices.EqualFunc(r.inner, first.inner, func(a, b level) bool {
			return a.bracket == b.bracket && a.header == b.header
		})
	})
}

// A level is an open bracket and what is open inside it.
type level struct {
	bracket byte // '(', '[', '{', '`', or '$' for the ${ of a template; 0: the source
	header  bool // a ( behind if, for, while or with
	chain   int  // prefixes, conditionals and such of the statement in progress
	ended   bool // the statement in progress has ended, unless else follows
	arrows  int  // how deeply arrow functions stand in parameters of others
}

// A token is what the last one was, as far as it decides what a slash means.
type token int

const (
	operator token = iota // an operand must follow: a slash begins a regular expression
	operand               // a slash divides
	unsure                // either: a }, or a word that is a keyword only here and there
)

// A reading is the state of one way to read a source.
type reading struct {
	source string
	at     int

	inner []level // the open brackets
	outer level   // the source itself
	depth int     // brackets, and chains in all of them

	last    token
	dotted  bool   // the last token was a dot: a word that follows is a property
	word    string // the last token, if a word and no property
	closed  level  // the last token, if a ), else the zero level
	stopped bool   // there is a fault that the parser does not pass

	forked bool // the slash at hand has been decided:
	divide bool // whether it divides
}

func (r *reading) top() *level {
	if len(r.inner) == 0 {
		return &r.outer
	}
	return &r.inner[len(r.inner)-1]
}

// run reads on to the end, or to a slash that can be read in two ways.
func (r *reading) run() (paused bool, fault *Fault) {
	for r.at < len(r.source) && !r.stopped {
		before := r.at
		if r.next() {
			return true, nil
		}
		if r.depth > MaxDepth {
			return false, &Fault{before, fmt.Sprintf("nested deeper than %d levels", MaxDepth)}
		}
		if r.top().arrows > MaxArrows {
			return false, &Fault{before, fmt.Sprintf(
				"arrow functions nested in parameters deeper than %d levels", MaxArrows)}
		}
	}
	return false, nil
}

// next reads one token, comment or white space, unless it is a slash that can be
// read in two ways.
func (r *reading) next() (paused bool) {
	switch c := r.source[r.at]; c {
	case ' ', '\t', '\n', '\r', '\v', '\f':
		r.at++
	case '/':
		return r.slash()
	case '"', '\'':
		r.beginOperand()
		r.skipString(c)
		r.become(operand)
	case '`':
		r.at++
		r.open('`')
		r.template()
	case '(', '[', '{':
		r.at++
		r.open(c)
	case ')', ']', '}':
		r.at++
		r.shut(c)
	default:
		if size := r.wordPart(); size > 0 {
			r.takeWord(size)
		} else if size := r.space(); size > 0 {
			r.at += size
		} else {
			r.punctuator(c)
		}
	}
	return false
}

// become notes what the token just read was.
func (r *reading) become(t token) {
	r.last, r.dotted, r.word, r.closed = t, false, "", level{}
}

// add notes that something which the parser recurses for is open.
func (r *reading) add() {
	r.top().chain++
	r.depth++
}

// endStatement forgets what was open in the statement that ended.
func (r *reading) endStatement() {
	top := r.top()
	r.depth -= top.chain
	top.chain, top.ended = 0, false
}

// beginOperand is called at a word, a number or a string. Two operands follow
// each other only where a statement has ended.
func (r *reading) beginOperand() {
	if r.top().ended || r.last == operand && !r.dotted || r.last == unsure && r.word == "" {
		r.endStatement()
	}
}

func (r *reading) open(bracket byte) {
	if r.top().ended {
		r.endStatement()
	}
	header := bracket == '(' && slices.Contains(
		[]string{"if", "for", "while", "with", "await"}, r.word) // "for await ("
	r.inner = append(r.inner, level{bracket: bracket, header: header})
	r.depth++
	r.become(operator)
}

// shut closes a bracket. At one that closes nothing the parser stops, and so does
// the reading, which need not be the parser's.
func (r *reading) shut(c byte) {
	top := *r.top()
	if !closes(c, top.bracket) {
		r.stopped = true
		return
	}
	r.pop()
	switch {
	case top.bracket == '$':
		r.template()
	case c == '}':
		r.become(unsure)
	case top.header:
		r.become(operator)
	default:
		r.become(operand)
		r.closed = top
	}
}

func closes(c, bracket byte) bool {
	switch c {
	case ')':
		return bracket == '('
	case ']':
		return bracket == '['
	}
	return bracket == '{' || bracket == '$'
}

func (r *reading) pop() {
	top := *r.top()
	r.inner = r.inner[:len(r.inner)-1]
	r.depth -= 1 + top.chain
	r.top().arrows = max(r.top().arrows, top.arrows)
}

// template reads the characters of a template up to its end or the next ${.
func (r *reading) template() {
	for ; r.at < len(r.source); r.at++ {
		switch r.source[r.at] {
		case '\\':
			r.at++
		case '`':
			r.at++
			r.pop()
			r.become(operand)
			return
		case '$':
			if strings.HasPrefix(r.source[r.at:], "${") {
				r.at += len("${")
				r.open('$')
				return
			}
		}
	}
	r.at = len(r.source)
}

// skipString reads a string. At one that does not end with its line the parser
// stops, and so does the reading.
func (r *reading) skipString(quote byte) {
	for r.at++; r.at < len(r.source); r.at++ {
		switch r.source[r.at] {
		case quote:
			r.at++
			return
		case '\n', '\r':
			r.stopped = true
			return
		case '\\':
			if strings.HasPrefix(r.source[r.at:], "\\\r\n") {
				r.at++
			}
			r.at++
		}
	}
	r.at = len(r.source)
}
