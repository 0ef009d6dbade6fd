package guardian

// The guardian from inside: one goroutine does what the host asks, on the main
// thread, and one waits for children to end. Both sit in system calls, not in
// Go's scheduler, so a request costs little more than the two switches between
// processes that it takes.

import (
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A keeper keeps a session's processes.
type keeper struct {
	hostFD  int           // a pidfd
	started chan struct{} // room for one: there may be children again
	empty   chan struct{} // closed when ending and no child is left
	ending  atomic.Bool   // nothing is started any more; set under mu

	// mu guards what follows. It is held while a child is reaped and while
	// children are looked up and signalled, so that none is signalled that is
	// reaped; and while one is started, so that none is reaped unknown.
	mu       sync.Mutex
	commands map[int]*command // by process number, until reaped
	adopted  []adoptee
	reaped   int            // how many children
	doomed   map[int]string // names of what end has signalled
	report   Report
}

// A command is a child that the host asked for, the leader of a group.
type command struct {
	id     uint64
	answer int // the socket that its end is told to
}

// keep does what the host asks until everything has ended.
func (k *keeper) keep() {
	k.endOnSignal()
	// Owner: the process. It ends when all children have, or with the process.
	go k.reap()
	buf := make([]byte, requestBytes+bodyBytes)
	for k.await() {
		n, fds, err := receive(controlFD, buf)
		if err != nil {
			break
		}
		req, err := decodeRequest(buf[:n])
		if err == nil && req.kind == askEnd && len(fds) == 1 {
			k.endOnRequest(time.Duration(req.number), fds[0])
			break
		}
		if err == nil {
			fds = k.serve(req, fds)
		}
		closeAll(fds)
	}
	k.end(forever)
}

// await waits for a request. It reports false when the host is gone: an end of
// the socket can outlive the host in somebody it forked, a pidfd cannot.
func (k *keeper) await() bool {
	for {
		fds := [...]unix.PollFd{
			{Fd: controlFD, Events: unix.POLLIN},
			{Fd: int32(k.hostFD), Events: unix.POLLIN},
		}
		_, err := unix.Poll(fds[:], -1)
		if err == unix.EINTR {
			continue
		}
		return err == nil && fds[1].Revents == 0
	}
}

// serve does what is asked and returns the descriptors that are to be closed.
func (k *keeper) serve(req request, fds []int) []int {
	switch {
	case req.kind == askSpawn && len(fds) > 0:
		return k.spawn(req, fds)
	case req.kind == askSignal:
		k.signal(req.id, unix.Signal(req.number))
	case req.kind == askAdopt && len(fds) == 1:
		k.adopt(int(req.number), fds[0])
		return nil
	}
	return fds
}

// spawn starts a command and answers.
func (k *keeper) spawn(req request, fds []int) []int {
	reply := fds[0]
	if len(fds) < 4 { // no room for all of them
		_ = send(reply, answer{errno: unix.EMFILE}.encode())
		return fds
	}
	c, err := readCommand(req, fds[4:])
	if err != nil {
		_ = send(reply, answer{errno: errno(err)}.encode())
		return fds
	}
	if k.start(c, req.id, reply, fds[1:4]) {
		k.wake()
		return fds[1:] // the socket has yet to tell the end
	}
	return fds
}

// start starts a command, answers and reports whether it was started.
func (k *keeper) start(c Command, id uint64, reply int, stdio []int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ending.Load() {
		_ = send(reply, answer{errno: unix.ESHUTDOWN}.encode())
		return false
	}
	pidfd := -1
	pid, err := syscall.ForkExec(c.Path, c.Argv, &syscall.ProcAttr{
		Dir:   c.Dir,
		Env:   c.Env,
		Files: []uintptr{uintptr(stdio[0]), uintptr(stdio[1]), uintptr(stdio[2])},
		// Pdeathsig is the net for when the guardian itself is killed.
		Sys: &syscall.SysProcAttr{Setsid: true, PidFD: &pidfd, Pdeathsig: syscall.SIGKILL},
	})
	if err != nil {
		_ = send(reply, answer{errno: errno(err)}.encode())
		return false
	}
	k.commands[pid] = &command{id: id, answer: reply}
	_ = send(reply, answer{pid: int32(pid)}.encode(), pidfd)
	_ = unix.Close(pidfd)
	return true
}

// wake tells reap that there is something to look at.
func (k *keeper) wake() {
	select {
	case k.started <- struct{}{}:
	default:
	}
}

// readCommand takes a command from its request or from the file beside it.
func readCommand(req request, file []int) (Command, error) {
	if len(file) == 0 {
		return decodeCommand(req.body)
	}
	b := make([]byte, min(req.number, maxBodyBytes))
	for done := 0; done < len(b); {
		n, err := unix.Pread(file[0], b[done:], int64(done))
		if err != nil || n == 0 {
			return Command{}, unix.EIO
		}
		done += n
	}
	return decodeCommand(b)
}

func errno(err error) unix.Errno {
	if number, ok := err.(unix.Errno); ok {
		return number
	}
	return unix.EIO // a message that nobody sends
}

// signal signals the group of a command that is not reaped yet.
func (k *keeper) signal(id uint64, s unix.Signal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for pid, c := range k.commands {
		if c.id == id {
			_ = unix.Kill(-pid, s)
		}
	}
}
