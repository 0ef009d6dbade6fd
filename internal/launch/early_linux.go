package launch

import "sync/atomic"

// early is the worker that Early started, until Start returns it. It is a
// variable of the package because nothing else is there yet.
var early atomic.Pointer[Worker]

// Early starts the worker that the first Start then returns, or none if that
// fails: Start says why. It is for a package that is initialised before those
// that take time, from its init function. If Start is never called the worker
// ends with this process.
func Early() {
	if w, err := start(onThisThread); err == nil {
		early.Store(&w)
	}
}

// Start returns the worker that was started early, or starts one. It can be
// written to at once, though it needs some milliseconds before it reads. The
// errors wrap the system's.
func Start() (Worker, error) {
	if w := early.Swap(nil); w != nil {
		return *w, nil
	}
	return start(Drowsily)
}
