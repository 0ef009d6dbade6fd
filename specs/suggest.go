package specs

import (
	"iter"
	"strings"
)

// nearest returns the name most like a mistyped one, or "" if none is near: at
// most one edit in a name of up to four letters, two up to eight, else three, and
// fewer than it has letters, for then nothing of it would be left.
func nearest(typed string, names iter.Seq[string]) string {
	best, limit := "", min(1+len(typed)/4, 3, len(typed)-1)
	if len(typed) > 64 {
		return ""
	}
	for name := range names {
		if strings.EqualFold(name, typed) {
			return name
		}
		if d := distance(typed, name, limit); d <= limit {
			best, limit = name, d-1
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b. It may stop early, with more than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	older, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		cur[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			cur[j+1] = min(prev[j]+cost, prev[j+1]+1, cur[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cur[j+1] = min(cur[j+1], older[j-1]+1)
			}
		}
		older, prev, cur = prev, cur, older
	}
	return prev[len(b)]
}

// didYouMean is the hint after an unknown name: near if there is one, else all
// the known ones if they are few.
func didYouMean(typed string, known []string) string {
	each := func(yield func(string) bool) {
		for _, name := range known {
			if !yield(name) {
				return
			}
		}
	}
	if near := nearest(typed, each); near != "" {
		return ` (did you mean "` + near + `"?)`
	}
	if len(known) == 0 || len(known) > 16 {
		return ""
	}
	return " (known: " + strings.Join(known, ", ") + ")"
}
