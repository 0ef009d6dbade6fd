package proctest

// Programs that are hard to find or to end.

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ExitMainThread ends the main thread of this process and no other: the process
// becomes a zombie that lives on. It does not return.
func ExitMainThread() {
	// Goroutines that hold their thread are started until one holds the main
	// one. They block for good, so that each takes another thread.
	block := make(chan struct{})
	for {
		onMain := make(chan bool)
		go func() {
			runtime.LockOSThread()
			if unix.Gettid() != os.Getpid() {
				onMain <- false
				<-block
			}
			onMain <- true
			_, _, _ = unix.RawSyscall(unix.SYS_EXIT, 0, 0, 0)
		}()
		if <-onMain {
			<-block
		}
	}
}

// Hop prints its pid and then forks and exits, each child in its turn and in a
// session of its own, until somebody kills it in time or hops are made. Each
// waits for pause before it forks.
//
//go:norace
func Hop(hops int, pause time.Duration) {
	_, _ = os.Stdout.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	runtime.LockOSThread()
	// From here on only raw system calls: a fork of a Go program has one thread
	// and no runtime.
	rest := unix.NsecToTimespec(int64(pause))
	for range hops {
		_, _, _ = syscall.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&rest)), 0, 0)
		pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
		if pid != 0 || errno != 0 {
			_, _, _ = syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
		}
		_, _, _ = syscall.RawSyscall(unix.SYS_SETSID, 0, 0, 0)
	}
	_, _, _ = syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
}
