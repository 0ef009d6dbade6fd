package sandbox

// A worker as its host sees it.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

var (
	_ = deed("inherited", func(string) string {
		var fds []string
		for fd := range 64 {
			target, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
			// Go's runtime has some of its own, O_CLOEXEC, of the last two kinds.
			if err == nil && !strings.HasPrefix(target, "anon_inode:") &&
				!strings.HasPrefix(target, "/sys/fs/cgroup/") {
				name, _, _ := strings.Cut(target, ":")
				fds = append(fds, fmt.Sprintf("%d=%s", fd, name))
			}
		}
		dir, _ := os.Getwd()
		group := unix.Getpgrp()
		comm, _ := os.ReadFile("/proc/self/comm")
		return fmt.Sprintln(fds, os.Environ(), dir, group == os.Getpid(), string(comm))
	})
	_ = deed("zone", func(string) string {
		return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).In(time.Local).Format("15:04")
	})
	_ = deed("exit", func(string) string { os.Exit(7); return "" })
	_ = deed("print", func(text string) string { print(text); return text })
	_ = deed("flood", func(string) string {
		for range 10_000 {
			print(strings.Repeat("flood ", 20), "\n")
		}
		return "flooded"
	})
	_ = deed("overflow", func(string) string {
		debug.SetMaxStack(1 << 20)
		return fmt.Sprint(depth(1 << 30))
	})
	_ = deed("allocate", func(size string) string {
		var bytes int
		_, _ = fmt.Sscan(size, &bytes)
		kept = make([]byte, bytes)
		return fmt.Sprint(len(kept))
	})
	_ = deed("touch", func(string) string {
		for i := 0; i < len(kept); i += 512 {
			kept[i] = 1
		}
		return "touched"
	})
	_ = deed("free", func(string) string { kept = nil; debug.FreeOSMemory(); return "freed" })
	_ = deed("spin", func(string) string {
		for range runtime.GOMAXPROCS(0) {
			go spin(nil)
		}
		spin(nil)
		return ""
	})
)

// kept is a worker's memory.
var kept []byte

// spin loops until stop is closed, without a place where it could yield.
func spin(stop <-chan struct{}) {
	for i := uint64(0); ; i++ {
		if i&(1<<20-1) != 0 {
			continue
		}
		select {
		case <-stop:
			return
		default:
		}
	}
}

func TestInheritance(t *testing.T) {
	t.Setenv("HOLDFAST_SANDBOX_SECRET", "x")
	leak, err := unix.Open("/", unix.O_RDONLY, 0) // not O_CLOEXEC
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(leak)
	const want = "[0=/dev/null 1=/dev/null 2=/memfd 3=socket] [] / true holdfast-worker  "
	if got := newWorker(t).ask(t, "inherited"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A worker's timers are late while it starts. The host's never are.
func TestTimersOfTheHost(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := launch.Slack()
	newWorker(t)
	if after := launch.Slack(); after != before {
		t.Errorf("they may be late by %v, before by %v", after, before)
	}
}

func TestTimeZone(t *testing.T) {
	t.Setenv("TZ", "Asia/Tokyo")
	if got := newConfined(t).ask(t, "zone"); got != "09:00" {
		t.Errorf("midnight UTC is %s, want 09:00", got)
	}
}

func TestDeath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line string
		want Death // LastWords: a part of them
	}{
		{"exit", Death{Known: true, Code: 7}},
		{"overflow", Death{Known: true, Code: 2, LastWords: "fatal error: stack overflow"}},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			t.Parallel()
			w := newConfined(t)
			w.tell(t, test.line)
			got := w.awaitEnd(t)
			if got.Known != test.want.Known || got.Code != test.want.Code || got.Signal != "" ||
				!strings.Contains(got.LastWords, test.want.LastWords) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if _, err := w.lines.ReadByte(); err != io.EOF {
				t.Errorf("Socket: %v, want EOF", err)
			}
			if _, err := w.Memory(); err != os.ErrProcessDone {
				t.Errorf("Memory: %v", err)
			}
			if err := w.LimitMemory(1 << 30); err != os.ErrProcessDone {
				t.Errorf("LimitMemory: %v", err)
			}
		})
	}
}

func TestKill(t *testing.T) {
	t.Parallel()
	w := newConfined(t)
	w.tell(t, "spin")
	w.Kill()
	if got := w.awaitEnd(t); got.Signal != "SIGKILL" || got.Code != -1 || !got.Known {
		t.Errorf("got %+v", got)
	}
	w.Kill()
	w.Close()
	w.Close()
	if _, err := w.Socket().Write([]byte("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Write after Close: %v", err)
	}
}

