package guardian

// The guardian from inside: one goroutine, on the main thread, does what the
// host asks and buries the commands that are soon over. Another waits for
// whatever else ends, and sleeps while there is nothing else. Both sit in system
// calls, not in Go's scheduler, so a request costs little more than the two
// switches between processes that it takes.

import (
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A keeper keeps a session's processes.
type keeper struct {
	host    int         // a pidfd
	asked   int         // an eventfd: somebody asks this process to end
	started int         // an eventfd: reap is to wake up
	emptied int         // an eventfd: ending, and no child is left
	ending  atomic.Bool // nothing is started any more; set under mu

	// mu guards what follows. It is held while a child is reaped and while
	// children are looked up and signalled, so that none is signalled that is
	// reaped; and while one is started, so that none is reaped unknown.
	mu       sync.Mutex
	commands map[int]*command // by process number, until reaped
	answers  map[uint32]int   // pipes, by number
	adopted  []adoptee
	group    int            // folder of the commands' control group; -1 for none
	reaping  bool           // reap is awake
	reaped   int            // how many children
	doomed   map[int]string // names of what end has signalled
	report   Report
	untold   []*command // by due; and some that have ended since

	polled []unix.PollFd // keep's own: what await waits for
}

// A command is a child that the host asked for, the leader of a group.
type command struct {
	id    uint64
	pid   int
	pidfd int
	pipe  uint32    // that its start and end are told to
	told  bool      // that it was started
	due   time.Time // when that is told at the latest
}

// keep does what the host asks until everything has ended. That is when it is
// told so; when the host is gone, for an end of its socket may outlive it in
// somebody it forked; or when someone asks this process to end.
func (k *keeper) keep() {
	// Owner: the process, which both end with. Who ends it waits for reap.
	go k.reap()
	go k.hear()
	buf := make([]byte, requestBytes+bodyBytes)
	for {
		ready := k.await()
		if ready.end || ready.request && !k.obey(buf) {
			break
		}
	}
	report := k.end(forever)
	_ = send(reportFD, report.encode())
}

// obey does what one request asks. It reports false if no more are to come.
func (k *keeper) obey(buf []byte) bool {
	n, fds, err := receive(controlFD, buf)
	if err != nil { // the host is gone
		return false
	}
	req, err := decodeRequest(buf[:n])
	if err == nil && req.kind == askEnd {
		k.endOnRequest(time.Duration(req.number))
		return false
	}
	if err == nil {
		fds = k.serve(req, fds)
	}
	closeAll(fds)
	return true
}

// serve does what is asked and returns the descriptors that are to be closed.
func (k *keeper) serve(req request, fds []int) []int {
	switch {
	case req.kind == askSpawn:
		raise(takenFD) // should the guardian die from here on, nobody knows what it did
		return k.spawn(req, fds)
	case req.kind == askSignal:
		k.signal(req.id, unix.Signal(req.number))
	case req.kind == askConfine && len(fds) == 1:
		k.confine(fds[0])
		return nil
	case req.kind == askAdopt && len(fds) == 2:
		k.adopt(int(req.number), fds[1])
		_ = tell(fds[0], answer{pid: int32(req.number)})
		return fds[:1]
	case req.kind == askAdopt && len(fds) == 1: // no room for both
		_ = tell(fds[0], answer{errno: unix.EMFILE})
	}
	return fds
}

// spawn starts a command and answers. It returns the descriptors that are not needed
// any more.
func (k *keeper) spawn(req request, fds []int) []int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if req.has(withPipe) && len(fds) > 0 { // there was room for it
		k.answers[req.pipe], fds = fds[0], fds[1:]
	}
	if !k.isAwaited(req.pipe) {
		return fds
	}
	c, stdio, err := readSpawn(req, fds)
	if err == nil && k.ending.Load() {
		err = unix.ESHUTDOWN
	}
	pid, pidfd := 0, -1
	if err == nil {
		pid, pidfd, err = k.fork(c, stdio)
	}
	if err != nil {
		k.answerLast(req.pipe, answer{errno: errno(err)})
		return fds
	}
	k.commands[pid] = &command{id: req.id, pid: pid, pidfd: pidfd, pipe: req.pipe}
	k.tellStart(k.commands[pid], req.has(isBrief))
	return fds
}

// fork starts a command. The caller holds mu.
func (k *keeper) fork(c Command, stdio [3]int) (pid, pidfd int, err error) {
	attr := &syscall.ProcAttr{
		Dir:   c.Dir,
		Env:   c.Env,
		Files: []uintptr{uintptr(stdio[0]), uintptr(stdio[1]), uintptr(stdio[2])},
		// Pdeathsig is the net for when the guardian itself is killed.
		Sys: &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL, PidFD: &pidfd},
	}
	if k.group >= 0 {
		attr.Sys.UseCgroupFD, attr.Sys.CgroupFD = true, k.group
	}
	pid, err = syscall.ForkExec(c.Path, c.Argv, attr)
	if err != nil && k.group >= 0 {
		// Somebody may have removed the group: it is a net, not a need.
		attr.Sys.UseCgroupFD = false
		if pid, err = syscall.ForkExec(c.Path, c.Argv, attr); err == nil {
			_ = unix.Close(k.group)
			k.group = -1
		}
	}
	return pid, pidfd, err
}

// confine makes group the control group of the commands to come.
func (k *keeper) confine(group int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.group >= 0 {
		_ = unix.Close(k.group)
	}
	k.group = group
}

// readSpawn returns what a request wants to be started, and with which descriptors
// 0, 1 and 2. The pipe has been taken off fds. The error is EMFILE if there was no
// room for all of them.
func readSpawn(req request, fds []int) (c Command, stdio [3]int, err error) {
	stdio[0] = nullFD
	file := -1
	wanted := []*int{&stdio[1], &stdio[2]}
	if req.has(withStdin) {
		wanted = append(wanted, &stdio[0])
	}
	if req.has(withFile) {
		wanted = append(wanted, &file)
	}
	if len(fds) < len(wanted) {
		return c, stdio, unix.EMFILE
	}
	for i, fd := range wanted {
		*fd = fds[i]
	}
	body := req.body
	if file >= 0 {
		if body, err = readFile(file, req.number); err != nil {
			return c, stdio, err
		}
	}
	c, err = decodeCommand(body)
	return c, stdio, err
}

// readFile reads a file in memory, which has at least size bytes.
func readFile(file int, size int64) ([]byte, error) {
	b := make([]byte, min(size, maxBodyBytes))
	for done := 0; done < len(b); {
		n, err := unix.Pread(file, b[done:], int64(done))
		if err != nil || n == 0 {
			return nil, unix.EIO
		}
		done += n
	}
	return b, nil
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
