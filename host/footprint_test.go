package host_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

// TestIdleSessionIsSmall holds that a session which was used, and whose VM was
// evicted, keeps less than 20 KiB. It is not parallel: it measures the heap.
func TestIdleSessionIsSmall(t *testing.T) {
	const sessions, limit = 300, 20 << 10
	h := newHost(t, host.Config{MaxVMs: 1, Specs: specSet(t, "commands: { hello: echo hello }")})
	use := func(name string) { eval(t, session(t, h, name), `vars.set("n", 1)`) }
	use("first") // what the first one makes is all sessions'
	use("second")
	before := heapBytes()
	for i := range sessions {
		use(fmt.Sprint("s", i))
	}
	each := (heapBytes() - before) / sessions
	t.Logf("%d bytes a session", each)
	if each > limit {
		t.Errorf("an idle session keeps %d bytes, want at most %d", each, limit)
	}
	runtime.KeepAlive(h)
}

// heapBytes is what is reachable.
func heapBytes() int {
	runtime.GC()
	runtime.GC() // what the first one found to be dead by a finalizer
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
