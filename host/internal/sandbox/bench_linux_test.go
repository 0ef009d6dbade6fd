package sandbox

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

var _ = deed("nothing", func(string) string { return "" })

// hello is the baseline: a program that says something, by os/exec.
var hello = embedder("hello", func() { fmt.Println("hello") })

// BenchmarkStart goes from nothing to the first answer.
func BenchmarkStart(b *testing.B) {
	for name, first := range map[string]string{"loose": "nothing", "confined": "confine"} {
		b.Run(name, func(b *testing.B) {
			resident := 0
			for b.Loop() {
				p := mustStart()
				exchange(p, first)
				resident, _ = p.Memory()
				p.Close()
			}
			b.ReportMetric(float64(resident>>10), "KiB-own")
		})
	}
	b.Run("exec", func(b *testing.B) {
		for b.Loop() {
			cmd := exec.Command(os.Args[0], "-embedder", hello)
			cmd.Env = []string{"GORACE=atexit_sleep_ms=0"}
			if _, err := cmd.Output(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMemory(b *testing.B) {
	w := newConfined(b)
	for b.Loop() {
		if _, err := w.Memory(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRoundTrip is a line there and a line back.
func BenchmarkRoundTrip(b *testing.B) {
	p := mustStart()
	defer p.Close()
	exchange(p, "confine")
	lines := bufio.NewReader(p.Socket())
	for b.Loop() {
		_, _ = p.Socket().WriteString("nothing\n")
		if _, err := lines.ReadString('\n'); err != nil {
			b.Fatal(err)
		}
	}
}
