package commands_test

// What a guardian costs, beside the same work without one.

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/internal/escape"
)

// BenchmarkSession opens a session, runs /bin/true once and closes it. What it
// takes more than BenchmarkTrue is a guardian's start and end.
func BenchmarkSession(b *testing.B) {
	session := func(b *testing.B, cfg commands.Config) {
		cfg.Specs, cfg.Environ = parse(b, "  x: [/bin/true]\n"), environ()
		for b.Loop() {
			r := commands.New(cfg)
			mustRun(b, r)
			if _, err := r.Close(context.Background()); err != nil {
				b.Error(err)
			}
		}
	}
	b.Run("guardian", func(b *testing.B) { session(b, commands.Config{}) })
	b.Run("uncontained", func(b *testing.B) { session(b, commands.Config{Uncontained: true}) })
}

const (
	nests = 16 // commands
	young = 13 // descendants of each: 208 in all, in sessions of their own
)

// nursery starts descendants, tells how many processes there are, and stays.
var nursery = register("nursery", func([]string) {
	held := [2]int{1, 1}
	if err := syscall.Pipe(held[:]); err != nil {
		panic(err)
	}
	escape.Daemons(held[1], young)
	for range young {
		_, _ = syscall.Read(held[0], make([]byte, 1))
	}
	_, _ = os.Stdout.WriteString("up\n")
	escape.Stay()
})

// BenchmarkClose ends 16 commands with 208 descendants.
func BenchmarkClose(b *testing.B) {
	b.Run("guardian", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r := busyRunner(b)
			b.StartTimer()
			closeBusy(b, r)
		}
	})
	// The least there is to it: everybody's number is known.
	b.Run("kill-by-number", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			ended := startNurseries(b)
			pids := awaitYoung(b)
			b.StartTimer()
			killNurslings(pids)
			b.StopTimer()
			ended.Wait()
			b.StartTimer()
		}
	})
}

// startNurseries starts all commands and descendants with os/exec, and ends them
// at the end of the benchmark if it has not. The group is done when the commands
// are reaped.
func startNurseries(b *testing.B) *sync.WaitGroup {
	b.Helper()
	nursery.used.Store(true)
	var ended sync.WaitGroup
	b.Cleanup(func() {
		killNurslings(nurslings())
		ended.Wait()
	})
	for range nests {
		cmd := exec.Command(os.Args[0], "-program", nursery.name, ward())
		cmd.Env = environ()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		// Owner: the benchmark, which waits. Ends with the command.
		ended.Go(func() { _ = cmd.Wait() })
	}
	return &ended
}

// killNurslings kills these processes, and returns once there are none at all.
func killNurslings(pids []int) {
	for ; len(pids) > 0; pids = nurslings() {
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

func TestCloseEndsMany(t *testing.T) {
	closeBusy(t, busyRunner(t))
	if pids := nurslings(); len(pids) > 0 {
		t.Errorf("%v are left", pids)
	}
}

// busyRunner returns a Runner with all commands and descendants there.
func busyRunner(t testing.TB) *commands.Runner {
	t.Helper()
	r := newRunner(t, "  x: { run: "+nursery.argv(ward())+", timeoutMs: -1 }\n")
	for range nests {
		go func() { _, _ = r.Exec(context.Background(), "x", nil, commands.Options{}) }()
	}
	awaitYoung(t)
	return r
}

// closeBusy closes r. Descendants that were yet to leave the group of their
// parent ended with it, and are not told of.
func closeBusy(t testing.TB, r *commands.Runner) {
	t.Helper()
	report, err := r.Close(context.Background())
	if err != nil || len(report.Killed) < nests {
		t.Errorf("Close: %d killed, %v", len(report.Killed), err)
	}
}

// awaitYoung waits until all processes of a nursery are there.
func awaitYoung(t testing.TB) (pids []int) {
	t.Helper()
	if !poll(30*time.Second, func() bool {
		pids = nurslings()
		return len(pids) == nests*(1+young)
	}) {
		t.Fatalf("%d processes, want %d", len(pids), nests*(1+young))
	}
	return pids
}

// ward is the last argument of this test process's nurseries: another one may
// have its own.
func ward() string { return strconv.Itoa(os.Getpid()) }

// nurslings finds all processes of program nursery of this test process.
func nurslings() (pids []int) {
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		line, _ := os.ReadFile("/proc/" + entry.Name() + "/cmdline")
		if strings.HasSuffix(string(line), "-program\x00"+nursery.name+"\x00"+ward()+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}
