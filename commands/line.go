package commands

import "context"

// A line lets so many through at once; the rest wait in the order they came.
// Its zero value lets everybody through.
type line struct {
	// places holds one value for each that is through. Go serves blocked
	// senders first come, first served, and lets nobody in before them.
	places chan struct{}
}

// newLine returns a line that lets limit through at once; negative: all.
func newLine(limit int) line {
	if limit < 0 {
		return line{}
	}
	return line{places: make(chan struct{}, limit)}
}

// enter waits for a place, which leave gives back. The error is ctx's cause,
// or ErrClosed if closing is closed first.
func (l line) enter(ctx context.Context, closing <-chan struct{}) error {
	select { // an end that has come wins over a free place
	case <-closing:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
	}
	if l.places == nil {
		return nil
	}
	select {
	case l.places <- struct{}{}:
		return nil
	case <-closing:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (l line) leave() {
	if l.places != nil {
		<-l.places
	}
}
