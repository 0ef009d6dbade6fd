//go:build unix

package proc

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// exitOf translates a wait status.
func exitOf(status syscall.WaitStatus) Exit {
	if !status.Signaled() {
		return Exit{Code: status.ExitStatus()}
	}
	name := unix.SignalName(status.Signal())
	if name == "" { // a real-time signal
		name = fmt.Sprintf("signal %d", int(status.Signal()))
	}
	return Exit{Code: -1, Signal: name}
}

// SignalNumber returns the number of a signal, such as "SIGTERM", and whether
// there is one of that name.
func SignalNumber(name string) (syscall.Signal, bool) {
	sig := unix.SignalNum(name)
	return sig, sig != 0
}
