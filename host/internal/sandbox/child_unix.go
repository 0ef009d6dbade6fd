//go:build unix && !linux

package sandbox

// How a process finds out that it is to be a worker, where there is less to
// find out with than on Linux.

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/holdfast-run/holdfast/internal/launch"
)

func becomeWorker() (socket *os.File, ok bool) {
	host, ok := role()
	if !ok {
		return nil, false
	}
	syscall.CloseOnExec(launch.SocketFD)
	// Owner: the process, which it ends. Nobody waits for it.
	go endWith(host)
	// Its life is the host's to decide about.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	_ = time.Local.String() // reads the zone, which TZ may name
	os.Clearenv()
	return os.NewFile(launch.SocketFD, "host"), true
}

// endWith ends this process soon after its host has ended: it then has another
// parent. That this looks twice a second is the price of doing without the
// systems' own ways.
func endWith(host int) {
	for range time.Tick(500 * time.Millisecond) {
		if os.Getppid() != host {
			syscall.Exit(0)
		}
	}
}

func confine() (Confinement, error) {
	err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	return Confinement{}, os.NewSyscallError("setrlimit", err)
}
