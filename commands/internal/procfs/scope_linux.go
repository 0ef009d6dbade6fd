package procfs

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// CurrentScope returns the scope of this process. The error says what cannot be
// read.
func CurrentScope() (Scope, error) {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return Scope{}, fmt.Errorf("boot id: %w", err)
	}
	var ns unix.Stat_t
	if err := unix.Stat("/proc/self/ns/pid", &ns); err != nil {
		return Scope{}, &os.PathError{Op: "stat", Path: "/proc/self/ns/pid", Err: err}
	}
	return Scope{strings.TrimSpace(string(boot)), ns.Ino}, nil
}

// Self returns the identity of this process.
func Self() (Identity, error) {
	// Not /proc/self/stat: where /proc is that of another pid namespace, the
	// number in it would be no number of ours.
	return Identify(os.Getpid())
}
