package procfs

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A Handle is a process opened by pidfd: whatever happens to its number, a
// signal sent through the Handle reaches this process or nobody. It must be
// closed.
type Handle struct {
	Identity
	fd int
}

// Open opens the process that has the number pid. The error is ErrGone, or one
// of the system's.
//
// The identity is read after the process is opened. If the number changes hands
// in between, the identity is the new process's and the Handle the old one's,
// which has ended: then a signal reaches nobody.
func Open(pid int) (*Handle, error) {
	fd, err := unix.PidfdOpen(pid, 0)
	switch err {
	case unix.ESRCH,
		unix.ENOENT, // the number of a thread
		unix.EINVAL: // likewise, in older kernels; or none at all
		return nil, ErrGone
	}
	if err != nil {
		return nil, os.NewSyscallError("pidfd_open", err)
	}
	stat, err := ReadStat(pid)
	if err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return &Handle{Identity{pid, stat.Start}, fd}, nil
}

// Open opens the process that id names. The error is ErrGone, ErrRecycled, or
// one of the system's.
func (id Identity) Open() (*Handle, error) {
	h, err := Open(id.PID)
	if err != nil {
		return nil, err
	}
	if h.Start != id.Start {
		h.Close()
		return nil, ErrRecycled
	}
	return h, nil
}

// Identify returns the identity of the process that has the number pid. The
// caller must know that this is the process it means: because it is its
// unreaped child, say. The error is that of ReadStat.
func Identify(pid int) (Identity, error) {
	stat, err := ReadStat(pid)
	if err != nil {
		return Identity{}, err
	}
	return Identity{pid, stat.Start}, nil
}

// Alive reports whether something of the process still runs.
func (id Identity) Alive() bool {
	stat, err := ReadStat(id.PID)
	return err == nil && stat.Start == id.Start && !stat.Dead()
}

// Program returns what the system calls the program that the process runs, at
// most 15 bytes; "" if it has ended.
func (id Identity) Program() string {
	var buf [64]byte
	n, err := readFile("/proc/"+strconv.Itoa(id.PID)+"/comm", buf[:])
	if err != nil || !id.Alive() { // what was read may be of another one
		return ""
	}
	return strings.TrimSuffix(string(buf[:n]), "\n")
}

// FD returns the pidfd, which is readable once the process has ended. It stays
// the Handle's.
func (h *Handle) FD() int { return h.fd }

// Kill sends SIGKILL and returns. The error is ErrGone once the process has
// been reaped, or says that it is not ours to signal.
func (h *Handle) Kill() error {
	switch err := unix.PidfdSendSignal(h.fd, unix.SIGKILL, nil, 0); err {
	case nil:
		return nil
	case unix.ESRCH:
		return ErrGone
	default:
		return fmt.Errorf("killing process %d: %w", h.PID, err)
	}
}

// waitSlice is how long a context that ends may go unnoticed.
const waitSlice = 10 * time.Millisecond

// Wait waits until the process has ended, reaped or not, and looks at least
// once. The error is ctx's cause or one of the system's.
func (h *Handle) Wait(ctx context.Context) error {
	for {
		limit := int(waitSlice / time.Millisecond)
		if ctx.Err() != nil {
			limit = 0
		}
		fds := []unix.PollFd{{Fd: int32(h.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, limit)
		if n > 0 {
			return nil
		}
		if err != nil && err != unix.EINTR {
			return os.NewSyscallError("poll", err)
		}
		if limit == 0 {
			return context.Cause(ctx)
		}
	}
}

// Close closes the Handle. It leaves the process alone.
func (h *Handle) Close() { _ = unix.Close(h.fd) }
