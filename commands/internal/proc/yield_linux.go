package proc

import (
	"runtime"
	"sync"
	"time"
)

// yieldAfter is how long a goroutine may start commands before it yields. It is
// well below the 10 ms after which the Go runtime wants it to.
const yieldAfter = 5 * time.Millisecond

// A yielder lets a goroutine that runs command after command yield now and then.
// It never parks, since it waits in system calls. Once its time slice is over,
// the runtime's monitor takes the processor (P) away from it in each of them, and
// is woken up by the return of each: three switches to another thread for one
// command, which run when that should. The zero value is ready. It is safe for
// concurrent use.
type yielder struct {
	mu   sync.Mutex // guards last
	last time.Time
}

func (y *yielder) yield() {
	if y.due() {
		runtime.Gosched()
	}
}

func (y *yielder) due() bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	if time.Since(y.last) < yieldAfter {
		return false
	}
	y.last = time.Now()
	return true
}
