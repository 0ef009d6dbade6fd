package proc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// An adoptee is a process that ends with the session though another started it.
// Its guardian may be killed, so its pidfd is kept for the next one.
type adoptee struct{ pid, pidfd int }

// Adopt makes a process that was not started here end with the session: that
// process alone, not what it started. The error is ErrClosed, or the system's:
// ESRCH if there is no such process, EPERM if it cannot be ended.
func (p *Parent) Adopt(pid int) error {
	switch {
	case p.Uncontained:
		return syscall.ENOTSUP
	case pid == os.Getpid():
		return errors.New("it is this program itself")
	case pid == 1:
		return errors.New("it is the system's first process, which nothing ends")
	}
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err == unix.EINVAL || err == unix.ENOENT { // no number, or that of a thread
		return unix.ESRCH
	}
	if err != nil {
		return err
	}
	if err := mayEnd(pid, pidfd); err != nil {
		_ = unix.Close(pidfd)
		return err
	}
	err = p.ask(func(g *guardian.Guardian) error {
		if g.PID() == pid {
			return errors.New("it is its guardian, which ends with the session")
		}
		err := g.Adopt(pid, pidfd, p.ending.Load)
		if errors.Is(err, guardian.ErrSilent) {
			return ErrClosed
		}
		if err != nil {
			return err
		}
		return p.remember(g, adoptee{pid, pidfd})
	})
	if err != nil {
		_ = unix.Close(pidfd)
	}
	return err
}

// mayEnd returns why a signal would not end a process.
func mayEnd(pid, pidfd int) error {
	if err := unix.PidfdSendSignal(pidfd, 0, nil, 0); err != nil {
		return err
	}
	if stat, err := procfs.ReadStat(pid); err == nil && stat.Kernel {
		return errors.New("it is part of the kernel, which nothing ends")
	}
	return nil
}

// remember takes note of what g has adopted, if that is not known yet. The error
// is ErrGone if that is not the guardian any more, so that another one has to be
// asked.
func (p *Parent) remember(g *guardian.Guardian, a adoptee) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return ErrClosed // and g has ended it, or is about to
	case p.guardian != g:
		return guardian.ErrGone
	}
	p.dropGone()
	for _, known := range p.adopted {
		if known.pid == a.pid { // and lives, so the number is its own
			_ = unix.Close(a.pidfd)
			return nil
		}
	}
	p.adopted = append(p.adopted, a)
	return nil
}

// handOver has a new guardian adopt what one that was killed had. If that fails
// it is not tried again until a guardian is needed anyway: it may be that none can
// live. The caller holds mu.
func (p *Parent) handOver() {
	if p.dropGone(); len(p.adopted) > 0 {
		_, _ = p.begin()
	}
}

// readopt makes g, which is new, adopt what an earlier guardian had; otherwise g
// is ended. It does not wait for long, for Close waits for it. The error is ErrLost,
// or the system's. The caller holds mu.
func (p *Parent) readopt(g *guardian.Guardian) error {
	p.dropGone()
	began := time.Now()
	giveUp := func() bool { return p.ending.Load() || time.Since(began) >= endWait }
	for _, a := range p.adopted {
		err := g.Adopt(a.pid, a.pidfd, giveUp)
		if err == nil {
			continue
		}
		g.Discard()
		if errors.Is(err, guardian.ErrGone) || errors.Is(err, guardian.ErrSilent) {
			err = guardian.ErrLost
		}
		return err
	}
	return nil
}

// dropGone forgets adopted processes that have exited. The caller holds mu.
func (p *Parent) dropGone() {
	now := time.Now()
	p.adopted = slices.DeleteFunc(p.adopted, func(a adoptee) bool {
		gone := a.exitsBy(now)
		if gone {
			_ = unix.Close(a.pidfd)
		}
		return gone
	})
}

// endAdopted kills what no guardian is there to kill, and waits for it to go. The
// caller holds mu.
func (p *Parent) endAdopted(ctx context.Context) {
	p.dropGone()
	deadline := time.Now().Add(endWait)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	for _, a := range p.adopted {
		_ = unix.PidfdSendSignal(a.pidfd, unix.SIGKILL, nil, 0)
	}
	for _, a := range p.adopted {
		if a.exitsBy(deadline) {
			p.caught = append(p.caught, Left{PID: a.pid, Signal: "SIGKILL"})
		} else {
			p.lost = errors.Join(p.lost, fmt.Errorf("adopted process %d: %w", a.pid, ErrSurvives))
		}
	}
}

// forgetAdopted closes what adopt has opened. The caller holds mu.
func (p *Parent) forgetAdopted() {
	for _, a := range p.adopted {
		_ = unix.Close(a.pidfd)
	}
	p.adopted = nil
}

// exitsBy reports whether the process has exited by then.
func (a adoptee) exitsBy(deadline time.Time) bool {
	fds := [...]unix.PollFd{{Fd: int32(a.pidfd), Events: unix.POLLIN}}
	for {
		left := max(time.Until(deadline), 0)
		if ready, _ := poll(fds[:], left); ready || left == 0 {
			return ready
		}
	}
}
