package commands_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

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

// Adopt while the Runner is closed works, or says that.
func TestAdopt_hammer(t *testing.T) {
	t.Parallel()
	for range 10 {
		cmd := startHang(t)
		r := newRunner(t, "  x: ['true']\n")
		if err := r.Adopt(cmd.Process.Pid); err != nil {
			t.Fatal(err)
		}
		var adopting sync.WaitGroup
		for range 4 {
			adopting.Go(func() {
				err := r.Adopt(cmd.Process.Pid)
				for err == nil {
					err = r.Adopt(cmd.Process.Pid)
				}
				if !errors.Is(err, commands.ErrClosed) && !errors.Is(err, syscall.ESRCH) {
					t.Errorf("Adopt: %v, want ErrClosed", err)
				}
			})
		}
		if _, err := r.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
		adopting.Wait()
		_ = cmd.Wait()
	}
}

func TestAdoptErrors(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: ['true']\n")
	hung := startHang(t)
	for _, pid := range []int{1 << 30, 0, -1, threadOf(t, hung.Process.Pid)} {
		if err := r.Adopt(pid); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("%d, which is no process: %v", pid, err)
		}
	}
	_ = hung.Process.Kill()
	_ = hung.Wait()
	for pid, why := range map[int]string{os.Getpid(): "this program itself", 1: "nothing ends"} {
		if err := r.Adopt(pid); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("process %d: %v, want %q", pid, err, why)
		}
	}
	if comm, _ := os.ReadFile("/proc/2/comm"); string(comm) == "kthreadd\n" && os.Getuid() == 0 {
		if err := r.Adopt(2); err == nil || !strings.Contains(err.Error(), "part of the kernel") {
			t.Errorf("a thread of the kernel: %v", err)
		}
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

// threadOf returns the number of a thread of a process that is not its first.
func threadOf(t *testing.T, pid int) (thread int) {
	t.Helper()
	eventually(t, "a Go program has threads", func() bool {
		entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
		if err != nil || len(entries) < 2 {
			return false
		}
		thread, err = strconv.Atoi(entries[len(entries)-1].Name())
		return err == nil && thread != pid
	})
	return thread
}

// A guardian does not end itself.
func TestAdoptGuardian(t *testing.T) {
	t.Parallel()
	r := newRunner(t, parentOf)
	if err := r.Adopt(guardianOf(t, r)); err == nil || !strings.Contains(err.Error(), "its guardian") {
		t.Errorf("got %v", err)
	}
}

// A process that is adopted again and again takes no more than one does.
func TestAdoptAgain(t *testing.T) {
	t.Parallel()
	if got := embed(t, readopter, t.TempDir()); got != "0 false 1\n" {
		t.Errorf("descriptors more here, many more in the guardian, and killed by Close: %s", got)
	}
}

// readopter adopts a process over and over, and says what that costs.
var readopter = register("readopter", func(args []string) {
	cmd := startHang(embedded{})
	r := newRunner(embedded{dir: args[0]}, "  x: ['true']\n")
	var here, there int
	const times = 20
	for i := range times {
		if err := r.Adopt(cmd.Process.Pid); err != nil {
			panic(err)
		}
		if i == 0 {
			here, there = filesOf(os.Getpid()), filesOf(guardians()[0])
		}
	}
	here, there = filesOf(os.Getpid())-here, filesOf(guardians()[0])-there
	report, err := r.Close(context.Background())
	if err != nil {
		panic(err)
	}
	_ = cmd.Wait()
	fmt.Println(here, there > times/2, len(report.Killed)) // the guardian opens others now and then
})

// filesOf returns how many files a process has open, or nothing where that may not
// be seen.
func filesOf(pid int) int {
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	return len(entries)
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
	requireDead(t, strings.TrimSpace(killed(t, adopter, t.TempDir())))
}

// killed runs a program that ends by killing itself, and returns what it writes.
func killed(t *testing.T, p *program, args ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"-program", p.name}, args...)...)
	cmd.Env = append(os.Environ(), environ()...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil || len(out) == 0 {
		t.Fatalf("%s: %q, %v: %s", p.name, out, err, stderr.String())
	}
	return string(out)
}

// orphaner has a process adopted, kills its guardian, and is killed itself when
// another one has its place.
var orphaner = register("orphaner", func(args []string) {
	cmd := startHang(embedded{})
	r := newRunner(embedded{dir: args[0]}, "  x: ['true']\n")
	if err := r.Adopt(cmd.Process.Pid); err != nil {
		panic(err)
	}
	first := guardians()[0]
	_ = syscall.Kill(first, syscall.SIGKILL)
	poll(10*time.Second, func() bool {
		now := guardians()
		return len(now) == 1 && now[0] != first
	})
	_, _ = r.Exec(context.Background(), "x", nil, commands.Options{}) // which waits until all is handed over
	fmt.Println(cmd.Process.Pid)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
})

// guardians returns the numbers of this process's guardians.
func guardians() (pids []int) {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, file := range lists {
		list, _ := os.ReadFile(file)
		for pid := range strings.FieldsSeq(string(list)) {
			line, _ := os.ReadFile("/proc/" + pid + "/cmdline")
			if n, err := strconv.Atoi(pid); err == nil && string(line) == "holdfast-guardian\x00" {
				pids = append(pids, n)
			}
		}
	}
	return pids
}

// What a guardian had adopted is another's when it was killed, though nobody asks
// for a command.
func TestAdoptedIsHandedOver(t *testing.T) {
	t.Parallel()
	orphaner.used.Store(true)
	requireDead(t, strings.TrimSpace(killed(t, orphaner, t.TempDir())))
}

// stalled has a process adopted, kills its guardian, stops the one that takes its
// place as soon as it is there, and says whether Close returns.
var stalled = register("stalled", func(args []string) {
	cmd := startHang(embedded{})
	r := newRunner(embedded{dir: args[0]}, "  x: ['true']\n")
	if err := r.Adopt(cmd.Process.Pid); err != nil {
		panic(err)
	}
	first := guardians()[0]
	_ = syscall.Kill(first, syscall.SIGKILL)
	for stopped := false; !stopped; {
		for _, pid := range guardians() {
			stopped = stopped || pid != first && syscall.Kill(pid, syscall.SIGSTOP) == nil
		}
	}
	closed := make(chan struct{})
	go func() {
		_, _ = r.Close(context.Background())
		close(closed)
	}()
	select {
	case <-closed:
		err := cmd.Wait()
		fmt.Println(err)
	case <-time.After(10 * time.Second):
		fmt.Println("hangs")
	}
})

// Close does not wait for a guardian that was stopped before it could take over what
// another had adopted.
func TestAdoptedWhileGuardianStopped(t *testing.T) {
	t.Parallel()
	if got := embed(t, stalled, t.TempDir()); got != "signal: killed\n" {
		t.Errorf("Close, and the end of the process: %s", got)
	}
}

// Close ends what is adopted, whoever lives to do it.
func TestAdoptedAfterGuardianKilled(t *testing.T) {
	t.Parallel()
	r := newRunner(t, parentOf)
	cmd := startHang(t)
	if err := r.Adopt(cmd.Process.Pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(guardianOf(t, r), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	report, err := r.Close(t.Context())
	if err != nil || len(report.Killed) != 1 || report.Killed[0].PID != cmd.Process.Pid {
		t.Errorf("Close = %+v, %v, want %d killed", report, err, cmd.Process.Pid)
	}
	_ = cmd.Wait()
}
