package specs

import (
	"path"
	"strings"
)

// A guard is what one argument may begin with, in order: it keeps a value from
// being read as an option ("-rf") that nobody allowed.
type guard []lead

// A lead is one beginning: a literal text or the value of one of params.
type lead struct {
	text   string
	params []int
	stop   bool // nothing behind it can lead, unless it is empty
	strips bool // the front of the value is removed, so its end may lead
}

// guarded reports whether any value takes part in g.
func (g guard) guarded() bool {
	return len(g) > 0 && len(g[0].params) > 0 ||
		len(g) > 1 && g[1:].guarded()
}

// refused returns the parameter whose value makes the argument begin with a
// dash it may not begin with, or -1.
func (g guard) refused(params []Param, values []value) int {
	last := -1
	for _, l := range g {
		if l.text != "" {
			if l.text[0] == '-' && last >= 0 {
				return last // the values before it are empty
			}
			return -1
		}
		empty := true
		for _, p := range l.params {
			if params[p].AllowDash {
				continue
			}
			last = p
			if strings.HasPrefix(values[p].text, "-") {
				return p
			}
		}
		for _, p := range l.params {
			empty = empty && values[p].text == ""
		}
		if l.stop && !empty {
			return -1
		}
	}
	return -1
}

// literal reports for each of args whether a literal "--" keeps it from being read as
// an option by the program that it is for. That of a program that runs another is not
// for the other, and find knows none.
func literal(args []arg) []bool {
	all := make([]bool, len(args))
	markLiteral(args, all)
	return all
}

// markLiteral is literal for one command; all is for its args.
func markLiteral(args []arg, all []bool) {
	if len(args) == 0 {
		return
	}
	p := programOf(args[0].text)
	if path.Base(args[0].text) == "find" {
		for i := 1; i < len(args); i++ {
			if strings.HasPrefix(args[i].text, "-exec") || strings.HasPrefix(args[i].text, "-ok") {
				end := execEnd(args, i+1)
				markLiteral(args[i+1:end], all[i+1:end])
				i = end
			}
		}
		return
	}
	if p.runs > 0 {
		if operands := p.scan(args).operands; len(operands) >= p.runs {
			from := operands[p.runs-1]
			markLiteral(args[from:], all[from:])
		}
		return
	}
	for i := 1; i < len(args); i++ {
		if args[i].static && args[i].text == "--" {
			if p.forwards {
				markLiteral(args[i+1:], all[i+1:])
				return
			}
			for i++; i < len(args); i++ {
				all[i] = true
			}
		}
	}
}
