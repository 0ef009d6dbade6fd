package specs

import "strings"

// A scan is what a command's arguments turned out to be.
type scan struct {
	code     int   // the first that is code with a value in it that may not be there, or -1
	operands []int // a command's own: up to the first one that is run
	given    bool  // an option gives the code
	stdin    bool  // an option says that stdin is code all the same
}

// scan tells options from operands as getopt does.
func (p program) scan(args []arg) scan {
	s := scan{code: -1}
	flagged, opens, options := false, false, true
	for i := 1; i < len(args) && s.code < 0; i++ {
		a := args[i]
		option := options && len(a.text) > 1 && a.text[0] == '-'
		name, _, inline := strings.Cut(a.text, "=")
		switch {
		case p.rest && len(s.operands) > 0:
			s.operands = append(s.operands, i)
			s.mark(p, args, i)
		case option && a.text == "--" && a.static:
			options = false
		case option && listed(p.long, name) > 0:
			s.given = !p.rest
			if !inline {
				i++
			}
			s.mark(p, args, i)
		case option && listed(p.apart+" "+p.source, name) > 0:
			s.given = s.given || listed(p.source, name) > 0
			if !inline {
				i += listed(p.apart+" "+p.source, name)
			}
		case option && a.text[1] == '-': // it stands alone
		case option:
			letters := p.cluster(a)
			flagged, s.given = flagged || letters.flag, s.given || letters.given
			s.stdin, opens = s.stdin || letters.stdin, opens || letters.opens
			if letters.next {
				i++
			}
			if letters.code {
				s.mark(p, args, i)
			}
		case (p.runs > 0 || p.operands && name != "ENV") && // which is any name to make
			a.risk > harmless && assigns(a) && steers(name):
			s.code = i
		case p.runs > 0 && assigns(a):
		default:
			s.operands = append(s.operands, i)
			first := len(s.operands) == 1
			if p.operands || first && (flagged || p.operand && !s.given) ||
				p.plus && options && (a.text == "" || a.text[0] == '+') {
				s.mark(p, args, i)
			}
			if opens && a.risk > plain {
				s.code = i
			}
			if len(s.operands) == p.runs {
				return s // the rest is the command's that is run
			}
			options = options && !p.first
		}
	}
	return s
}

// listed returns how often name is in a list of options, parted by spaces.
func listed(options, name string) int {
	n := 0
	for option := range strings.SplitSeq(options, " ") {
		if option == name {
			n++
		}
	}
	return n
}

// mark notes that args[i] is code.
func (s *scan) mark(p program, args []arg, i int) {
	if i < len(args) && s.code < 0 && p.minds(args[i]) {
		s.code = i
	}
}

// minds reports whether a value in a could be more than data in p's code. What the
// code begins with decides what it does, so an identifier may not.
func (p program) minds(a arg) bool {
	if a.risk == ident && a.text == "" {
		return plain > p.takes
	}
	return a.risk > max(harmless, p.takes)
}

// A cluster is an option word such as "-ec".
type cluster struct {
	code  bool // it gives code
	given bool // the first operand is not the code
	flag  bool // the first operand is the code
	opens bool // an operand may be a command
	next  bool // what it gives is the next word
	stdin bool // there is an "s" in it
}

// cluster reads an option word up to the letter that takes an argument.
func (p program) cluster(a arg) cluster {
	var c cluster
	for i := 1; i < len(a.text); i++ {
		letter := a.text[i]
		c.flag = c.flag || strings.IndexByte(p.flag, letter) >= 0
		c.opens = c.opens || strings.IndexByte(p.opens, letter) >= 0
		c.stdin = c.stdin || letter == 's'
		program, extra := strings.IndexByte(p.code, letter), strings.IndexByte(p.extra, letter)
		c.code = program >= 0 || extra >= 0
		c.given = program >= 0 || strings.IndexByte(p.file, letter) >= 0
		if c.code || c.given || strings.IndexByte(p.valued, letter) >= 0 {
			c.next = i == len(a.text)-1 && a.static
			return c
		}
	}
	return c
}
