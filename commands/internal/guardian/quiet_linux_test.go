package guardian

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// What the guardian does about signals is nothing that its commands inherit.
func TestSignalsOfCommands(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	const check = `grep -qx "SigIgn:.$1" /proc/self/status && grep -qx "SigBlk:.0*" /proc/self/status`
	ignored := fmt.Sprintf("%016x", signals(t, os.Getpid(), "SigIgn"))
	w := spawnCommand(t, g, Command{
		Path: "/bin/sh", Argv: []string{"sh", "-c", check, "sh", ignored}, Dir: "/",
		Env: []string{"PATH=" + os.Getenv("PATH")},
	})
	if status, err := w.Reap(); status != 0 || err != nil {
		t.Errorf("a command ignores other signals than %s, or blocks some: %#x, %v", ignored, status, err)
	}
}

func TestUnheard(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	if _, err := spawn(t, g, "exit").Reap(); err != nil { // so that it is ready
		t.Fatal(err)
	}
	caught, ignored := signals(t, g.PID(), "SigCgt"), signals(t, g.PID(), "SigIgn")
	for s, heard := range map[unix.Signal]bool{
		unix.SIGCHLD: false, firstRealTime: false, lastRealTime: false,
		unix.SIGPIPE: true, unix.SIGUSR1: true, unix.SIGTERM: true, unix.SIGSEGV: true,
	} {
		if bit := uint64(1) << (s - 1); caught&bit != 0 != heard || ignored&bit != 0 {
			t.Errorf("signal %d: caught %x, ignored %x", s, caught, ignored)
		}
	}
}

// signals returns one of the sets of signals that /proc/PID/status tells of.
func signals(t *testing.T, pid int, set string) uint64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "\n"+set+":")
	bits, err := strconv.ParseUint(strings.Fields(after)[0], 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	return bits
}
