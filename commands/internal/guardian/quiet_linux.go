package guardian

// Keeping Go's runtime out of the commands' way. What it does behind the scenes
// for one command takes longer than the guardian's part in it, and takes the
// processor from a command that has just been started.

import (
	"os/signal"
	"runtime"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// drowsiness is by how much the timers of a guardian's threads may be late. The
// runtime's monitor would look every 20 µs whether a thread that sits in a system
// call keeps others from running, which there are none of. It must not be long:
// the runtime also pauses for a few microseconds here and there.
const drowsiness = 5 * time.Millisecond

// Signals numbered so are for programs to give a meaning to, and nobody sends
// them to a guardian. The three before them are the C library's own.
const (
	firstRealTime = unix.Signal(35)
	lastRealTime  = unix.Signal(64)
)

// unhearAll takes signals from the runtime that a guardian has no use for. It
// hears them all otherwise, and resets each one that it hears in each child,
// before that can execute its command. It keeps the others: somebody may send
// SIGUSR1 to all processes of a name, and unheard that would end the guardian.
func unhearAll() {
	unhear(unix.SIGCHLD) // it would interrupt the main thread for each child that ends
	for s := firstRealTime; s <= lastRealTime; s++ {
		unhear(s)
	}
}

// unhear takes a signal from the runtime and leaves it to the system.
func unhear(s unix.Signal) {
	signal.Ignore(s)       // the runtime forgets it; but what is ignored is inherited
	setBytes := uintptr(8) // of a set of signals
	if strings.HasPrefix(runtime.GOARCH, "mips") {
		setBytes = 16
	}
	var action [8]unsafe.Pointer // a zero struct sigaction, and more
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION,
		uintptr(s), uintptr(unsafe.Pointer(&action)), 0, setBytes, 0, 0)
}
