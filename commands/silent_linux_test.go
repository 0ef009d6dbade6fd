package commands_test

// What becomes of calls while the guardian does not answer: it was stopped, or is
// stuck in the kernel.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// silence stops the guardian of r, until the test calls the function returned.
func silence(t *testing.T, r *commands.Runner) (resume func()) {
	t.Helper()
	pid := guardianOf(t, r)
	signal := func(s syscall.Signal) {
		if err := syscall.Kill(pid, s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	eventually(t, "the guardian is stopped", func() bool {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return strings.Contains(string(stat), ") T ")
	})
	return func() { signal(syscall.SIGCONT) }
}

// soon is a context that ends as one does of which a caller loses patience.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func requireCode(t *testing.T, err error, want commands.Code, says string) {
	t.Helper()
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != want || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want a %s that says %q", err, want, says)
	}
}

// A call returns when its context ends, or soon after its timeout, and what it gave
// up is not started later.
func TestSilentGuardian(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRunner(t, "  touch: { run: [touch, '${file}'], cwd: "+dir+" }\n"+
		"  dev: { run: 'touch dev; exec sleep 3600', persistent: true, cwd: "+dir+" }\n"+parentOf)
	resume := silence(t, r)

	const why = "before it was started: the guardian of the session does not answer"
	_, err := r.Run(soon(t), "touch", map[string]any{"file": "cancelled"}, commands.Options{})
	requireCode(t, err, commands.CodeCancelled, "cancelled: context deadline exceeded "+why)
	_, err = r.Run(t.Context(), "touch", map[string]any{"file": "late"},
		commands.Options{Timeout: 20 * time.Millisecond})
	requireCode(t, err, commands.CodeTimeout, "timed out after 20ms "+why)
	status, err := r.Start(soon(t), "dev", nil, commands.StartOptions{})
	requireCode(t, err, commands.CodeCancelled, "cancelled before it was ready")
	if status.Running || status.PID != 0 {
		t.Errorf("status is %+v", status)
	}

	resume()
	if _, err := r.Run(t.Context(), "touch", map[string]any{"file": "last"}, commands.Options{}); err != nil {
		t.Error(err)
	}
	if got, want := names(t, dir), []string{"last"}; !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// A Start that gives up leaves the command to another one that waits for it.
func TestSilentGuardian_startIsShared(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  dev: { run: sleep 3600, persistent: true }\n"+parentOf)
	resume := silence(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	var first, other sync.WaitGroup
	first.Go(func() {
		_, err := r.Start(ctx, "dev", nil, commands.StartOptions{})
		requireCode(t, err, commands.CodeCancelled, "")
	})
	eventually(t, "one Start waits", func() bool { return commands.Starters(r, "dev") == 1 })
	other.Go(func() {
		status, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{})
		if err != nil || !status.Ready {
			t.Errorf("the other: %+v, %v", status, err)
		}
	})
	eventually(t, "two wait", func() bool { return commands.Starters(r, "dev") == 2 })
	cancel()
	first.Wait()
	resume()
	other.Wait()
}

// Of what ends while nobody is told it is not said that it survives.
func TestSilentGuardian_ends(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  dev: { run: "+hang.argv()+", persistent: true }\n"+
		"  x: "+hang.argv()+"\n"+parentOf)
	commands.SetKillWait(r, time.Second)
	if _, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	const why = "; the guardian of the session does not answer: process "
	var call sync.WaitGroup
	call.Go(func() {
		_, err := r.Exec(ctx, "x", nil, commands.Options{})
		requireCode(t, err, commands.CodeCancelled, "cancelled: context canceled"+why)
	})
	eventually(t, "x is running", func() bool { return commands.InFlight(r) == 1 })
	resume := silence(t, r)
	cancel()
	_, err := r.Stop(t.Context(), "dev", commands.StopOptions{Grace: new(time.Duration)})
	requireCode(t, err, commands.CodeTimeout, "cannot be ended"+why)
	call.Wait()
	resume()
	if status, err := r.Wait(t.Context(), "dev", commands.WaitOptions{For: "exit"}); status.State != "stopped" {
		t.Errorf("when it answers again: %+v, %v", status, err)
	}
}

// Stop and Close end what the guardian has not started.
func TestSilentGuardian_stop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRunner(t, "  dev: { run: 'touch dev', persistent: true, cwd: "+dir+" }\n"+
		"  x: { run: 'touch x', cwd: "+dir+" }\n"+parentOf)
	resume := silence(t, r)
	var calls sync.WaitGroup
	calls.Go(func() {
		_, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{})
		requireCode(t, err, commands.CodeNotReady, "stopped before it was ready")
	})
	eventually(t, "it can be stopped", func() bool {
		_, err := r.Stop(t.Context(), "dev", commands.StopOptions{})
		return err == nil
	})
	calls.Wait()
	calls.Go(func() {
		if _, err := r.Run(context.Background(), "x", nil, commands.Options{}); !errors.Is(err, commands.ErrClosed) {
			t.Errorf("Run: %v", err)
		}
	})
	eventually(t, "it waits", func() bool {
		return slices.ContainsFunc(r.List(), func(i commands.Info) bool { return i.Name == "x" && i.Running })
	})
	var end sync.WaitGroup
	end.Go(func() {
		if _, err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	calls.Wait()
	resume()
	end.Wait()
	if files := names(t, dir); len(files) > 0 {
		t.Errorf("files %q", files)
	}
}

// freeze makes the guardian of r hang in the start of its next command, until the
// test calls thaw: that is started in the session's control group, in which nothing
// runs. Processes lists what is in it. The test is skipped where there is no group.
func freeze(t *testing.T, r *commands.Runner) (processes func() string, thaw func()) {
	t.Helper()
	out, err := r.Run(t.Context(), "groups", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, group, _ := strings.Cut("\n"+out.(string), "\n0::")
	group, _, _ = strings.Cut(group, "\n")
	for _, mount := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified"} {
		file := mount + group + "/cgroup.freeze"
		if !strings.Contains(group, "/holdfast-") || os.WriteFile(file, []byte("1"), 0) != nil {
			continue
		}
		return func() string {
				list, _ := os.ReadFile(mount + group + "/cgroup.procs")
				return strings.TrimSpace(string(list))
			}, func() {
				if err := os.WriteFile(file, []byte("0"), 0); err != nil {
					t.Error(err)
				}
			}
	}
	t.Skip("the session has no control group")
	return nil, nil
}

// What is given up ends as soon as it is started, even if there was no room to tell
// the guardian of it.
func TestSilentGuardian_full(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  wait: { run: [sleep, '3600'] }\n  echo: { run: [echo, '${text}'] }\n"+
		"  groups: [cat, /proc/self/cgroup]\n")
	processes, thaw := freeze(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	var first, others sync.WaitGroup
	first.Go(func() {
		_, err := r.Run(ctx, "wait", nil, commands.Options{})
		requireCode(t, err, commands.CodeCancelled, "before it was started")
	})
	eventually(t, "it is being started", func() bool { return processes() != "" })
	pid := processes()
	const enough = 20 // to fill the buffer of a socket, some 200 kB
	text := map[string]any{"text": strings.Repeat("x", 30_000)}
	for range enough {
		others.Go(func() {
			_, err := r.Run(soon(t), "echo", text, commands.Options{})
			requireCode(t, err, commands.CodeCancelled, "before it was started")
		})
	}
	others.Wait()
	cancel()
	first.Wait()
	thaw()
	requireDead(t, pid)
}
