package launch

import (
	"runtime"
	"syscall"
	"time"
)

// Of prctl(2).
const (
	prSetTimerSlack = 29
	prGetTimerSlack = 30
)

// Wake ends a worker's drowsiness, of this thread and of those that it starts. What
// has been started by then keeps it: half a millisecond harms nobody.
func Wake() { _ = SetSlack(usualSlack) }

// usualSlack is what Linux begins with.
const usualSlack = 50 * time.Microsecond

// Slack returns by how much the timers of this thread may be late.
func Slack() time.Duration {
	ns, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prGetTimerSlack, 0, 0)
	if errno != 0 || ns == 0 {
		return usualSlack
	}
	return time.Duration(ns)
}

// SetSlack sets it, for what this thread starts too. The error is the system's.
func SetSlack(slack time.Duration) error {
	_, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerSlack, uintptr(slack), 0)
	return asError(errno)
}

// Drowsily calls start on a thread whose timers may be late by slack, which the
// process that it starts there inherits for all of its threads, until they set
// it: Go's monitor is a thread that sleeps for 20 µs at a time in a process that
// is busy or new, and each time takes the processor from what it monitors.
func Drowsily(slack time.Duration, start func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	onThisThread(slack, start)
}

// onThisThread is Drowsily where Go keeps the goroutine on its thread anyway, as
// it does while it initialises a program. To lock it there takes another thread.
func onThisThread(slack time.Duration, start func()) {
	usual := Slack()
	if SetSlack(slack) == nil {
		defer func() { _ = SetSlack(usual) }()
	}
	start()
}
