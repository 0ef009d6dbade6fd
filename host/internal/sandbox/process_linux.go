package sandbox

// The host's side of a worker.

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

// A Process is the host's handle of one worker. It is safe for concurrent use.
// Close must be called.
type Process struct {
	pid       int
	pidfd     *os.File
	socket    *os.File
	statm     *os.File // /proc/PID/statm; nil without /proc
	words     *os.File
	inherited int          // as launch.Worker has it
	peak      atomic.Int64 // of Memory

	// mu guards what follows, and is held to use the number while it is the
	// worker's.
	mu     sync.Mutex
	reaped bool
	atRest int // bytes of data at the first LimitMemory

	ended chan struct{} // closed when death is known
	death Death
}

func (p *Process) start() error {
	w, err := launch.Start()
	if err != nil {
		return err
	}
	p.pid, p.inherited = w.PID, w.Inherited
	p.pidfd = pollable(w.PIDFD, "worker pidfd")
	p.socket = pollable(w.Socket, "worker")
	p.words = os.NewFile(uintptr(w.Words), "last words")
	p.statm, _ = os.Open("/proc/" + strconv.Itoa(p.pid) + "/statm")
	return nil
}

// reap waits for the worker to end, and learns how. It goes by the pidfd, since
// the program around may ignore SIGCHLD or wait for any child, and then the
// exit status is not ours, nor is the number for long.
func (p *Process) reap() {
	if conn, err := p.pidfd.SyscallConn(); err == nil {
		_ = conn.Read(func(fd uintptr) bool { return !isAlive(int(fd)) })
		p.mu.Lock()
		_ = conn.Control(func(fd uintptr) { p.death = waitFor(int(fd), p.inherited) })
		p.reaped = true
		p.mu.Unlock()
	}
	p.death.MaxMemory = max(p.death.MaxMemory, int(p.peak.Load()))
	p.death.LastWords = readWords(p.words)
	for _, f := range []*os.File{p.pidfd, p.statm, p.words} {
		_ = f.Close() // of nil, too
	}
	close(p.ended)
}

// Alive reports whether the worker runs. It asks the system, and so knows of an
// end before Ended is closed.
func (p *Process) Alive() (alive bool) {
	if conn, err := p.pidfd.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) { alive = isAlive(int(fd)) })
	}
	return alive // false if pidfd is closed, as it is by reap
}

// isAlive reports whether the process of a pidfd has not exited.
func isAlive(pidfd int) bool {
	fds := [...]unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	n, err := unix.Poll(fds[:], 0)
	for err == unix.EINTR { // which comes instead of an answer, even without a wait
		n, err = unix.Poll(fds[:], 0)
	}
	return n == 0 && err == nil
}

// PID returns the number of the worker's process.
func (p *Process) PID() int { return p.pid }

// Memory returns how much memory, in bytes, the worker has resident to itself:
// not the program's own pages, which all workers share. It takes a few
// microseconds. The error is os.ErrProcessDone when the worker has ended, and
// wraps errors.ErrUnsupported where the system does not tell.
func (p *Process) Memory() (bytes int, err error) {
	if p.statm == nil {
		return 0, fmt.Errorf("memory of a worker: no /proc: %w", errors.ErrUnsupported)
	}
	bytes, _, err = readStatm(p.statm)
	if err != nil || bytes == 0 {
		return 0, os.ErrProcessDone
	}
	for {
		peak := p.peak.Load()
		if int64(bytes) <= peak || p.peak.CompareAndSwap(peak, int64(bytes)) {
			return bytes, nil
		}
	}
}

// CPUTime returns for how long the worker has had a processor, all of its threads
// together. The error is os.ErrProcessDone when it has ended, or the system's.
func (p *Process) CPUTime() (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return 0, os.ErrProcessDone
	}
	const scheduled = 2 // CPUCLOCK_SCHED: see clock_getcpuclockid(3)
	var spent unix.Timespec
	if err := unix.ClockGettime(int32(^p.pid<<3|scheduled), &spent); err != nil {
		return 0, os.NewSyscallError("clock_gettime", err)
	}
	return time.Duration(spent.Nano()), nil
}

// LimitMemory has the system refuse the worker data (RLIMIT_DATA) past so many
// bytes more than it had mapped when LimitMemory was first called, which is to
// be when it is ready and at rest; Go's runtime then ends it with "out of
// memory". A negative number is no limit. It counts what is mapped, used or not,
// and Go maps 64 MiB at a time: it is for the one allocation that is too large
// to be measured in time. It may be called again, with more, too. The error is
// os.ErrProcessDone when the worker has ended, or the system's.
func (p *Process) LimitMemory(bytes int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return os.ErrProcessDone
	}
	if p.atRest == 0 && p.statm != nil {
		_, p.atRest, _ = readStatm(p.statm)
	}
	// The upper limit stays what it is, so that the other can be raised again.
	var limit unix.Rlimit
	err := unix.Prlimit(p.pid, unix.RLIMIT_DATA, nil, &limit)
	if err == nil {
		limit.Cur = limit.Max
		if bytes >= 0 {
			limit.Cur = min(limit.Max, uint64(p.atRest)+uint64(bytes))
		}
		err = unix.Prlimit(p.pid, unix.RLIMIT_DATA, &limit, nil)
	}
	if err == unix.ESRCH {
		return os.ErrProcessDone
	}
	return os.NewSyscallError("prlimit", err)
}

// Kill ends the worker with SIGKILL, and does not wait. It does nothing when the
// worker has ended.
func (p *Process) Kill() {
	if conn, err := p.pidfd.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) {
			_ = unix.PidfdSendSignal(int(fd), unix.SIGKILL, nil, 0)
		})
	}
}
