package marker

import "bytes"

// assignment is what an entry of an environment that has markers begins with.
const assignment = Variable + "="

// carries reports whether an environment, entries that each end in NUL, carries
// one of the wanted markers. Text that merely looks like it, in the value of
// another variable or in the middle of a name, does not count.
func carries(environ []byte, wanted map[Marker]bool) bool {
	for rest := environ; ; {
		at := bytes.Index(rest, []byte(assignment))
		if at < 0 {
			return false
		}
		begins := at == 0 || rest[at-1] == 0
		rest = rest[at+len(assignment):]
		if begins && lists(rest, wanted) {
			return true
		}
	}
}

// lists reports whether the list that text begins with has a wanted marker.
func lists(text []byte, wanted map[Marker]bool) bool {
	value, _, _ := bytes.Cut(text, []byte{0})
	for item := range bytes.SplitSeq(value, []byte(separator)) {
		var m Marker
		if m.UnmarshalText(item) == nil && wanted[m] {
			return true
		}
	}
	return false
}
