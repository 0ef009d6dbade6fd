package jsapi

// A stream is a binding's result that a script reads item by item, as they come:
// with next(), or with a function that it gave to the binding.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/dop251/goja"
)

// A Stream is what a binding returns of which there is more to come: events of a
// page, say. It ends with the run at the latest. Any goroutine may call its
// methods, one at a time Next.
type Stream interface {
	// Next waits for the next item, which is data as a binding's result. dropped
	// counts the items lost so far. The error is io.EOF after the last one, ctx's
	// cause, or why there are no more.
	Next(ctx context.Context) (item any, dropped uint64, err error)
	// Close ends the stream. It does not wait; closing twice is fine. A panic in it
	// fails the run, at its end.
	Close()
}

var (
	errNoStream = errors.New("takes no function: it has no events to call it with")
	errReading  = errors.New("the next item is being waited for already")
)

// maxStreams bounds how many streams of one run are open at once.
const maxStreams = 1000

// keep makes s end with the run; at once if that is over, or if it has too many,
// which is the error. Any goroutine may call it.
func (l *loop) keep(s Stream) error {
	err := l.add(s)
	if err != nil {
		l.end(s)
	}
	return err
}

func (l *loop) add(s Stream) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return errRunOver
	case len(l.streams) >= maxStreams:
		return fmt.Errorf("more than %d streams are open", maxStreams)
	}
	l.streams[s] = struct{}{}
	return nil
}

// drop closes a stream that keep was called with.
func (l *loop) drop(s Stream) {
	l.mu.Lock()
	delete(l.streams, s)
	l.mu.Unlock()
	l.end(s)
}

// closeStreams ends what keep was called with, once the loop is closed.
func (l *loop) closeStreams() {
	l.mu.Lock()
	streams := l.streams
	l.streams = nil
	l.mu.Unlock()
	for s := range streams {
		l.end(s)
	}
}

// end closes a stream. Nobody waits for that, so a panic is kept for the run's end.
func (l *loop) end(s Stream) {
	defer func() {
		if x := recover(); x != nil {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.broken = panicError(x, debug.Stack())
		}
	}()
	s.Close()
}

// harm returns how a stream's end panicked, nil if none did.
func (l *loop) harm() *ScriptError {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken
}

// A reader is the JavaScript side of a stream.
type reader struct {
	vm      *VM
	loop    *loop
	stream  Stream
	what    string // the binding, for errors
	stack   []goja.StackFrame
	reading bool
	closed  bool
	dropped uint64
}

// stream returns the object that a script sees of s. Unless it is nil, callback
// is called for each item as long as the run lasts, which it does not prolong.
func (vm *VM) stream(s Stream, what string, callback goja.Callable, stack []goja.StackFrame) goja.Value {
	r := &reader{vm: vm, loop: vm.loop, stream: s, what: what, stack: stack}
	obj := vm.object([]method{{"next", r.next}, {"close", r.close}})
	dropped := func(goja.FunctionCall) goja.Value { return vm.rt.ToValue(r.dropped) }
	vm.must(obj.DefineAccessorProperty("dropped", vm.function("dropped", dropped), nil,
		goja.FLAG_TRUE, goja.FLAG_TRUE))
	if callback != nil {
		r.follow(callback)
	}
	return obj
}

// next is next(): a promise of { value, done }.
func (r *reader) next(goja.FunctionCall) goja.Value {
	if r.reading {
		panic(r.vm.rt.NewTypeError("%s: %v", r.what, errReading))
	}
	r.reading = true
	return r.vm.async(r.what+" next", "", goja.Undefined(), func(ctx context.Context) settle {
		item, dropped, err := r.stream.Next(ctx)
		return func() (goja.Value, error) {
			r.reading = false
			v, done, err := r.take(item, dropped, err)
			if err != nil {
				return nil, err
			}
			step := r.vm.rt.NewObject()
			r.vm.put(step, "value", v)
			r.vm.put(step, "done", done)
			return step, nil
		}
	})
}

// close is close(): there are no more items, and no more calls.
func (r *reader) close(goja.FunctionCall) goja.Value {
	r.closed = true
	r.loop.drop(r.stream)
	return goja.Undefined()
}

// follow waits for one item after the other and calls callback on the loop. What
// goes wrong fails the run.
func (r *reader) follow(callback goja.Callable) {
	r.reading = true
	back := r.loop.hold(&call{what: r.what, stack: r.stack, background: true})
	// Owner: the loop. Ends with the stream or the run. loop.close waits.
	r.loop.work.Go(func() {
		item, dropped, err := r.wait()
		back(func() {
			v, done, err := r.take(item, dropped, err)
			switch {
			case err != nil:
				r.loop.fail(r.vm.describeValue(r.vm.toError(err, r.stack), nil))
			case !done:
				r.vm.macrotask(callback, v)
				r.follow(callback)
			}
		})
	})
}

// wait waits for the next item. A panic becomes an error that poisons the VM.
func (r *reader) wait() (item any, dropped uint64, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = &panicked{value: x, stack: debug.Stack()}
		}
	}()
	return r.stream.Next(r.loop.ctx)
}

// take converts what Next returned.
func (r *reader) take(item any, dropped uint64, err error) (v goja.Value, done bool, _ error) {
	if r.closed {
		return goja.Undefined(), true, nil
	}
	r.dropped = max(r.dropped, dropped)
	if err == nil {
		if v, err = r.vm.toJS(item); err == nil {
			return v, false, nil
		}
	}
	r.closed = true
	r.loop.drop(r.stream)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return goja.Undefined(), true, err
}
