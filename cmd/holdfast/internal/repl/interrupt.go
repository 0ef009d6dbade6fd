package repl

// What Ctrl-C does: to an entry in flight, while a line is edited, and while one is
// read that nothing edits.

import "context"

// busy reports whether there is something in flight that Ctrl-C cancels.
func (r *repl) busy() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cancel != nil
}

// followInterrupts has Ctrl-C cancel what is in flight.
func (r *repl) followInterrupts(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.Interrupts:
		}
		if !r.interrupt() {
			r.interruptedReading()
		}
	}
}

// interruptedReading answers Ctrl-C while a line is read that nothing edits. The
// cursor stands behind the ^C that the terminal shows.
func (r *repl) interruptedReading() {
	plain, ok := r.reader.(*plainReader)
	if !ok {
		r.note("Ctrl-D leaves")
		return
	}
	r.Screen.note("\nholdfast: Ctrl-D leaves")
	plain.drop()
}

// interrupt cancels what is in flight, if there is anything.
func (r *repl) interrupt() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel == nil {
		return false
	}
	r.cancel(errInterrupt)
	return true
}

func (r *repl) setCancel(cancel context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancel = cancel
}

// interruptedAt answers Ctrl-C while text is edited: twice on an empty line
// leaves.
func (r *repl) interruptedAt(text string) (leave bool) {
	if text == "" && r.leaving {
		return true
	}
	r.leaving = text == ""
	if r.leaving {
		r.note(`to leave, press Ctrl-C again, or Ctrl-D, or type ".exit"`)
	}
	return false
}

// noteInterrupted says that Ctrl-C was heard, over the ^C that the terminal shows
// by itself.
func (r *repl) noteInterrupted(more string) {
	takeBack := ""
	if r.Terminal {
		takeBack = "\r\x1b[K"
	}
	r.Screen.note(takeBack + "holdfast: interrupted" + more)
}
