package worker

import (
	"math"
	"runtime/debug"
)

// heapShare is the part of a run's memory limit at which the garbage collector
// begins to work harder, so that garbage alone does not reach the limit.
const heapShare = 0.7

// limitHeap prepares for a run that may use limit bytes; 0 means no limit. It is
// the host that enforces it. To set a limit stops the world, so it is set once.
func (w *worker) limitHeap(limit int) {
	soft := int64(heapShare * float64(limit))
	if limit <= 0 {
		soft = math.MaxInt64
	}
	if soft != w.heapLimit {
		debug.SetMemoryLimit(soft)
		w.heapLimit = soft
	}
}
