package commands

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/holdfast-run/holdfast/specs"
)

func benchInv(argv ...string) *specs.Invocation {
	return &specs.Invocation{Command: "x", Argv: argv, Env: []string{"PATH=/usr/bin:/bin"}, Dir: "/", Timeout: 120e9,
		Output: specs.Text, OKCodes: []int{0}, MaxOutputBytes: -1}
}

func BenchmarkTrue(b *testing.B) {
	b.Run("holdfast", func(b *testing.B) {
		r := New(Config{})
		inv := benchInv("/bin/true")
		for b.Loop() {
			if _, err := r.run(b.Context(), inv, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("osexec-2-buffers", func(b *testing.B) {
		for b.Loop() {
			cmd := exec.Command("/bin/true")
			cmd.Env = []string{"PATH=/usr/bin:/bin"}
			var o, e bytes.Buffer
			cmd.Stdout, cmd.Stderr = &o, &e
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("posix_spawn-C", func(b *testing.B) {
		bin := filepath.Join(b.TempDir(), "spawnloop")
		if out, err := exec.Command("cc", "-O2", "-o", bin, "testdata/spawnloop.c").CombinedOutput(); err != nil {
			b.Fatal(string(out))
		}
		b.ResetTimer()
		cmd := exec.Command(bin, strconv.Itoa(b.N), "/bin/true")
		cmd.Env = []string{"PATH=/usr/bin:/bin"}
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkInFlight64(b *testing.B) {
	r := New(Config{})
	inv := benchInv("/bin/true")
	for b.Loop() {
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				if _, err := r.run(context.Background(), inv, ""); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

func BenchmarkCapture64MiB(b *testing.B) {
	b.Run("holdfast", func(b *testing.B) {
		r := New(Config{})
		inv := benchInv("head", "-c", "67108864", "/dev/zero")
		b.SetBytes(64 << 20)
		for b.Loop() {
			if _, err := r.run(b.Context(), inv, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("osexec", func(b *testing.B) {
		b.SetBytes(64 << 20)
		for b.Loop() {
			cmd := exec.Command("head", "-c", "67108864", "/dev/zero")
			var o, e bytes.Buffer
			cmd.Stdout, cmd.Stderr = &o, &e
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
			_ = o.String()
		}
	})
}
