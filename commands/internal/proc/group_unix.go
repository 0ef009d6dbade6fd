//go:build unix && !linux

package proc

import (
	"os"
	"syscall"
)

func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

func killGroup(leader *os.Process) { _ = syscall.Kill(-leader.Pid, syscall.SIGKILL) }

func exitBySignal(s *os.ProcessState) Exit {
	status, ok := s.Sys().(syscall.WaitStatus)
	if !ok {
		return Exit{Code: -1}
	}
	return exitOf(status)
}
