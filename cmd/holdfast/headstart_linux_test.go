package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A run that waits for its script on standard input has its worker already. If
// there is nothing to run, neither outlives the other.
func TestRunHasHeadStart(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(copyOfTests(t), "run", "-")
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "HOME="+t.TempDir())
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var workers []int
	eventually(t, "a worker", func() bool {
		workers = children(t, cmd.Process.Pid, "holdfast-worker")
		return len(workers) > 0
	})
	if _, err := stdin.Write([]byte("no UTF-8: \xff")); err != nil {
		t.Fatal(err)
	}
	_ = stdin.Close()
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != statusUsage {
		t.Errorf("exit status %d, want %d", cmd.ProcessState.ExitCode(), statusUsage)
	}
	if len(workers) != 1 || !gone(workers[0], time.Now().Add(goneWithin)) {
		t.Errorf("workers %d: want one, that has ended", workers)
	}
}

// children returns the children of a process that have such an argv[0].
func children(t *testing.T, parent int, name string) (found []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range stats {
		stat, _ := os.ReadFile(file) // none of a process that has ended meanwhile
		_, fields, _ := strings.Cut(string(stat), ") ")
		if f := strings.Fields(fields); len(f) < 2 || f[1] != strconv.Itoa(parent) {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
		if argv0, _, _ := strings.Cut(string(line), "\x00"); argv0 == name {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, pid)
		}
	}
	return found
}
