package worker

import (
	"math"
	"runtime"
	"runtime/debug"
)

// heapShare is the part of a run's memory limit at which the garbage collector
// begins to work harder, so that garbage alone does not reach the limit.
const heapShare = 0.7

// limitHeap prepares for a run that may use limit bytes; 0 means no limit. It is
// the host that enforces it.
func limitHeap(limit int) {
	if limit <= 0 {
		debug.SetMemoryLimit(math.MaxInt64)
		return
	}
	debug.SetMemoryLimit(int64(heapShare * float64(limit)))
}

// tidyBytes is the size of a heap that is worth returning to the system between
// two runs: the next one is charged for all that this process has.
const tidyBytes = 48 << 20

// tidy gives back what a large run has left.
func tidy() {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	if stats.HeapSys-stats.HeapReleased > tidyBytes {
		debug.FreeOSMemory()
	}
}
