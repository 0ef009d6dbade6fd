package commands_test

// What one short command costs, beside the same work without this package.

import (
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// A way is one way to run /bin/true with both its streams captured.
type way struct {
	name string
	runs func(n int) []time.Duration // runs it n times and says how long each took
}

// BenchmarkTrue takes turns between the ways to run /bin/true, so that what else
// the machine does is no advantage to any, and reports of each the median and
// the tenth part's upper end, in microseconds. ns/op is that of all together.
func BenchmarkTrue(b *testing.B) {
	ways := waysToTrue(b)
	const turn = 20 // runs in a row: as many as warm up whatever the others have cooled down
	took := make([][]time.Duration, len(ways))
	for b.Loop() {
		for _, i := range rand.Perm(len(ways)) {
			w := ways[i]
			took[i] = append(took[i], w.runs(turn)...)
		}
	}
	for i, w := range ways {
		slices.Sort(took[i])
		b.ReportMetric(micros(took[i][len(took[i])/2]), w.name+"-µs")
		b.ReportMetric(micros(took[i][len(took[i])/10]), w.name+"-p10-µs")
	}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func waysToTrue(b *testing.B) []way {
	contained := newRunner(b, "  x: [/bin/true]\n")
	uncontained := newRunnerWith(b, commands.Config{Uncontained: true}, "  x: [/bin/true]\n")
	ways := []way{
		{"guardian", timed(func() { mustRun(b, contained) })},
		{"uncontained", timed(func() { mustRun(b, uncontained) })},
		{"os/exec", timed(func() { mustOutput(b, "/bin/true") })},
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		b.Log("no cc: install a C compiler for the baseline in C")
		return ways
	}
	loop := filepath.Join(b.TempDir(), "spawnloop")
	mustOutput(b, cc, "-O2", "-o", loop, "testdata/spawnloop.c")
	return append(ways, way{"C", func(n int) (took []time.Duration) {
		for line := range strings.Lines(mustOutput(b, loop, strconv.Itoa(n), "/bin/true")) {
			ns, err := strconv.Atoi(strings.TrimSpace(line))
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Duration(ns))
		}
		return took
	}})
}

// timed makes a way of a function that runs /bin/true once.
func timed(run func()) func(n int) []time.Duration {
	return func(n int) []time.Duration {
		took := make([]time.Duration, n)
		for i := range took {
			began := time.Now()
			run()
			took[i] = time.Since(began)
		}
		return took
	}
}
