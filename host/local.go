package host

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
)

// A Local is a value that each session has its own of, a page of a browser say:
// made when it is first asked for, and released when the session closes. It is
// safe for concurrent use.
type Local[T any] struct {
	open func(ctx context.Context, s *Session) (T, func(), error)
}

// NewLocal returns a Local whose values open makes. What it returns beside the
// value, unless nil, releases it: it is called once, after the session's last run
// has ended and its processes are gone, and should not take long, for Close
// waits. What was made last is released first, so that open may ask for what it
// needs of other Locals. A panic in it is an error of Close's. After an error, the
// next Of tries again.
func NewLocal[T any](
	open func(ctx context.Context, s *Session) (value T, release func(), err error),
) *Local[T] {
	return &Local[T]{open: open}
}

// Of returns the session's value. ctx is for open, or for waiting while another
// call makes the value; open's ends when the session closes, too. The error is
// open's, ctx's cause, or ErrClosed.
func (l *Local[T]) Of(ctx context.Context, s *Session) (T, error) {
	var none T
	v, err := s.locals.get(ctx, l, func() (any, func(), error) {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		defer context.AfterFunc(s.life, func() { cancel(context.Cause(s.life)) })()
		return l.open(ctx, s)
	})
	if err != nil {
		return none, fmt.Errorf("session %q: %w", s.name, err)
	}
	value, _ := v.(T) // what is not a T is a nil interface
	return value, nil
}

// locals are the values of one session, by their Local. The zero value has none.
type locals struct {
	mu     sync.Mutex // guards what follows; never held while a value is made
	values map[any]*local
	made   []*local // in the order in which they were
	closed bool
}

// A local is one value.
type local struct {
	making  chan struct{} // holds one token while nobody makes or releases it
	made    bool          // guarded by the token, as are the fields below
	value   any
	release func()
	over    bool // the session has closed
}

func (ls *locals) get(
	ctx context.Context, key any, open func() (any, func(), error),
) (any, error) {
	v, err := ls.find(key)
	if err != nil {
		return nil, err
	}
	select {
	case <-v.making:
	default:
		select {
		case <-v.making:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	defer func() { v.making <- struct{}{} }()
	switch {
	case v.over:
		return nil, ErrClosed
	case v.made:
		return v.value, nil
	}
	if v.value, v.release, err = open(); err != nil {
		return nil, err
	}
	v.made = true
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.made = append(ls.made, v)
	return v.value, nil
}

func (ls *locals) find(key any) (*local, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.closed {
		return nil, ErrClosed
	}
	v := ls.values[key]
	if v == nil {
		v = &local{making: make(chan struct{}, 1)}
		v.making <- struct{}{}
		if ls.values == nil {
			ls.values = make(map[any]*local)
		}
		ls.values[key] = v
	}
	return v, nil
}

// release waits for what is being made and releases the values, the last one made
// first. The error joins what was wrong with that, and log is told of panics.
func (ls *locals) release(log func(panicked any, stack []byte)) error {
	ls.mu.Lock()
	ls.closed = true
	values := slices.Collect(maps.Values(ls.values))
	ls.mu.Unlock()
	for _, v := range values {
		<-v.making
		v.over = true
		v.making <- struct{}{}
	}
	var errs []error
	for _, v := range slices.Backward(ls.made) { // nobody adds to it any more
		if v.release != nil {
			errs = append(errs, v.free(log))
		}
	}
	return errors.Join(errs...)
}

// free releases one value.
func (v *local) free(log func(panicked any, stack []byte)) (err error) {
	ended := make(chan struct{})
	// Owner: this call, which waits. It is the embedder's code, and ends with it: it
	// may end its goroutine, as t.Fatal does.
	go func() {
		defer close(ended)
		returned := false
		defer func() {
			if x := recover(); x != nil {
				log(x, debug.Stack())
				err = fmt.Errorf("panic in the release of a Local: %v", x)
			} else if !returned {
				err = errors.New("the release of a Local did not return")
			}
		}()
		v.release()
		returned = true
	}()
	<-ended
	return err
}
