package guardian

// The host's side of a guardian.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

// ErrGone is the error of a request that a guardian has surely not carried out,
// because it has ended. Another one may be asked.
var ErrGone = errors.New("guardian has ended")

// A Guardian is the host's handle of one guardian. It is safe for concurrent
// use. Close must be called.
type Guardian struct {
	pid     int
	pidfd   *os.File
	reports *os.File      // a socket: what the ending comes to; read and closed before ended is
	taken   int           // an eventfd, counts the commands it has begun to start
	ended   chan struct{} // closed when the process has ended, taken is read and closed then
	begun   uint64        // what taken came to, once ended

	// sending guards control, which is closed for writing only. Go's poller does
	// not know it: that would be woken whenever the guardian has read a request.
	sending sync.RWMutex
	control int // a socket; -1 when the guardian has ended

	asking sync.Mutex // guards what follows, and is held while a command is asked for
	asked  uint64     // how many commands it was asked to start
	used   bool       // it was asked to start or to adopt something
	pipes  pipes

	watching sync.Mutex // guards killed
	killed   func(*Guardian)

	closing sync.Once
	closed  atomic.Bool

	reporting sync.Mutex // guards what follows
	reported  bool
	report    Report // the last
}

// Start starts a guardian. It takes requests at once, though it needs some
// milliseconds to see to them. The error is ErrNoChild, or the system's.
func Start() (*Guardian, error) {
	if err := Ready(); err != nil {
		return nil, err
	}
	ours, theirs, err := socketpair(0)
	if err != nil {
		return nil, fmt.Errorf("starting a guardian: %w", err)
	}
	defer unix.Close(theirs)
	// From the beginning, so that the end takes no descriptor: there may be none left.
	reports, reporting, err := socketpair(0)
	if err != nil {
		_ = unix.Close(ours)
		return nil, fmt.Errorf("starting a guardian: %w", err)
	}
	defer unix.Close(reporting)
	taken, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		closeAll([]int{ours, reports})
		return nil, fmt.Errorf("starting a guardian: %w", err)
	}
	pid, pidfd, err := fork(theirs, taken, reporting)
	if err != nil {
		closeAll([]int{ours, reports, taken})
		return nil, fmt.Errorf("starting a guardian: %w", err)
	}
	g := &Guardian{pid: pid, taken: taken, ended: make(chan struct{})}
	g.control, g.pidfd = ours, pollable(pidfd, "guardian pidfd")
	g.reports = pollable(reports, "guardian reports")
	// Owner: g. It ends when the guardian has. Close waits for it.
	go g.reap()
	return g, nil
}

// Watch has killed called, on a goroutine of its own, when the guardian is
// killed. It reports false if it has ended already; then killed is not called.
func (g *Guardian) Watch(killed func(*Guardian)) bool {
	g.watching.Lock()
	defer g.watching.Unlock()
	select {
	case <-g.ended:
		return false
	default:
		g.killed = killed
		return true
	}
}

// fork starts this program again as a guardian.
func fork(control, taken, report int) (pid, pidfd int, err error) {
	empty, err := os.Open(os.DevNull) // which commands inherit
	if err != nil {
		return 0, -1, err
	}
	defer empty.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return 0, -1, err
	}
	defer null.Close()
	pidfd = -1
	role := fmt.Sprintf(roleVariable+"="+roleFormat, os.Getpid(), launch.Slack())
	attr := &syscall.ProcAttr{
		Dir: "/", // so that it keeps no file system from being unmounted
		// With the host's environment: what a program is linked against may
		// be found through it. Of two variables of a name the first counts.
		Env: append([]string{role}, os.Environ()...),
		Files: []uintptr{empty.Fd(), null.Fd(), null.Fd(),
			controlFD: uintptr(control), takenFD: uintptr(taken), reportFD: uintptr(report)},
		Sys: &syscall.SysProcAttr{Setsid: true, PidFD: &pidfd},
	}
	launch.Drowsily(drowsiness, func() {
		pid, err = syscall.ForkExec("/proc/self/exe", []string{roleName}, attr)
	})
	if err != nil {
		return 0, -1, fmt.Errorf("/proc/self/exe: %w", err)
	}
	if pidfd < 0 {
		_ = unix.Kill(pid, unix.SIGKILL)
		_, _ = unix.Wait4(pid, nil, 0, nil)
		err = errors.New("this kernel gives no pidfd; Linux 5.4 or later is needed")
	}
	return pid, pidfd, err
}

