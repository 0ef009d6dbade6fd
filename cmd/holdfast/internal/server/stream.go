package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// farewell is how long a client has to take the rest of an answer once what it
// asked for has ended or is to end.
const farewell = 2 * time.Second

// A stream is an answer of several values, each on the way before the next is
// made. A client that takes nothing blocks whoever sends, but not beyond the end
// of the stream's context: so it cannot hold up the end of a session.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	enc     *json.Encoder
	stall   time.Duration // how long one value may take; 0: for ever
	release func() bool

	mu     sync.Mutex // guards what follows, and the order of deadlines
	ending bool       // the context has ended
	closed bool       // the connection is for the next request
}

// newStream begins an answer to w. It must be closed.
func newStream(ctx context.Context, w http.ResponseWriter, stall time.Duration) *stream {
	s := &stream{
		w: w, control: http.NewResponseController(w), enc: json.NewEncoder(w), stall: stall,
	}
	s.enc.SetEscapeHTML(false)
	// Owner: the stream. It only sets a deadline; nobody waits.
	s.release = context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ending = true
		if !s.closed {
			_ = s.control.SetWriteDeadline(time.Now().Add(farewell))
		}
	})
	return s
}

// open sends the headers of a run's answer.
func (s *stream) open(run int, events bool) {
	s.w.Header().Set(api.RunHeader, strconv.Itoa(run))
	s.w.Header().Set("Content-Type", api.JSON)
	if events {
		s.w.Header().Set("Content-Type", api.Stream)
	}
	_ = s.control.Flush()
}

// send sends values. The error says that the client is gone.
func (s *stream) send(values ...any) error {
	s.limit()
	for _, value := range values {
		if err := s.enc.Encode(value); err != nil {
			return err
		}
	}
	return s.control.Flush()
}

// limit sets how long what is sent next may take.
func (s *stream) limit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stall > 0 && !s.ending {
		_ = s.control.SetWriteDeadline(time.Now().Add(s.stall))
	}
}

// close gives the connection back, without a deadline.
func (s *stream) close() {
	s.release()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	_ = s.control.SetWriteDeadline(time.Time{})
}
