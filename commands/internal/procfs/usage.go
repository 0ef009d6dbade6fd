package procfs

import "time"

// Usage is what a set of processes uses.
type Usage struct {
	Processes   int
	CPU         time.Duration // of its processes, and of their children that were reaped
	MemoryBytes int           // resident; what several share counts for each
}
