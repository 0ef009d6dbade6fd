package tail

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRing takes lines of a length, a buffer full at a time. The baseline
// is what it costs to keep all of them, without telling lines apart.
func BenchmarkRing(b *testing.B) {
	for _, length := range []int{20, 100, 1000} {
		line := strings.Repeat("x", length-1) + "\n"
		chunk := []byte(strings.Repeat(line, 1+roomBytes/length)[:roomBytes])
		b.Run(fmt.Sprintf("line=%d", length), func(b *testing.B) {
			sink := New(0).Sink(Stdout)
			b.SetBytes(roomBytes)
			b.ReportAllocs()
			for b.Loop() {
				sink.Filled(copy(sink.Buffer(), chunk))
			}
		})
		b.Run(fmt.Sprintf("line=%d/baseline=bytes.Buffer", length), func(b *testing.B) {
			var buf bytes.Buffer
			b.SetBytes(roomBytes)
			b.ReportAllocs()
			for b.Loop() {
				if buf.Len() > 64<<20 {
					buf.Reset()
				}
				buf.Write(chunk)
			}
		})
	}
}
