//go:build !unix

package proc

// Windows and others have no process groups: only the process itself is ended,
// and what it started lives on.

import (
	"os"
	"syscall"
)

func ownGroup() *syscall.SysProcAttr { return nil }

func killGroup(leader *os.Process) { _ = leader.Kill() }

func exitBySignal(s *os.ProcessState) Exit { return Exit{Code: s.ExitCode()} }
