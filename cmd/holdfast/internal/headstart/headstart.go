// Package headstart answers: what is under way before main?
//
// It has an init function. Importing it starts the worker of "holdfast run", while Go
// initialises the packages that the command line, specs and servers need. Anything it
// imported would be initialised first, and with package os a third of the gain is lost.
package headstart

import (
	"syscall"

	"github.com/holdfast-run/holdfast/internal/launch"
)

func init() {
	_, child := syscall.Getenv(launch.Variable)
	if !child && runsScript(commandLine()) {
		launch.Early()
	}
}

// commandLine returns this process's arguments, each with a zero byte behind it,
// or the beginning of them. It is empty where there is no /proc.
func commandLine() []byte {
	fd, err := syscall.Open("/proc/self/cmdline", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer syscall.Close(fd)
	line := make([]byte, 4096)
	n, _ := syscall.Read(fd, line)
	return line[:max(n, 0)]
}

// runsScript reports whether a command line looks like "holdfast run SCRIPT",
// with a worker of its own. A worker started in error costs what it takes, and
// one not started is started later.
func runsScript(line []byte) bool {
	_, line = cut(line)
	command, line := cut(line)
	if command != "run" || len(line) == 0 {
		return false
	}
	for len(line) > 0 {
		var arg string
		arg, line = cut(line)
		const session = "--session"
		if arg == "-h" || arg == "--help" || len(arg) >= len(session) && arg[:len(session)] == session {
			return false
		}
	}
	return true
}

// cut takes the first argument off. Package bytes could do it, but depends on
// unicode's tables.
func cut(line []byte) (arg string, rest []byte) {
	for i, b := range line {
		if b == 0 {
			return string(line[:i]), line[i+1:]
		}
	}
	return string(line), nil
}
