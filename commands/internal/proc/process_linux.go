package proc

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A Process is a running command and the streams between it and us. Kill and
// PID may be called from any goroutine; Wait by one at a time.
type Process struct {
	child    child
	waiter   waiter
	killWait time.Duration
	in       string         // what is left to write
	sinks    [2]Sink        // of stdout and stderr
	wide     [2]bool        // that pipe was enlarged
	fds      [4]unix.PollFd // by the constants below; closed ones are -1
}

// The places in Process.fds.
const (
	fdStdout = iota
	fdStderr
	fdExit
	fdStdin
)

// start opens the streams of c and has it spawned with the child's ends.
func start(c Command, spawn func(Command, [3]int) (child, error)) (*Process, error) {
	files, err := openStdio(c.Stdin != "")
	if err != nil {
		return nil, err
	}
	child, err := spawn(c, files.child)
	files.closeChild()
	if err != nil {
		files.close()
		return nil, err
	}
	p := &Process{child: child, killWait: c.KillWait, in: c.Stdin}
	if p.killWait == 0 {
		p.killWait = defaultKillWait
	}
	p.sinks = [2]Sink{c.Stdout, c.Stderr}
	p.waiter.until = time.Now().Add(threadTime)
	p.fds[fdStdout] = unix.PollFd{Fd: int32(files.ours[1]), Events: unix.POLLIN}
	p.fds[fdStderr] = unix.PollFd{Fd: int32(files.ours[2]), Events: unix.POLLIN}
	p.fds[fdExit] = unix.PollFd{Fd: int32(child.Exit()), Events: unix.POLLIN}
	p.fds[fdStdin] = unix.PollFd{Fd: int32(files.ours[0]), Events: unix.POLLOUT}
	return p, nil
}

// PID returns the number of the process and of its group.
func (p *Process) PID() int { return p.child.PID() }

// Ended reports whether Wait, which has yet to be called, need not wait. It may
// say false of a process that has ended.
func (p *Process) Ended() bool { return p.child.Ended() }

// Kill sends SIGKILL to the process group and returns. It does nothing once
// Wait has seen the end of the process.
func (p *Process) Kill() {
	p.waiter.giveUpAt(time.Now().Add(p.killWait))
	p.child.Signal(unix.SIGKILL)
}

// Signal sends a signal to the process group, and continues those of it that are
// stopped and would not hear it otherwise. It does nothing once Wait has seen
// the end of the process.
func (p *Process) Signal(sig syscall.Signal) {
	p.child.Signal(sig)
	p.child.Signal(unix.SIGCONT)
}

// AwaitEmpty returns once no process of the group lives. It is for after Wait,
// which has killed what was left of the group but does not wait for it to go.
// The error is ErrSurvives if that takes longer than KillWait.
func (p *Process) AwaitEmpty() error {
	if !awaitEmpty(p.child.PID(), time.Now().Add(p.killWait)) {
		return ErrSurvives
	}
	return nil
}

// Remains says what there is still of a process of which Wait or AwaitEmpty has said
// that it survives: it may be that only nobody has told its end.
func (p *Process) Remains() error {
	if err := p.child.Untold(); err != nil {
		return err
	}
	return fmt.Errorf("process %d survives SIGKILL", p.PID())
}

// Wait carries the streams until the leader has exited, kills what is left of
// the group, takes what had been written by then, and reaps the leader. So
// nothing written before the leader's exit is lost, and no process that
// inherited a pipe can make Wait hang.
//
// The error is ErrLost; ErrSurvives, and then Wait must be called again, to
// wait without limit or streams; or one of the system's, in which case the group
// is killed.
func (p *Process) Wait() (Exit, error) {
	if p.Ended() { // its exit is taken: there is nothing to poll for
		return p.finish()
	}
	for {
		if err := p.waiter.wait(p.fds[:]); err != nil {
			return p.abandon(err)
		}
		if p.fds[fdStdin].Revents != 0 {
			p.feed()
		}
		for i := range p.sinks {
			p.take(i)
		}
		if p.fds[fdExit].Revents != 0 {
			return p.finish()
		}
	}
}

// abandon closes the streams of a process that does not go.
func (p *Process) abandon(err error) (Exit, error) {
	p.closeStreams()
	p.waiter.neverGiveUp()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return Exit{Code: -1}, ErrSurvives
	}
	p.child.Signal(unix.SIGKILL)
	_, _ = p.child.reap()
	p.waiter.close()
	return Exit{Code: -1}, err
}

// finish ends the group of a leader that has exited.
func (p *Process) finish() (Exit, error) {
	p.child.Signal(unix.SIGKILL)
	for i := range p.sinks {
		p.drain(i)
	}
	p.closeStreams()
	p.waiter.close()
	return p.child.reap()
}

func (p *Process) closeStreams() {
	for _, i := range [...]int{fdStdout, fdStderr, fdStdin} {
		p.close(i)
	}
}

func (p *Process) close(i int) {
	fd := int(p.fds[i].Fd)
	closeFD(&fd)
	p.fds[i].Fd, p.fds[i].Revents = -1, 0
}

// feed writes what the pipe to stdin takes. A reader that has gone, or never
// wanted to read, is no error.
func (p *Process) feed() {
	chunk := p.in[:min(len(p.in), pipeBytes)]
	n, err := unix.Write(int(p.fds[fdStdin].Fd), []byte(chunk))
	if err == unix.EAGAIN || err == unix.EINTR {
		return
	}
	if err == nil {
		p.in = p.in[n:]
	}
	if err != nil || p.in == "" {
		p.close(fdStdin)
	}
}

// take reads once what poll found in a stream.
func (p *Process) take(i int) {
	switch revents := p.fds[i].Revents; {
	case revents == 0:
	case revents&unix.POLLIN == 0: // nobody has the other end, and it is empty
		p.close(i)
	default:
		p.read(i, p.sinks[i].Buffer())
	}
}

// drain takes what is in a stream now and no more: whoever still holds the
// other end may write for ever.
func (p *Process) drain(i int) {
	if p.fds[i].Fd < 0 {
		return
	}
	left, err := unix.IoctlGetInt(int(p.fds[i].Fd), unix.TIOCINQ)
	for err == nil && left > 0 && p.fds[i].Fd >= 0 {
		buf := p.sinks[i].Buffer()
		n := p.read(i, buf[:min(left, len(buf))])
		if n == 0 {
			return
		}
		left -= n
	}
}

// read reads once into buf, a Buffer of the stream's sink, and returns how much
// came. It closes the stream at its end.
func (p *Process) read(i int, buf []byte) int {
	fd := int(p.fds[i].Fd)
	n, err := unix.Read(fd, buf)
	for err == unix.EINTR {
		n, err = unix.Read(fd, buf)
	}
	if err == unix.EAGAIN {
		return 0
	}
	if err != nil || n == 0 {
		p.close(i)
		return 0
	}
	if n >= pipeBytes/2 && !p.wide[i] {
		// The writer is faster than we are. An error means that this user has
		// too many large pipes: then it goes on with a small one.
		p.wide[i] = true
		_, _ = unix.FcntlInt(uintptr(fd), unix.F_SETPIPE_SZ, widePipeBytes)
	}
	if !p.sinks[i].Filled(n) {
		p.close(i)
		p.Kill()
	}
	return n
}

const (
	pipeBytes     = 64 << 10 // what a new pipe holds
	widePipeBytes = 1 << 20  // what an unprivileged user may make of it
)
