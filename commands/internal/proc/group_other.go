//go:build !unix

package proc

// Windows and others have no process groups: only the process itself is ended,
// and what it started lives on.

import (
	"os"
	"syscall"
)

func ownGroup() *syscall.SysProcAttr { return nil }

func signalGroup(leader *os.Process, _ syscall.Signal) { killGroup(leader) }

// SignalNumber knows SIGKILL and SIGTERM, which both end a process.
func SignalNumber(name string) (syscall.Signal, bool) {
	switch name {
	case "SIGKILL":
		return syscall.SIGKILL, true
	case "SIGTERM":
		return syscall.SIGTERM, true
	}
	return 0, false
}

func killGroup(leader *os.Process) { _ = leader.Kill() }

func exitBySignal(s *os.ProcessState) Exit { return Exit{Code: s.ExitCode()} }
