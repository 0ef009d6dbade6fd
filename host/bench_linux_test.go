package host_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

// BenchmarkRebuild is the first run after a session has lost its worker, with a
// spare one ready.
func BenchmarkRebuild(b *testing.B) {
	s := benchSession(b, host.Config{})
	benchRun(b, s, "return 6 * 7")
	for b.Loop() {
		b.StopTimer()
		waitFor(b, func() bool { return readyWorkers(b) >= 2 }) // its own, and a spare
		if err := s.Reset(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		benchRun(b, s, "return 6 * 7")
	}
}

// readyWorkers counts the workers that have confined themselves, the last thing
// they do before their first run.
func readyWorkers(b *testing.B) (n int) {
	for _, pid := range workers(b) {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err == nil && bytes.Contains(status, []byte("\nSeccomp:\t2\n")) {
			n++
		}
	}
	return n
}
