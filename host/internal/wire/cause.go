package wire

import (
	"context"
	"errors"

	"github.com/holdfast-run/holdfast/jsapi"
)

// A Cause is why something is to end: the cause of a context.
type Cause struct {
	Kind jsapi.Kind `cbor:"1,keyasint"` // timeout, memory or cancelled
	Text string     `cbor:"2,keyasint,omitempty"`
}

// CauseOf returns what can be sent of the cause of a context that has ended.
func CauseOf(err error) Cause {
	c := Cause{Kind: jsapi.KindCancelled, Text: err.Error()}
	switch {
	case errors.Is(err, jsapi.ErrMemory):
		c.Kind = jsapi.KindMemory
	case errors.Is(err, context.DeadlineExceeded):
		c.Kind = jsapi.KindTimeout
	}
	return c
}

// Err returns the error to end a context with, which has the text and the kind
// of the one sent. Where that was one of package context itself it is that: what
// it says is replaced by more.
func (c Cause) Err() error {
	is := context.Canceled
	switch c.Kind {
	case jsapi.KindTimeout:
		is = context.DeadlineExceeded
	case jsapi.KindMemory:
		is = jsapi.ErrMemory
	}
	if c.Text == is.Error() {
		return is
	}
	return &ended{text: c.Text, is: is}
}

// An ended is the cause of a context's end on the other side.
type ended struct {
	text string
	is   error
}

func (e *ended) Error() string { return e.text }

func (e *ended) Unwrap() error { return e.is }
