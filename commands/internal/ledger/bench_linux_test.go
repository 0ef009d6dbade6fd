package ledger

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
)

// BenchmarkStarted records a command; the baseline writes a line as long and
// does not ask when the process began.
func BenchmarkStarted(b *testing.B) {
	b.Run("ledger", func(b *testing.B) {
		l, _ := mustOpen(b, stateDir(b))
		s, err := l.Session(marker.New())
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		pid := os.Getpid()
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Started(pid); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("write-baseline", func(b *testing.B) {
		file, err := os.OpenFile(filepath.Join(b.TempDir(), "x"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		line := make([]byte, 96)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := file.Write(line); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOpen is what a ledger costs a host that finds nothing to sweep.
func BenchmarkOpen(b *testing.B) {
	dir := stateDir(b)
	b.ReportAllocs()
	for b.Loop() {
		l, _ := mustOpen(b, dir)
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
