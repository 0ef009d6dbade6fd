// Package memory looks at the memory that a script uses while it runs.
package memory

import (
	"fmt"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/jsapi"
)

// interval is how often memory is looked at. At 5 ms a loop that allocates as fast
// as it can passes its limit by a few MiB.
const interval = 5 * time.Millisecond

// Exceeded is the cause of a run's end that has used more than limit bytes.
func Exceeded(limit int) error {
	return fmt.Errorf("%w: the script used more than %s", jsapi.ErrMemory, sizeText(limit))
}

// sizeText is a number of bytes in the largest unit that needs no fraction.
func sizeText(bytes int) string {
	switch {
	case bytes%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// A watch looks at memory now and then.
type watch struct {
	look func() (over bool) // the last look is the one that says so

	mu      sync.Mutex // guards the fields below; held during a look
	timer   *time.Timer
	stopped bool
}

// Watch calls look every interval, on a timer's goroutine, until it
// says that it is over. stop ends that and waits for a look in progress.
func Watch(look func() (over bool)) (stop func()) {
	w := &watch{look: look}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(interval, w.tick)
	return w.stop
}

func (w *watch) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped && !w.look() {
		w.timer.Reset(interval)
	}
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.timer.Stop()
}
