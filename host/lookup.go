package host

// Lookup returns the live session of that name, if there is one.
func (h *Host) Lookup(name string) (s *Session, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok = h.sessions[name]
	return s, ok
}
