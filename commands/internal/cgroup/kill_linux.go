package cgroup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// firstWait and longestWait bound one wait for the group to become empty. The
// system tells when it is, so they only say how soon what cgroup.kill misses is
// tried another way, and how long a context that ends may go unnoticed.
const (
	firstWait   = time.Millisecond
	longestWait = 10 * time.Millisecond
)

// Kill kills everything in the group and in those inside it, and returns once
// the system says that it is empty, or ctx ends. Zombies do not count.
//
// Survivors are no error. The error is one of the system's, says that this
// process is itself in the group, which is then left alone, or that what is left
// in the group cannot all be seen from this pid namespace. What was
// forked while Kill looked is dead, but may be missing in the Outcome.
func (g *Group) Kill(ctx context.Context) (procfs.Outcome, error) {
	signalled := map[procfs.Identity]bool{}
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		present, err := g.killOnce(wait > firstWait)
		for _, id := range present {
			signalled[id] = true
		}
		if err != nil {
			return procfs.Settle(ctx, signalled, present), err
		}
		empty, err := g.empty()
		if empty {
			return procfs.Settle(ctx, signalled, nil), nil
		}
		if err == nil && ctx.Err() == nil {
			err = g.awaitEvent(wait)
		}
		if err != nil || ctx.Err() != nil {
			return g.unfinished(ctx, signalled, err)
		}
	}
}

// killOnce kills what is in the group and returns what it was. With thorough,
// it kills process by process what cgroup.kill has left.
func (g *Group) killOnce(thorough bool) ([]procfs.Identity, error) {
	present, err := g.Processes()
	if err != nil {
		return nil, err
	}
	for _, id := range present {
		if id.PID == os.Getpid() {
			return nil, fmt.Errorf("control group %s: this process is in it; not killing", g.dir)
		}
	}
	if err := g.write("cgroup.kill", "1"); err != nil {
		return present, err
	}
	if thorough {
		err = g.killListed(present)
	}
	return present, err
}

// unfinished returns the Outcome of a Kill that ends before the group is empty.
func (g *Group) unfinished(
	ctx context.Context, signalled map[procfs.Identity]bool, err error,
) (procfs.Outcome, error) {
	survivors, listErr := g.Processes()
	_, hidden, _ := g.pids()
	if hidden {
		err = errors.Join(err, fmt.Errorf(
			"control group %s: not empty, and not all in it can be seen from this pid namespace", g.dir))
	}
	return procfs.Settle(ctx, signalled, survivors), errors.Join(err, listErr)
}

// killListed kills processes one by one. That is for those whose main thread
// has exited: cgroup.kill signals the main thread only.
//
// Each is opened first, and signalled if the group lists it after that: so it
// is the one in the group, not another that got its number meanwhile.
func (g *Group) killListed(ids []procfs.Identity) error {
	for batch := range slices.Chunk(ids, maxOpen) {
		var opened []*procfs.Handle
		for _, id := range batch {
			if h, err := id.Open(); err == nil {
				opened = append(opened, h)
			}
		}
		listed, _, err := g.pids()
		for _, h := range opened {
			if _, ok := slices.BinarySearch(listed, h.PID); ok && err == nil {
				_ = h.Kill() // what this cannot kill is found in the group again
			}
			h.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxOpen is how many processes are open at a time.
const maxOpen = 64

// empty reports whether the group and those inside it have no live process. The
// next event is one after this.
func (g *Group) empty() (bool, error) {
	var buf [256]byte
	n, err := unix.Pread(g.events, buf[:], 0)
	if ignoreGone(err) != nil {
		return false, &os.PathError{Op: "read", Path: g.dir + "/cgroup.events", Err: err}
	}
	return err != nil || bytes.Contains(buf[:n], []byte("populated 0\n")), nil
}

// awaitEvent waits until the group becomes empty, or the opposite, or the time
// is over.
func (g *Group) awaitEvent(limit time.Duration) error {
	fds := []unix.PollFd{{Fd: int32(g.events), Events: unix.POLLPRI}}
	if _, err := unix.Poll(fds, int(limit/time.Millisecond)); err != nil && err != unix.EINTR {
		return os.NewSyscallError("poll", err)
	}
	return nil
}

// write writes to one of the group's files.
func (g *Group) write(file, text string) error {
	fd, err := unix.Openat(g.folder, file, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err == nil {
		_, err = unix.Write(fd, []byte(text))
		_ = unix.Close(fd)
	}
	if ignoreGone(err) != nil {
		return &os.PathError{Op: "write", Path: g.dir + "/" + file, Err: err}
	}
	return nil
}

// parsePIDs parses the lines of cgroup.procs. A process of another pid
// namespace is hidden: it is listed as 0, which to kill(2) would be our own
// process group.
func parsePIDs(text []byte) (pids []int, hidden bool) {
	for field := range bytes.FieldsSeq(text) {
		switch pid, err := strconv.Atoi(string(field)); {
		case err == nil && pid > 0:
			pids = append(pids, pid)
		case err == nil && pid == 0:
			hidden = true
		}
	}
	return pids, hidden
}
