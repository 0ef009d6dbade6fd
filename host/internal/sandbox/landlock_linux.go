package sandbox

// Landlock to nothing: a set of rules that covers all a kernel can cover, and
// allows none of it. A library for this exists (go-landlock); it is made for
// rules, of which there are none here, and brings C code for programs with cgo.

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A ruleset is the rules, which are made while descriptors can be, and kept
// once the filter of system calls holds.
type ruleset struct{ fd, abi int } // abi 0: there is no Landlock, or it is not passed on

func newRuleset() (ruleset, error) {
	abi, err := createRuleset(nil, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if err != nil {
		return ruleset{}, nil
	}
	attr := everything(abi)
	fd, err := createRuleset(&attr, 0)
	return ruleset{fd, abi}, err
}

// restrict forbids this process whatever Landlock covers. With cgo, on a kernel
// that restricts one thread at a time, that is nothing: C's threads cannot be
// reached.
func (r ruleset) restrict(c *Confinement) error {
	if r.abi == 0 {
		return nil
	}
	defer unix.Close(r.fd)
	switch err := r.restrictThreads(); err {
	case nil:
		c.Landlock = r.abi
		return nil
	case syscall.ENOTSUP:
		return nil
	default:
		return err
	}
}

// restrictThreads puts every thread of this process under the rules. The error
// is ENOTSUP if that cannot be done.
func (r ruleset) restrictThreads() error {
	if r.abi >= 8 {
		_, _, errno := syscall.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF,
			uintptr(r.fd), unix.LANDLOCK_RESTRICT_SELF_TSYNC, 0)
		return asError(errno)
	}
	_, _, errno := syscall.AllThreadsSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(r.fd), 0, 0)
	return asError(errno)
}

// everything is what a version of the interface covers. Later ones than 6 cover
// more; the filter of system calls does, too.
func everything(abi int) unix.LandlockRulesetAttr {
	attr := unix.LandlockRulesetAttr{Handled_access_fs: unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1}
	if abi >= 2 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= 3 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if abi >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if abi >= 5 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if abi >= 6 {
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
		if signalsOwnThreads() {
			attr.Scoped |= unix.LANDLOCK_SCOPE_SIGNAL
		}
	}
	return attr
}

// signalsOwnThreads reports whether the kernel lets a process with a scope for
// signals signal its own threads. One that restricts thread by thread did not
// at first, and Go could not stop a goroutine any more: the garbage collector
// would wait for ever.
func signalsOwnThreads() bool {
	const erratum = 1 << (2 - 1)
	fixed, err := createRuleset(nil, unix.LANDLOCK_CREATE_RULESET_ERRATA)
	return err == nil && fixed&erratum != 0
}

// createRuleset returns a descriptor, or what flags ask for.
func createRuleset(attr *unix.LandlockRulesetAttr, flags uintptr) (int, error) {
	var size uintptr
	if attr != nil {
		size = unsafe.Sizeof(*attr)
	}
	n, _, errno := syscall.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET,
		uintptr(unsafe.Pointer(attr)), size, flags)
	return int(n), asError(errno)
}
