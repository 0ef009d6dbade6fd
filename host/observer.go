package host

// An Observer is told what happens in a host, to count it. Its functions may be
// nil, are called on the goroutine that did what they tell of, several at once,
// and must return soon.
type Observer struct {
	// Command is told of each one-shot that has ended and each Start that has
	// returned; err is what the caller got, an *commands.Error or nil.
	Command func(session, command string, err error)
	// Closed is told of each session that has ended, for whatever reason.
	Closed func(session string, report Report, err error)
}

// commandDone is commands.Config.Done for a session.
func (h *Host) commandDone(session string) func(command string, err error) {
	told := h.cfg.Observer.Command
	if told == nil {
		return nil
	}
	return func(command string, err error) { told(session, command, err) }
}

func (h *Host) sessionClosed(session string, report Report, err error) {
	if told := h.cfg.Observer.Closed; told != nil {
		told(session, report, err)
	}
}
