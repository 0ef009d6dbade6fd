package tail

import "slices"

// A watch looks at each line as it ends, so that none can be lost before it
// was looked at.
type watch struct {
	match func(line []byte) bool
	found chan struct{} // closed once a line matched
}

// Watch looks for a line, of either stream, for which match is true: first
// among those kept that are numbered since and above, as in Read, then at each
// that comes. Found is closed at the first; stop ends the watch.
//
// match is called while the Tail is locked, sees no more than MaxLineBytes, and
// must not keep what it sees.
func (t *Tail) Watch(since uint64, match func(line []byte) bool) (found <-chan struct{}, stop func()) {
	w := &watch{match: match, found: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	if since > t.next {
		since = t.first
	}
	for _, h := range t.heads(since, Both) {
		if match(t.streams[h.which].text(&h)) {
			close(w.found)
			return w.found, func() {}
		}
	}
	t.watches = append(t.watches, w)
	return w.found, func() { t.unwatch(w) }
}

// show shows a line to all watches. The caller holds mu.
func (t *Tail) show(line []byte) {
	t.watches = slices.DeleteFunc(t.watches, func(w *watch) bool {
		found := w.match(line)
		if found {
			close(w.found)
		}
		return found
	})
	t.tidy()
}

func (t *Tail) unwatch(w *watch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watches = slices.DeleteFunc(t.watches, func(other *watch) bool { return other == w })
	t.tidy()
}

// tidy keeps watches nil while there are none: then a line costs nothing more.
func (t *Tail) tidy() {
	if len(t.watches) == 0 {
		t.watches = nil
	}
}
