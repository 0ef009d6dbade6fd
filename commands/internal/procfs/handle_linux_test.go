package procfs_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func identify(t *testing.T, pid int) procfs.Identity {
	t.Helper()
	id, err := procfs.Identify(pid)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestHandle(t *testing.T) {
	t.Parallel()
	p := start(t, "hang")
	id := identify(t, p.PID())
	if !id.Alive() {
		t.Errorf("%v is not alive", id)
	}
	h, err := id.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()

	short, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := h.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Wait for a live process = %v, want the end of its context", err)
	}
	if err := h.Kill(); err != nil {
		t.Errorf("Kill = %v", err)
	}
	if err := h.Wait(context.Background()); err != nil {
		t.Errorf("Wait = %v", err)
	}
	if id.Alive() {
		t.Errorf("%v is a zombie, and said to be alive", id)
	}
	p.Kill() // reaps it
	if err := h.Kill(); !errors.Is(err, procfs.ErrGone) {
		t.Errorf("Kill of a reaped process = %v, want ErrGone", err)
	}
	if _, err := id.Open(); err == nil {
		t.Error("Open of a reaped process succeeds")
	}
}

// A number that a thread of another process has by now is no process's.
func TestOpenThread(t *testing.T) {
	t.Parallel()
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil || len(threads) < 2 {
		t.Fatalf("threads: %v, %v", threads, err)
	}
	for _, thread := range threads {
		pid, err := strconv.Atoi(thread.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		if h, err := procfs.Open(pid); !errors.Is(err, procfs.ErrGone) {
			t.Errorf("Open(%d) = %v, %v, want ErrGone", pid, h, err)
		}
	}
}

// A number that another process has by now must not be signalled.
func TestOpenRecycled(t *testing.T) {
	t.Parallel()
	id := identify(t, start(t, "hang").PID())
	id.Start--
	if h, err := id.Open(); !errors.Is(err, procfs.ErrRecycled) {
		t.Errorf("Open = %v, %v, want ErrRecycled", h, err)
	}
	if id.Alive() {
		t.Error("Alive ignores the start time")
	}
}

func TestOpenNobody(t *testing.T) {
	t.Parallel()
	for _, pid := range []int{-1, 0, 1 << 30} {
		if h, err := procfs.Open(pid); !errors.Is(err, procfs.ErrGone) {
			t.Errorf("Open(%d) = %v, %v, want ErrGone", pid, h, err)
		}
	}
}

// A process whose main thread has exited is a zombie by its state, and alive.
func TestExitedMainThread(t *testing.T) {
	t.Parallel()
	p := start(t, "exitmainthread")
	proctest.Eventually(t, "main thread exited", func() bool {
		stat, err := procfs.ReadStat(p.PID())
		return err == nil && stat.State == 'Z'
	})
	id := identify(t, p.PID())
	if !id.Alive() {
		t.Errorf("%v is said to be dead", id)
	}
	h, err := id.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := h.Wait(context.Background()); err != nil || id.Alive() {
		t.Errorf("Wait = %v, alive %v after it", err, id.Alive())
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	scope, err := procfs.CurrentScope()
	if err != nil || len(scope.Boot) != 36 || scope.PIDNamespace == 0 {
		t.Errorf("CurrentScope = %+v, %v", scope, err)
	}
	self, err := procfs.Self()
	if err != nil || self.PID != os.Getpid() || !self.Alive() {
		t.Errorf("Self = %v, %v", self, err)
	}
}