// Signals that are sent to everything at once are for the host to answer.
func TestSignals(t *testing.T) {
	t.Parallel()
	w := newConfined(t)
	for _, s := range []unix.Signal{unix.SIGINT, unix.SIGTERM, unix.SIGHUP} {
		if err := unix.Kill(w.PID(), s); err != nil {
			t.Fatal(err)
		}
		if got := w.ask(t, "echo "+s.String()); got != s.String() {
			t.Errorf("got %q", got)
		}
	}
}

func TestLastWords(t *testing.T) {
	t.Parallel()
	w := newConfined(t)
	w.ask(t, "print this")
	w.Kill()
	if got := w.Death().LastWords; got != "this" {
		t.Errorf("got %q", got)
	}
}

// A worker that prints without end must not wait for a reader, nor end.
func TestTooManyWords(t *testing.T) {
	t.Parallel()
	w := newConfined(t)
	w.ask(t, "flood")
	w.ask(t, "echo alive")
	w.Kill()
	words := w.Death().LastWords
	if len(words) > launch.WordsBytes || len(words) < launch.WordsBytes-4096 ||
		!strings.HasPrefix(words, "flood ") {
		t.Errorf("%d bytes, beginning with %.20q", len(words), words)
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	w := newConfined(t)
	w.ask(t, "allocate "+fmt.Sprint(size))
	before := memoryOf(t, w)
	w.ask(t, "touch")
	full := memoryOf(t, w)
	if grown := full - before; grown < size*9/10 || grown > size*4 { // the race detector keeps notes
		t.Errorf("grew by %d, want about %d", grown, size)
	}
	w.ask(t, "free")
	if after := memoryOf(t, w); after > full-size/2 {
		t.Errorf("%d after %d", after, full)
	}
	w.Kill()
	if peak := w.Death().MaxMemory; peak < full {
		t.Errorf("MaxMemory = %d, but there were %d", peak, full)
	}
}

func TestCPUTime(t *testing.T) {
	t.Parallel()
	w := newConfined(t)
	before, err := w.CPUTime()
	if err != nil || before <= 0 {
		t.Fatalf("got %v, %v", before, err)
	}
	w.tell(t, "spin")
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		spent, err := w.CPUTime()
		if err != nil || time.Since(began) > 30*time.Second {
			t.Fatalf("from %v to %v, %v", before, spent, err)
		}
		if spent > before+20*time.Millisecond {
			break
		}
	}
	w.Kill()
	w.awaitEnd(t)
	if _, err := w.CPUTime(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("after its end: %v", err)
	}
}

func memoryOf(t *testing.T, w asker) int {
	t.Helper()
	bytes, err := w.Memory()
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

func TestLimitMemory(t *testing.T) {
	t.Parallel()
	const half, whole = "allocate 536870912", "allocate 1073741824"
	w := newConfined(t)
	for _, limit := range []int{256 << 20, -1} {
		if err := w.LimitMemory(limit); err != nil {
			t.Fatal(err)
		}
	}
	w.ask(t, half) // there is no limit any more
	w.ask(t, "free")
	if err := w.LimitMemory(256 << 20); err != nil {
		t.Fatal(err)
	}
	w.ask(t, "echo what it has it keeps")
	w.tell(t, whole)
	// The race detector has words of its own for it, and exits with 66.
	got := w.awaitEnd(t)
	if got.Code <= 0 || !strings.Contains(got.LastWords, "out of memory") &&
		!strings.Contains(got.LastWords, "ThreadSanitizer failed to allocate") {
		t.Errorf("got %+v", got)
	}
}

// Nothing may be left of workers: descriptors, goroutines (TestMain looks for
// them), processes.
func TestNothingIsLeft(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // or finalizers close what was forgotten
	newWorker(t).Close()                             // opens what stays open, as the poller
	before := openFiles()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 25 {
				w, err := Start()
				if err != nil {
					t.Error(err)
					return
				}
				w.Close()
				if err := unix.Kill(w.PID(), 0); err != unix.ESRCH {
					t.Errorf("process %d: %v", w.PID(), err)
				}
			}
		})
	}
	all.Wait()
	if after := openFiles(); !slices.Equal(before, after) {
		t.Errorf("before: %v\nafter: %v", before, after)
	}
}

func openFiles() []string {
	names, _ := filepath.Glob("/proc/self/fd/*")
	var open []string
	for _, name := range names {
		if target, err := os.Readlink(name); err == nil {
			open = append(open, name+" "+target)
		}
	}
	return open
}

// A hammer of every method while a worker ends.
func TestProcess_hammer(t *testing.T) {
	t.Parallel()
	for range 10 {
		w := newConfined(t)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for {
					_, err := w.Memory()
					limitErr := w.LimitMemory(-1)
					w.Kill()
					if err == os.ErrProcessDone && limitErr == os.ErrProcessDone {
						break
					}
				}
				_ = w.Death()
				w.Close()
			})
		}
		all.Wait()
	}
}
