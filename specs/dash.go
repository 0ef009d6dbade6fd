package specs

import "strings"

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
