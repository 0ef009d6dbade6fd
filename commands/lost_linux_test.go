package commands_test

// A guardian that is killed.

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/holdfast-run/holdfast/commands"
)

// guardianOf returns the parent of a command.
func guardianOf(t *testing.T, r *commands.Runner) int {
	t.Helper()
	out, err := r.Run(t.Context(), "parent", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(out.(string))
	if err != nil || pid == os.Getpid() {
		t.Fatalf("the parent of a command is %q, %v", out, err)
	}
	return pid
}

const parentOf = "  parent: 'echo $PPID'\n"

// What is in flight is ended and has an error that says why, and the next
// command has a new guardian.
func TestGuardianKilled(t *testing.T) {
	t.Parallel()
	r := commands.New(commands.Config{
		Specs:   parse(t, "  x: { run: 'sleep 3600 & echo $$ $!; wait' }\n"+parentOf),
		Environ: environ(),
	})
	guardian := guardianOf(t, r)
	var calls sync.WaitGroup
	for range 3 {
		calls.Go(func() {
			res, err := r.Exec(context.Background(), "x", nil, commands.Options{})
			const want = `command "x": the guardian of the session was killed`
			if err == nil || err.Error() != want || res.Code != -1 {
				t.Errorf("in flight: %+v, %v, want %s", res, err, want)
			}
			for pid := range strings.FieldsSeq(res.Stdout) {
				requireDead(t, pid)
			}
		})
	}
	eventually(t, "three are running", func() bool { return commands.InFlight(r) == 3 })
	if err := syscall.Kill(guardian, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	calls.Wait()
	if d := time.Since(began); d > goneWithin {
		t.Errorf("calls in flight took %v to return", d)
	}
	eventually(t, "there is a new guardian", func() bool {
		out, err := r.Run(t.Context(), "parent", nil, commands.Options{})
		return err == nil && out != strconv.Itoa(guardian)
	})
	for range 2 {
		if _, err := r.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

// A command that the guardian had not begun to start when it was killed is another
// one's.
func TestGuardianKilledBeforeItTook(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: [echo, hello] }\n"+parentOf)
	guardian := guardianOf(t, r)
	if err := syscall.Kill(guardian, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var call sync.WaitGroup
	call.Go(func() {
		if out, err := r.Run(context.Background(), "x", nil, commands.Options{}); out != "hello" {
			t.Errorf("got %v, %v", out, err)
		}
	})
	eventually(t, "it is about to be asked", func() bool { return r.List()[0].Running || r.List()[1].Running })
	if err := syscall.Kill(guardian, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	call.Wait()
}

// What had left its group is caught by the nets below the guardian at once,
// whether or not anybody asks for anything, and Close says so.
func TestGuardianKilledWithADaemon(t *testing.T) {
	t.Parallel()
	const daemon = `setsid sh -c 'echo $$ >pid; exec sleep 3600' >/dev/null & ` +
		`until [ -s pid ]; do sleep 0.01; done; cat pid`
	r := commands.New(commands.Config{
		Specs:   parse(t, "  x: { run: "+strconv.Quote(daemon)+", cwd: "+t.TempDir()+" }\n"+parentOf),
		Environ: environ(),
	})
	guardian := guardianOf(t, r)
	pid, err := r.Run(t.Context(), "x", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(guardian, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	requireDead(t, pid.(string))
	report, err := r.Close(t.Context())
	named := func(k commands.Killed) bool { return strconv.Itoa(k.PID) == pid && k.Signal == "SIGKILL" }
	if err != nil || !slices.ContainsFunc(report.Killed, named) {
		t.Errorf("Close: %+v, %v, want process %v", report, err, pid)
	}
}

// A guardian that is asked to end by anybody ends everything first.
func TestGuardianTerminated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lines := newLifelines(t, dir)
	r := commands.New(commands.Config{Specs: parse(t, escaping()+parentOf), Environ: environ()})
	guardian := guardianOf(t, r)
	escapeAll(r, dir)
	for _, l := range lines {
		l.Arrived(t)
	}
	if err := syscall.Kill(guardian, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(goneWithin)
	for _, l := range lines {
		l.Gone(t, deadline)
	}
	eventually(t, "there is a new guardian", func() bool {
		_, err := r.Run(t.Context(), "parent", nil, commands.Options{})
		return err == nil
	})
	_, _ = r.Close(t.Context())
}

// limitFiles sets how many files a process may have open, and returns how many it
// might.
func limitFiles(t *testing.T, pid int, limit uint64) (was uint64) {
	t.Helper()
	var own syscall.Rlimit
	prlimit := func(set, get *syscall.Rlimit) {
		_, _, err := syscall.Syscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_NOFILE,
			uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(get)), 0, 0)
		if err != 0 {
			t.Fatal(err)
		}
	}
	prlimit(nil, &own)
	prlimit(&syscall.Rlimit{Cur: limit, Max: own.Max}, nil)
	return own.Cur
}

// A guardian that can open nothing more says so, and keeps what it has.
func TestGuardianWithoutFiles(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  dev: { run: "+hang.argv()+", persistent: true }\n"+parentOf)
	guardian := guardianOf(t, r)
	if _, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{}); err != nil {
		t.Fatal(err)
	}
	cmd := startHang(t)
	const enough = 40
	own := limitFiles(t, guardian, enough)
	failures := 0 // of which the first is with room for some descriptors, the next for none
	for limit := uint64(enough); limit > 0 && failures < 2; limit-- {
		limitFiles(t, guardian, limit)
		_, runErr := r.Run(t.Context(), "parent", nil, commands.Options{})
		err := r.Adopt(cmd.Process.Pid)
		if err != nil {
			failures++
		}
		for _, err := range []error{runErr, err} {
			if err != nil && !errors.Is(err, syscall.EMFILE) {
				t.Errorf("with a limit of %d: %v", limit, err)
			}
		}
	}
	limitFiles(t, guardian, own)
	if failures < 2 {
		t.Error("Adopt does not fail")
	}
	if s, err := r.Status("dev"); err != nil || !s.Running {
		t.Errorf("what was running: %+v, %v", s, err)
	}
	if now := guardianOf(t, r); now != guardian {
		t.Errorf("the guardian is %d, want %d", now, guardian)
	}
	_, _ = r.Close(t.Context())
	_ = cmd.Wait()
}

// Close does not hang with a guardian that hangs: it kills that, and the nets
// below end what it cannot.
func TestGuardianStopped(t *testing.T) {
	t.Parallel()
	r := commands.New(commands.Config{
		Specs:   parse(t, "  x: { run: "+hang.argv()+" }\n"+parentOf),
		Environ: environ(),
	})
	guardian := guardianOf(t, r)
	var call sync.WaitGroup
	call.Go(func() { _, _ = r.Exec(context.Background(), "x", nil, commands.Options{}) })
	eventually(t, "x is running", func() bool { return commands.InFlight(r) == 1 })
	if err := syscall.Kill(guardian, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, _ = r.Close(ctx) // whose error depends on whether the nets were quicker than ctx
	call.Wait()
	requireDead(t, strconv.Itoa(guardian))
}

// leaky leaves descriptors open that are not O_CLOEXEC, as some programs do,
// and says what a command finds open.
var leaky = register("leaky", func(args []string) {
	for range 3 {
		if _, err := syscall.Open("/dev/zero", syscall.O_RDONLY, 0); err != nil {
			panic(err)
		}
	}
	r := newRunner(embedded{dir: args[0]}, "  x: [ls, /proc/self/fd]\n")
	out, err := r.Run(context.Background(), "x", nil, commands.Options{})
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(os.Stdout, out.(string))
	_, _ = r.Close(context.Background())
})

// A command has its three streams, and not the guardian's socket nor what the
// host has left open. The fourth is the folder that ls reads.
func TestCommandsInheritNothing(t *testing.T) {
	t.Parallel()
	if got := embed(t, leaky, t.TempDir()); got != "0\n1\n2\n3" {
		t.Errorf("open in a command: %q", got)
	}
}

func TestLargeCommand(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: [echo, '${a}', '${b}'] }\n")
	for _, size := range []int{10_000, 32 << 10, 100_000, 131_000} {
		a, b := strings.Repeat("a", size), strings.Repeat("b", size)
		out, err := r.Run(t.Context(), "x", map[string]any{"a": a, "b": b}, commands.Options{})
		if err != nil || out != a+" "+b {
			t.Errorf("%d bytes: got %d, %v", size, len(out.(string)), err)
		}
	}
}

// What begins with Adopt is below the same nets: a daemon that has lost its marker is
// in the session's group.
func TestGuardianKilledAfterAdopt(t *testing.T) {
	t.Parallel()
	const daemon = `env -i setsid sh -c 'echo $$ >pid; exec sleep 3600' >/dev/null & ` +
		`until [ -s pid ]; do sleep 0.01; done; cat pid`
	r := newRunner(t, "  x: { run: "+strconv.Quote(daemon)+", cwd: "+t.TempDir()+" }\n"+parentOf)
	cmd := startHang(t)
	if err := r.Adopt(cmd.Process.Pid); err != nil {
		t.Fatal(err)
	}
	pid, err := r.Run(t.Context(), "x", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(guardianOf(t, r), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if hasGroups(t) {
		requireDead(t, pid.(string))
	}
	_, _ = r.Close(t.Context())
	_ = cmd.Wait()
}

// hasGroups reports whether sessions have control groups on this machine.
func hasGroups(t *testing.T) bool {
	t.Helper()
	out, err := newRunner(t, "  groups: cat /proc/self/cgroup\n").Run(t.Context(), "groups", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	return err == nil && out.(string) != strings.TrimSpace(string(own))
}
