package guardian

// Keeping Go's runtime out of the commands' way. What it does behind the scenes
// for one command takes longer than the guardian's part in it, and takes the
// processor from a command that has just been started.

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// drowsiness is by how much the timers of a guardian's threads may be late. The
// runtime's monitor would look every 20 µs whether a thread that sits in a system
// call keeps others from running, which there are none of. It must not be long:
// the runtime also pauses for a few microseconds here and there.
const drowsiness = 5 * time.Millisecond

// drowsily calls start on a thread whose timers may be late, which the process
// that it starts there inherits for all of its threads.
func drowsily(slack int, start func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if setSlack(int(drowsiness)) == nil {
		defer func() { _ = setSlack(slack) }()
	}
	start()
}

// ownSlack returns by how many nanoseconds the timers of this thread may be late.
func ownSlack() int {
	slack, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
	if err != nil || slack == 0 {
		return int(50 * time.Microsecond) // Linux's default
	}
	return slack
}

// setSlack sets it, for what this thread starts too.
func setSlack(ns int) error {
	return unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(ns), 0, 0, 0)
}

// unhear takes a signal from the runtime and leaves it to the system. SIGCHLD
// would interrupt the main thread for each child that ends, only to be dropped.
func unhear(s unix.Signal) {
	const setBytes = 8           // of a set of signals
	var action [8]unsafe.Pointer // a zero struct sigaction, and more
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION,
		uintptr(s), uintptr(unsafe.Pointer(&action)), 0, setBytes, 0, 0)
}
