//go:build unix

package sandbox

// How a start of this program is told from one as a worker.

import (
	"os"
	"strconv"
	"syscall"
)

const available = true

var errUnavailable error

// By these three together, and no less, a worker is told from any other start
// of the same program.
const (
	roleName     = "holdfast-worker" // argv[0], and what ps shows: all it has room for
	roleVariable = "HOLDFAST_CHILD"  // its value is the host's process number
	socketFD     = 3
)

// role reports whether this process is to be a worker, and of which host.
func role() (host int, ok bool) {
	if len(os.Args) == 0 || os.Args[0] != roleName {
		return 0, false
	}
	host, err := strconv.Atoi(os.Getenv(roleVariable))
	if err != nil {
		return 0, false
	}
	var socket syscall.Stat_t
	err = syscall.Fstat(socketFD, &socket)
	return host, err == nil && socket.Mode&syscall.S_IFMT == syscall.S_IFSOCK
}
