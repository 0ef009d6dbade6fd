package commands_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
)

// startHang starts a process that hangs, as an embedder does.
func startHang(t testing.TB) *exec.Cmd {
	t.Helper()
	hang.used.Store(true)
	cmd := exec.Command(os.Args[0], "-program", hang.name)
	cmd.Env = environ()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: ['true']\n")
	early, late := startHang(t), startHang(t)
	for _, cmd := range []*exec.Cmd{early, late} {
		if err := r.Adopt(cmd.Process.Pid); err != nil {
			t.Fatal(err)
		}
	}
	_ = early.Process.Kill()
	_ = early.Wait() // by whoever started it
	report, err := r.Close(t.Context())
	if err != nil || len(report.Killed) != 1 || report.Killed[0].PID != late.Process.Pid ||
		report.Killed[0].Signal != "SIGKILL" {
		t.Errorf("Close = %+v, %v, want %d killed", report, err, late.Process.Pid)
	}
	if err := late.Wait(); late.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("adopted process: %v", err)
	}
}

func TestAdoptErrors(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: ['true']\n")
	if err := r.Adopt(1 << 30); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("no such process: %v", err)
	}
	_, _ = r.Close(t.Context())
	if err := r.Adopt(os.Getpid()); !errors.Is(err, commands.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	u := newRunnerWith(t, commands.Config{Uncontained: true}, "  x: ['true']\n")
	if err := u.Adopt(os.Getpid()); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("uncontained: %v", err)
	}
}

// adopter starts a process of its own, has it adopted and is then killed.
var adopter = register("adopter", func(args []string) {
	cmd := startHang(embedded{})
	r := newRunner(embedded{dir: args[0]}, "  x: ['true']\n")
	if err := r.Adopt(cmd.Process.Pid); err != nil {
		panic(err)
	}
	_, _ = r.Exec(context.Background(), "x", nil, commands.Options{})
	fmt.Println(cmd.Process.Pid)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
})

func TestAdoptedEndsWithItsHost(t *testing.T) {
	t.Parallel()
	adopter.used.Store(true)
	cmd := exec.Command(os.Args[0], "-program", adopter.name, t.TempDir())
	cmd.Env = append(os.Environ(), environ()...)
	out, err := cmd.Output()
	if err == nil || len(out) == 0 {
		t.Fatalf("adopter: %q, %v", out, err)
	}
	requireDead(t, strings.TrimSpace(string(out)))
}