// pollable makes fd a file that Go's poller waits for.
func pollable(fd int, name string) *os.File {
	_ = unix.SetNonblock(fd, true)
	return os.NewFile(uintptr(fd), name)
}

// reap waits for the guardian to end. It goes by the pidfd alone, since the
// program around may ignore SIGCHLD or wait for any child, and then the exit
// status is not ours, nor is the number for long.
func (g *Guardian) reap() {
	awaitPidfd(g.pidfd)
	if conn, err := g.pidfd.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) {
			_ = unix.Waitid(unix.P_PIDFD, int(fd), nil, unix.WEXITED, nil)
		})
	}
	g.closeControl()
	g.closePipes()
	_ = g.pidfd.Close()
	if conn, err := g.reports.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) { g.takeReports(int(fd)) })
	}
	_ = g.reports.Close()
	var count [8]byte
	if n, _ := unix.Read(g.taken, count[:]); n == len(count) {
		g.begun = binary.NativeEndian.Uint64(count[:])
	}
	_ = unix.Close(g.taken)
	if killed := g.end(); killed != nil && g.Killed() {
		killed(g)
	}
}

// end makes it known that the guardian has ended, and returns who watches it.
func (g *Guardian) end() func(*Guardian) {
	g.watching.Lock()
	defer g.watching.Unlock()
	close(g.ended)
	return g.killed
}

// awaitPidfd waits, in Go's poller, until a process has exited.
func awaitPidfd(pidfd *os.File) {
	if conn, err := pidfd.SyscallConn(); err == nil {
		_ = conn.Read(func(fd uintptr) bool { return !isAlive(int(fd)) })
	}
}

// Ended is closed when the guardian has ended, for whatever reason.
func (g *Guardian) Ended() <-chan struct{} { return g.ended }

// Killed reports whether the guardian has ended without having been told to.
func (g *Guardian) Killed() bool {
	select {
	case <-g.ended:
		return !g.closed.Load()
	default:
		return false
	}
}

// PID returns the number of the guardian's process.
func (g *Guardian) PID() int { return g.pid }

// Confine makes the guardian start commands in a control group, whose folder fd
// is, from the next one on. The guardian itself stays outside. The error is
// ErrGone, or the system's.
func (g *Guardian) Confine(fd int) error { return g.ask(request{kind: askConfine}, fd) }

// ask sends a request. The error is ErrGone if the guardian has ended.
func (g *Guardian) ask(r request, fds ...int) error { return g.askWithin(forever, r, fds...) }

// askWithin is ask, and gives up with EAGAIN if there is no room for the request
// after that time.
func (g *Guardian) askWithin(limit time.Duration, r request, fds ...int) error {
	g.sending.RLock()
	defer g.sending.RUnlock()
	if g.control < 0 {
		return ErrGone
	}
	b, began := r.encode(), time.Now()
	err := send(g.control, b, fds...)
	for err == unix.EAGAIN { // it does not keep up, or was stopped
		left := limit - time.Since(began)
		if left <= 0 {
			break
		}
		awaitRoom(g.control, left)
		err = send(g.control, b, fds...)
	}
	if err == unix.EPIPE || err == unix.ECONNRESET {
		return ErrGone
	}
	return err
}

// awaitRoom waits, for so long at the most, until there may be room for a request.
func (g *Guardian) awaitRoom(limit time.Duration) {
	g.sending.RLock()
	defer g.sending.RUnlock()
	awaitRoom(g.control, limit)
}

// awaitRoom waits until a message can be sent, or not any more. A socket below
// zero never can.
func awaitRoom(socket int, limit time.Duration) {
	room := [...]unix.PollFd{{Fd: int32(socket), Events: unix.POLLOUT}}
	_, _ = poll(room[:], limit)
}

// silent is an ErrSilent.
func (g *Guardian) silent() error { return fmt.Errorf("%w: process %d", ErrSilent, g.pid) }

// closeControl closes the socket, which nobody has to wait for any more.
func (g *Guardian) closeControl() {
	g.sending.Lock()
	defer g.sending.Unlock()
	_ = unix.Close(g.control)
	g.control = -1
}

// hangUp makes the guardian see the end of its requests, and whoever waits for
// room for one that there will be none.
func (g *Guardian) hangUp() {
	g.sending.RLock()
	defer g.sending.RUnlock()
	if g.control >= 0 {
		_ = unix.Shutdown(g.control, unix.SHUT_RDWR)
	}
}
