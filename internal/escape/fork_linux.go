package escape

// What is called between fork and the end, where there is no Go runtime.

import (
	"syscall"
	"unsafe"
)

// A grip is what each process of an escape holds: a pipe whose reader sees the
// end of the file once nobody does, and one to the leader, who may wait for
// others to arrive before it exits; -1 for none.
type grip struct{ lifeline, leader int }

// fork returns 0 in the child, which may only call what follows here.
//
//go:nosplit
//go:norace
func fork() uintptr { return clone(uintptr(syscall.SIGCHLD)) }

//go:nosplit
//go:norace
func clone(flags uintptr) uintptr {
	pid, _, _ := syscall.RawSyscall6(syscall.SYS_CLONE, flags, 0, 0, 0, 0, 0)
	return pid
}

//go:nosplit
//go:norace
func setsid() { syscall.RawSyscall(syscall.SYS_SETSID, 0, 0, 0) }

//go:nosplit
//go:norace
func exit() { syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0) }

// exitThread ends the thread it is called on, which is not one after fork: the
// runtime sees a system call, and takes away what it would have that thread keep.
func exitThread() { _, _, _ = syscall.Syscall(syscall.SYS_EXIT, 0, 0, 0) }

// arrive tells the leader and the reader of the lifeline, by a byte each.
//
//go:nosplit
//go:norace
func arrive(g grip) {
	here := [1]byte{}
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(g.leader), uintptr(unsafe.Pointer(&here)), 1)
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(g.lifeline), uintptr(unsafe.Pointer(&here)), 1)
}

// Stay waits until it is killed.
//
//go:nosplit
//go:norace
func Stay() {
	for {
		syscall.RawSyscall6(syscall.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
	}
}
