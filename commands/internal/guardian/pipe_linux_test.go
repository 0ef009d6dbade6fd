package guardian

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// There are as many pipes for answers as commands at once, whatever becomes of the
// commands; and the guardian has no others, so that it does not run out of
// descriptors.
func TestPipesAreUsedAgain(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	fd := int(null.Fd())
	stdio := [3]int{-1, fd, fd}
	sleep := Command{Path: "/bin/sleep", Argv: []string{"sleep", "3600"}, Dir: "/"}
	for range 10 {
		if _, err := g.Spawn(Command{Path: "/nowhere", Dir: "/"}, stdio, never); err != unix.ENOENT {
			t.Fatalf("a program that is not there: %v", err)
		}
		reads := Command{Path: "/bin/cat", Argv: []string{"cat"}, Dir: "/", Brief: true}
		w, err := g.Spawn(reads, stdio, never)
		if err != nil {
			t.Fatal(err)
		}
		lasts := spawnCommand(t, g, sleep)
		if status, err := w.Reap(); status != 0 || err != nil {
			t.Errorf("cat of nothing: %#x, %v", status, err)
		}
		lasts.Signal(unix.SIGKILL)
		if _, err := lasts.Reap(); err != nil {
			t.Error(err)
		}
		if g.pipes.made != 2 || len(g.pipes.idle) != 2 {
			t.Fatalf("%d pipes, %d idle, want 2", g.pipes.made, len(g.pipes.idle))
		}
	}
	awaitPipes(t, g, 2)

	if err := syscall.Kill(g.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, err := g.Spawn(sleep, stdio, func() bool { return true })
		if !errors.Is(err, ErrSilent) {
			t.Errorf("of a guardian that is stopped: %v", err)
		}
	}
	if err := syscall.Kill(g.PID(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if status, err := spawn(t, g, "exit 3").Reap(); err != nil || status.ExitStatus() != 3 {
		t.Errorf("the next: %v, %v", status, err)
	}
	awaitPipes(t, g, 1)
}

// After many commands at once, neither side has the pipes of all of them.
func TestFewPipesAreKept(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	for range 2 {
		var wards []*Ward
		for range 2 * maxReused {
			wards = append(wards, spawn(t, g, "exec sleep 3600"))
		}
		for _, w := range wards {
			if _, err := g.Spawn(Command{Path: "/nowhere", Dir: "/"}, [3]int{-1, 0, 0}, never); err != unix.ENOENT {
				t.Errorf("a program that is not there: %v", err)
			}
			w.Signal(unix.SIGKILL)
			if _, err := w.Reap(); err != nil {
				t.Error(err)
			}
		}
		awaitPipes(t, g, maxReused)
	}
}

// Of many commands at once each is told its own end, by whatever pipe.
func TestPipes_hammer(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	var callers sync.WaitGroup
	for caller := range 3 * maxReused {
		callers.Go(func() {
			for round := range 20 {
				code := (20*caller + round) % 250
				line := fmt.Sprintf("exit %d", code)
				want := unix.WaitStatus(code << 8)
				path, signalled := "/bin/sh", code%3 == 0
				if signalled {
					line, want = "exec sleep 3600", unix.WaitStatus(unix.SIGKILL)
				}
				if code%5 == 0 {
					path = "/nowhere"
				}
				c := Command{Path: path, Argv: []string{"sh", "-c", line}, Dir: "/", Brief: code%2 == 0}
				w, err := g.Spawn(c, [3]int{-1, 1, 2}, never)
				if path == "/nowhere" {
					if err != unix.ENOENT {
						t.Errorf("a program that is not there: %v", err)
					}
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if signalled {
					w.Signal(unix.SIGKILL)
				}
				if status, err := w.Reap(); status != want || err != nil {
					t.Errorf("%s: got %#x, %v, want %#x", line, status, err, want)
				}
			}
		})
	}
	callers.Wait()
	awaitPipes(t, g, min(int(g.pipes.made), maxReused))
}

// awaitPipes waits until a guardian has so many pipes open. Who may not look there
// sees how many of the host's there are to be used again.
func awaitPipes(t *testing.T, g *Guardian, want int) {
	t.Helper()
	if got := len(g.pipes.idle); got != want {
		t.Errorf("%d idle pipes, want %d", got, want)
	}
	dir := fmt.Sprintf("/proc/%d/fd/", g.PID())
	entries, err := os.ReadDir(dir)
	for end := time.Now().Add(10 * time.Second); err == nil; entries, err = os.ReadDir(dir) {
		got := 0
		for _, entry := range entries {
			if target, _ := os.Readlink(dir + entry.Name()); strings.HasPrefix(target, "pipe:") {
				got++
			}
		}
		if got == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the guardian has %d pipes open, want %d", got, want)
		}
	}
	if !errors.Is(err, os.ErrPermission) {
		t.Fatal(err)
	}
}
