//go:build unix

package sandbox

// How a start of this program is told from one as a worker.

import (
	"os"
	"strconv"
	"syscall"

	"github.com/holdfast-run/holdfast/internal/launch"
)

const available = true

var errUnavailable error

// role reports whether this process is to be a worker, and of which host.
func role() (host int, ok bool) {
	if len(os.Args) == 0 || os.Args[0] != launch.Name {
		return 0, false
	}
	host, err := strconv.Atoi(os.Getenv(launch.Variable))
	if err != nil {
		return 0, false
	}
	var socket syscall.Stat_t
	err = syscall.Fstat(launch.SocketFD, &socket)
	return host, err == nil && socket.Mode&syscall.S_IFMT == syscall.S_IFSOCK
}
