package sandbox

// What a worker gives up, in the order in which it can: each step may need what
// a later one takes.

import (
	"fmt"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

func confine() (c Confinement, err error) {
	// The thread that has no new privileges is the one to install the filter.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var rules ruleset
	for _, step := range []struct {
		name string
		take func(*Confinement) error
	}{
		{"dumps", forbidDumps},
		{"landlock's rules", func(*Confinement) (err error) { rules, err = newRuleset(); return err }},
		{"limits", lowerLimits},
		{"seccomp", installFilter},
		{"privileges", fixPrivileges},
		{"landlock", func(c *Confinement) error { return rules.restrict(c) }},
	} {
		if err := step.take(&c); err != nil {
			return c, fmt.Errorf("confining a worker: %s: %w", step.name, err)
		}
	}
	return c, nil
}

func forbidDumps(c *Confinement) error {
	err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	c.Private = err == nil
	return err
}

// fixPrivileges sets no_new_privs, which a filter has brought to all threads if
// there is one: to stop them all for it takes a tenth of a millisecond. Under cgo
// it does so on this thread only.
func fixPrivileges(c *Confinement) error {
	if c.Seccomp {
		return nil
	}
	_, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	if errno == syscall.ENOTSUP {
		return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	}
	c.NoNewPrivileges = errno == 0
	return asError(errno)
}

// lowerLimits leaves the worker its open descriptors and no other. A limit on
// processes (RLIMIT_NPROC) would not do: it counts threads, and those of all
// processes of the user.
func lowerLimits(c *Confinement) error {
	for _, limit := range []struct {
		resource int
		value    uint64
	}{
		{unix.RLIMIT_CORE, 0},
		{unix.RLIMIT_NOFILE, 0},
		// Last words are a file to the system, and past this limit a signal
		// would end the worker: the file's own end comes before it.
		{unix.RLIMIT_FSIZE, 2 * launch.WordsBytes},
	} {
		to := unix.Rlimit{Cur: limit.value, Max: limit.value}
		if err := unix.Prlimit(0, limit.resource, &to, nil); err != nil {
			return err
		}
	}
	c.Limits = true
	return nil
}

func asError(errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return errno
}
