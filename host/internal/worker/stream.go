package worker

import (
	"context"
	"io"

	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

var _ jsapi.Stream = &stream{}

// A stream is what a binding returned, in the host.
type stream struct {
	host   *client
	opened uint32 // its number there
}

func (s *stream) Next(ctx context.Context) (item any, dropped uint64, err error) {
	r, tail, err := s.host.call(ctx, wire.Call{Method: wire.Next, Opened: s.opened}, nil)
	switch {
	case err != nil:
		return nil, 0, err
	case !r.OK:
		return nil, r.Dropped, io.EOF
	}
	return r.Take(tail), r.Dropped, nil
}

// Close tells the host. Nobody waits for the answer.
func (s *stream) Close() {
	id, _, send := s.host.begin()
	s.host.drop(id)
	// A connection that has failed ends the process soon.
	_ = send(wire.KindCall, id, wire.Call{Method: wire.CloseStream, Opened: s.opened}, nil)
}
