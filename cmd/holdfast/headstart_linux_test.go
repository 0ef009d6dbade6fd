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

// What is to come first is initialised before the engine, which takes longest.
func TestInitialisedFirst(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(copyOfTests(t), "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1", "GORACE=atexit_sleep_ms=0")
	var trace strings.Builder
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut("\n"+trace.String(), "\ninit runtime ")
	for _, name := range []string{
		module + "/cmd/holdfast/internal/headstart", module + "/commands/early",
		"github.com/google/pprof/profile", "github.com/dop251/goja",
	} {
		_, after, found := strings.Cut(rest, "\ninit "+name+" ")
		if !found {
			t.Errorf("%s is not initialised after those before it:\n%s", name, &trace)
		}
		rest = "\n" + after
	}
}

// The guardian of a script that has commands to run starts beside its VM, and that
// of any other does not.
func TestRunPreparesForCommands(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{
		`console.log("up"); for (;;) commands.run`:  1,
		`console.log("up"); for (;;) "no commands"`: 0,
	} {
		t.Run(strconv.Itoa(want), func(t *testing.T) {
			t.Parallel()
			spec := filepath.Join(t.TempDir(), "holdfast.yaml")
			if err := os.WriteFile(spec, []byte("commands: { x: [\"true\"] }"), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(copyOfTests(t), "run", "--specs", spec, "-e", source)
			cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "HOME="+t.TempDir())
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = cmd.Wait() }()
			defer func() { _ = cmd.Process.Signal(os.Interrupt) }()
			if _, err := stdout.Read(make([]byte, 3)); err != nil {
				t.Fatal(err)
			}
			guardians := func() int { return len(children(t, cmd.Process.Pid, "holdfast-guardian")) }
			if want == 0 && guardians() > 0 {
				t.Error("a guardian was started for nothing")
			}
			eventually(t, "the guardian", func() bool { return guardians() == want })
		})
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
