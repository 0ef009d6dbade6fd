package commands_test

// Each benchmark has the same work done without this package beside it. The
// baselines in other languages are compiled and run from testdata.

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// BenchmarkStartStop starts a command that waits for a signal, and stops it.
func BenchmarkStartStop(b *testing.B) {
	b.Run("holdfast", func(b *testing.B) {
		r := newRunner(b, persistent("x", "[/bin/sleep, '3600']", ""))
		b.ReportAllocs()
		for b.Loop() {
			start(b, r, "x")
			stop(b, r, "x", commands.StopOptions{})
		}
	})
	b.Run("osexec-2-buffers", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cmd := exec.Command("/bin/sleep", "3600")
			cmd.Env = environ()
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if err := cmd.Start(); err != nil {
				b.Fatal(err)
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				b.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				b.Fatal("it exited by itself")
			}
		}
	})
}

// BenchmarkFlood reads 64 MiB of lines that a persistent command writes.
func BenchmarkFlood64MiB(b *testing.B) {
	const size = 64 << 20
	line := fmt.Sprintf("yes '%s' | head -c %d; echo done >&2; exec sleep 3600",
		strings.Repeat("x", 99), size)
	r := newRunner(b, persistent("x", strconv.Quote(line), "ready: { log: ^done$ }"))
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		start(b, r, "x")
		stop(b, r, "x", commands.StopOptions{Grace: new(time.Duration)})
	}
}

// BenchmarkInFlight64 runs /bin/true 64 times at once.
func BenchmarkInFlight64(b *testing.B) {
	run64 := func(b *testing.B, run func()) {
		b.ReportAllocs()
		for b.Loop() {
			var calls sync.WaitGroup
			for range 64 {
				calls.Go(run)
			}
			calls.Wait()
		}
	}
	b.Run("holdfast", func(b *testing.B) {
		r := newRunner(b, "  x: [/bin/true]\n")
		run64(b, func() { mustRun(b, r) })
	})
	b.Run("osexec-2-buffers", func(b *testing.B) {
		run64(b, func() { mustOutput(b, "/bin/true") })
	})
}

// BenchmarkCapture64MiB captures 64 MiB of stdout as a string.
func BenchmarkCapture64MiB(b *testing.B) {
	const size = 64 << 20
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	argv := []string{exe, "-program", burst.name, strconv.Itoa(size)}
	b.Run("holdfast", func(b *testing.B) {
		r := newRunner(b, "  x: { run: "+burst.argv(strconv.Itoa(size))+", maxOutputBytes: -1 }\n")
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if out := mustRun(b, r); len(out) != size {
				b.Fatalf("%d bytes", len(out))
			}
		}
	})
	b.Run("osexec-2-buffers", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if out := mustOutput(b, argv...); len(out) != size {
				b.Fatalf("%d bytes", len(out))
			}
		}
	})
	b.Run("node-execFile", func(b *testing.B) {
		node, err := exec.LookPath("node")
		if err != nil {
			b.Skip("no node: install it for this baseline")
		}
		b.SetBytes(size)
		args := append([]string{node, "testdata/execfile.js", strconv.Itoa(b.N)}, argv...)
		ns, err := strconv.ParseFloat(strings.TrimSpace(mustOutput(b, args...)), 64)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(ns/float64(b.N), "ns/op") // without the start of node itself
	})
}

// mustRun runs command x.
func mustRun(b *testing.B, r *commands.Runner) string {
	out, err := r.Run(context.Background(), "x", nil, commands.Options{})
	if err != nil {
		b.Error(err)
		return ""
	}
	return out.(string)
}

// mustOutput runs a command line with os/exec and two buffers.
func mustOutput(b *testing.B, argv ...string) string {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = environ()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		b.Errorf("%s: %v: %s", argv[0], err, stderr.String())
	}
	return stdout.String()
}
