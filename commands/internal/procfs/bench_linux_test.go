package procfs_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// BenchmarkIdentity checks one process as the sweep of a ledger does; the
// baseline only reads its file.
func BenchmarkIdentity(b *testing.B) {
	id, err := procfs.Self()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h, err := id.Open()
			if err != nil {
				b.Fatal(err)
			}
			h.Close()
		}
	})
	b.Run("readfile-baseline", func(b *testing.B) {
		path := "/proc/" + strconv.Itoa(id.PID) + "/stat"
		b.ReportAllocs()
		for b.Loop() {
			if _, err := os.ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
}
