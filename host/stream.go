package host

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/holdfast-run/holdfast/jsapi"
)

// A Stream carries events from Go code to a script. A Func makes one, sees to
// it that what happens is sent, and returns it:
//
//	"page.on": func(ctx context.Context, c host.Call) (any, error) {
//		stop := … // ends what calls Send
//		return host.NewStream(256, stop), nil
//	}
//
// A script reads it with await events.next(), which gives { value, done }, or
// gives the binding a function as its last argument, which is then called for
// each event as long as the run lasts. The stream outlives the context of the
// call; it is closed when the script closes it, and with the run at the latest.
//
// A Stream is safe for concurrent use.
type Stream struct {
	size int
	stop func()

	mu      sync.Mutex // guards what follows
	items   []any      // oldest first
	dropped uint64
	ended   error         // why there is no more after items; nil: there may be
	wake    chan struct{} // holds one token when Next has something to return
	closed  bool
}

// NewStream returns a Stream that holds at most size items that the script has
// not read, 1 or more; of more the oldest are dropped, and the script can see how
// many in its dropped. stop, unless nil, is called once, when nobody reads any
// more; it must not block. A panic in it fails the run, at its end.
func NewStream(size int, stop func()) *Stream {
	return &Stream{size: max(size, 1), stop: stop, wake: make(chan struct{}, 1)}
}

// Send adds an item, which must be data as the result of a Func and belongs to
// the stream from then on. It never blocks. It reports whether anybody may still
// read it.
func (s *Stream) Send(item any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended != nil {
		return false
	}
	if len(s.items) == s.size {
		s.items = s.items[1:]
		s.dropped++
	}
	s.items = append(s.items, item)
	s.signal()
	return true
}

// End says that nothing comes after what was sent: because of err, which the
// script gets as an exception, unless it is nil.
func (s *Stream) End(err error) {
	if err == nil {
		err = io.EOF
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == nil {
		s.ended = err
		s.signal()
	}
}

// signal wakes up a Next. The caller holds mu.
func (s *Stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default: // a token is there already
	}
}

// Next waits for the next item, for whoever reads: scripts do so by themselves.
// dropped counts the items lost so far. The error is io.EOF after the last one,
// what End was given, or ctx's cause.
func (s *Stream) Next(ctx context.Context) (item any, dropped uint64, err error) {
	for {
		select {
		case <-s.wake:
		case <-ctx.Done():
			return nil, 0, context.Cause(ctx)
		}
		item, dropped, ok, err := s.take()
		if ok {
			return item, dropped, err
		}
	}
}

// take returns what Next does, for a token. ok is false if there is nothing: a Send
// may leave a second token for an item whose first one a Next has in hand.
func (s *Stream) take() (item any, dropped uint64, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) == 0 && s.ended == nil {
		return nil, 0, false, nil
	}
	if len(s.items) == 0 {
		s.signal() // for the next call
		return nil, s.dropped, true, s.ended
	}
	item, s.items = s.items[0], s.items[1:]
	if len(s.items) > 0 || s.ended != nil {
		s.signal()
	}
	return item, s.dropped, true, nil
}

var _ jsapi.Stream = shownStream{}

// A shownStream is what a binding has returned to a script as a stream: a Stream, or
// something of the embedder's own.
type shownStream struct {
	stream  jsapi.Stream
	session *Session
	binding string
}

func (s shownStream) Next(ctx context.Context) (item any, dropped uint64, err error) {
	defer s.session.tellPanic("binding", s.binding)
	item, dropped, err = s.stream.Next(ctx)
	item, err = shownData(item, err)
	return item, dropped, err
}

func (s shownStream) Close() {
	defer s.session.tellPanic("binding", s.binding)
	s.stream.Close()
}

var errPart = errors.New("a Stream must be what a Func returns, not a part of it")

// MarshalJSON fails: a Stream within other data would reach the script as {}.
func (s *Stream) MarshalJSON() ([]byte, error) { return nil, errPart }

// Close ends the stream, drops what nobody has read, and calls what NewStream
// was given. Closing twice is fine.
func (s *Stream) Close() {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.items = nil
	s.ended = io.EOF
	s.signal()
	s.mu.Unlock()
	if first && s.stop != nil {
		s.stop()
	}
}
