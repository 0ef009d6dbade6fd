package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// maxStreams bounds how many streams of one run are open at once. jsapi holds
// scripts to no more; whoever comes here keeps to no rules.
const maxStreams = 1000

// A streamTable is the streams of one run that are open, by the call that opened
// each. The zero value has none.
type streamTable struct {
	mu     sync.Mutex // guards what follows
	open   map[uint32]jsapi.Stream
	broken error // a panic at the end of one; nil: there was none
	closed bool
}

// keep makes a stream end with the run. If it cannot, the stream is closed, and
// the error says why.
func (t *streamTable) keep(id uint32, s jsapi.Stream) error {
	err := t.add(id, s)
	if err != nil {
		t.end(s)
	}
	return err
}

func (t *streamTable) add(id uint32, s jsapi.Stream) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.closed:
		return errRunOver
	case len(t.open) >= maxStreams:
		return fmt.Errorf("more than %d streams are open", maxStreams)
	case t.open[id] != nil:
		return fmt.Errorf("stream %d is open already", id) // a worker that counts wrongly
	case t.open == nil:
		t.open = make(map[uint32]jsapi.Stream)
	}
	t.open[id] = s
	return nil
}

// next waits for the next item of a stream; it is the work of a call.
func (t *streamTable) next(ctx context.Context, _ *Tier, c wire.Call, _ []byte) outcome {
	t.mu.Lock()
	s := t.open[c.Opened]
	t.mu.Unlock()
	if s == nil {
		return outcome{} // it has been closed: there is no more
	}
	item, dropped, err := s.Next(ctx)
	if errors.Is(err, io.EOF) {
		return outcome{reply: wire.Reply{Dropped: dropped}}
	}
	o := valueOutcome(item, err)
	o.reply.OK, o.reply.Dropped = true, dropped
	return o
}

// drop closes a stream; it is fine if it is closed already.
func (t *streamTable) drop(id uint32) {
	t.mu.Lock()
	s := t.open[id]
	delete(t.open, id)
	t.mu.Unlock()
	if s != nil {
		t.end(s)
	}
}

// close closes all streams, and those that come late. The error is that the end of
// one has panicked, then or before.
func (t *streamTable) close() error {
	t.mu.Lock()
	open := t.open
	t.open, t.closed = nil, true
	t.mu.Unlock()
	for _, s := range open {
		t.end(s)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.broken
}

// end closes a stream. Nobody waits for that, so a panic is kept for the run's end.
func (t *streamTable) end(s jsapi.Stream) {
	defer func() {
		if x := recover(); x != nil {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.broken = &panicked{x, debug.Stack()}
		}
	}()
	s.Close()
}
