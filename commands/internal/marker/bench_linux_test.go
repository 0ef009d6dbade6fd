package marker_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

// crowd is how many processes the scan has to look at, at least.
const crowd = 500

// BenchmarkFind scans all processes for one that carries a marker. The
// baselines list /proc only, and read every environment with os.ReadFile.
func BenchmarkFind(b *testing.B) {
	for missing := crowd - len(environs(b)); missing > 0; missing-- {
		cmd := proctest.Command("hang")
		cmd.Path, cmd.Args = "/bin/sleep", []string{"sleep", "120"}
		proctest.Start(b, cmd)
	}
	perCrowd := func(b *testing.B) {
		b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N)*
			crowd/float64(len(environs(b))), "ms/500-processes")
	}
	b.Run("find", func(b *testing.B) {
		search := marker.Search{Markers: []marker.Marker{marker.New()}}
		b.ReportAllocs()
		for b.Loop() {
			if found, err := search.Find(); len(found) > 0 || err != nil {
				b.Fatal(found, err)
			}
		}
		perCrowd(b)
	})
	b.Run("readdir-baseline", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := os.ReadDir("/proc"); err != nil {
				b.Fatal(err)
			}
		}
		perCrowd(b)
	})
	b.Run("readfile-baseline", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, file := range environs(b) {
				_, _ = os.ReadFile(file) // a process that has gone is fine
			}
		}
		perCrowd(b)
	})
}

func environs(b *testing.B) []string {
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		b.Fatal(err)
	}
	return files
}
