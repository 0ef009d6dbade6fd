package sandbox

// How a process finds out that it is to be a worker, and cuts itself loose.

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

func becomeWorker() (socket *os.File, ok bool) {
	host, ok := role()
	if !ok {
		return nil, false
	}
	unix.CloseOnExec(launch.SocketFD)
	launch.CloseInherited(launch.SocketFD)
	if err := endWith(host); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		syscall.Exit(1)
	}
	_ = os.WriteFile("/proc/self/comm", []byte(launch.Name), 0)
	launch.Wake() // before it has more threads
	// Its life is the host's to decide about. These may be sent to all processes
	// of a service at once, while the host still has scripts to end in order.
	signal.Ignore(unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	// Dates need the time zone, which Go reads from a file when first asked.
	_ = time.Local.String()
	os.Clearenv()
	return pollable(launch.SocketFD, "host"), true
}

// endWith ends this process when the host's has ended, whatever it is doing
// then: Go's scheduler takes the processor from loops that never yield. It does
// not rely on the socket, which somebody the host forked may hold open. Nor is
// the system asked for a signal at the parent's death (PR_SET_PDEATHSIG): that
// comes when the thread ends that forked, and Go ends threads. The error is
// ESRCH if the host has ended already.
func endWith(host int) error {
	fd, err := unix.PidfdOpen(host, 0)
	if err != nil {
		return fmt.Errorf("watching process %d: %w", host, err)
	}
	if unix.Getppid() != host { // the number may be another's by now
		return unix.ESRCH
	}
	conn, err := pollable(fd, "host process").SyscallConn()
	if err != nil {
		return err
	}
	// Owner: the process, which it ends. Nobody waits for it. By then Confine
	// has taken poll(2), but whose child one is can still be asked.
	go func() {
		_ = conn.Read(func(uintptr) bool { return unix.Getppid() != host })
		syscall.Exit(0)
	}()
	return nil
}

// pollable makes fd a file that Go's poller waits for.
func pollable(fd int, name string) *os.File {
	_ = unix.SetNonblock(fd, true)
	return os.NewFile(uintptr(fd), name)
}
