package memory

import (
	"context"
	"runtime"
)

// WatchHeap ends a run through cancel when the heap of this process has grown by
// more than limit bytes since the first look at it, an interval after the call, so
// that a short run costs none; a negative limit is none. Runs at the same time
// share the heap, so each may be charged for all.
func WatchHeap(limit int, cancel context.CancelCauseFunc) (stop func()) {
	if limit < 0 {
		return func() {}
	}
	var base uint64
	grown := func() bool {
		now := heapBytes()
		if base == 0 {
			base = now
		}
		return now > base && now-base > uint64(limit)
	}
	return Watch(func() (over bool) {
		if !grown() {
			return false
		}
		runtime.GC() // garbage is not the script's fault
		if !grown() {
			return false
		}
		cancel(Exceeded(limit))
		return true
	})
}

// heapBytes is the size of all objects in the heap, dead ones that have not been
// swept included. Package runtime/metrics would not stop the world for it; but to
// be linked it costs every program a tenth of a millisecond at its start, and a
// worker is started more often than anybody looks here.
func heapBytes() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
