package host

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/jsapi"
)

// memoryInterval is how often the heap is looked at while a script runs. At 5 ms
// a loop that allocates as fast as it can passes its limit by a few MiB.
const memoryInterval = 5 * time.Millisecond

// watchMemory ends a run through cancel when the heap of this process has grown
// by more than limit bytes since the call. Runs at the same time share the heap,
// so each may be charged for all. stop ends the watch and waits for a look in
// progress.
func watchMemory(limit int, cancel context.CancelCauseFunc) (stop func()) {
	if limit < 0 {
		return func() {}
	}
	w := &memoryWatch{base: heapBytes(), limit: uint64(limit), cancel: cancel}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(memoryInterval, w.look)
	return w.stop
}

type memoryWatch struct {
	base, limit uint64
	cancel      context.CancelCauseFunc

	mu      sync.Mutex // guards the fields below; held during a look
	timer   *time.Timer
	stopped bool
}

// look runs on a timer's goroutine.
func (w *memoryWatch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	if w.grown() {
		runtime.GC() // garbage is not the script's fault
		if w.grown() {
			w.cancel(fmt.Errorf("%w: the script used more than %d MiB", jsapi.ErrMemory, w.limit>>20))
			return
		}
	}
	w.timer.Reset(memoryInterval)
}

func (w *memoryWatch) grown() bool {
	now := heapBytes()
	return now > w.base && now-w.base > w.limit
}

func (w *memoryWatch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.timer.Stop()
}

// heapBytes is the size of all objects in the heap, dead ones that have not been
// swept included.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
