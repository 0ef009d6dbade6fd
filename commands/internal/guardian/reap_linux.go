package guardian

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// reap waits for children, commands and what they left behind, until all have
// ended and no more can come. It sees only to those that keep does not, and
// begins when wake is called.
func (k *keeper) reap() {
	k.awaitWake()
	for {
		ending := k.ending.Load() // before waiting: nothing is started from here on
		pid, err := awaitExit()
		switch {
		case err == nil:
			k.bury(pid)
		case ending: // and ECHILD, the only error: a proof that nothing is left
			raise(k.emptied)
			return
		case k.rest():
			k.awaitWake()
		}
	}
}

// wake makes reap see to what there is.
func (k *keeper) wake() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.wakeLocked()
}

func (k *keeper) wakeLocked() {
	if !k.reaping {
		k.reaping = true
		raise(k.started)
	}
}

// rest reports whether there are no children, so that reap need not be awake.
func (k *keeper) rest() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := anyExit(unix.WNOHANG); err == nil || k.ending.Load() {
		return false // there are again, or it is for reap to say that there are none
	}
	k.reaping = false
	return true
}

// awaitWake waits for wake.
func (k *keeper) awaitWake() {
	var count [8]byte
	for {
		if _, err := unix.Read(k.started, count[:]); err != unix.EINTR {
			return
		}
	}
}

// raise makes an eventfd readable. To wait for one takes less ado than for a
// channel: who does it never leaves the thread.
func raise(event int) {
	_, _ = unix.Write(event, binary.NativeEndian.AppendUint64(nil, 1))
}

// awaitExit waits until a child has exited, and leaves it unreaped. The error
// is ECHILD: there are no children.
func awaitExit() (pid int, err error) { return anyExit(0) }

// anyExit is awaitExit with more options. With WNOHANG pid is 0 if no child has
// exited.
func anyExit(more int) (pid int, err error) {
	var info unix.Siginfo
	// Without __WALL a child that has no exit signal would not be seen.
	options := unix.WEXITED | unix.WNOWAIT | unix.WALL | more
	err = unix.Waitid(unix.P_ALL, 0, &info, options, nil)
	for err == unix.EINTR {
		err = unix.Waitid(unix.P_ALL, 0, &info, options, nil)
	}
	return exited(&info), err
}

// hasExited reports whether a child has exited and is not reaped, and how.
func hasExited(pid int) (unix.WaitStatus, bool) {
	var info unix.Siginfo
	const options = unix.WEXITED | unix.WNOWAIT | unix.WNOHANG | unix.WALL
	err := unix.Waitid(unix.P_PID, pid, &info, options, nil)
	if err != nil || exited(&info) != pid {
		return 0, false
	}
	return statusOf(&info), true
}

// The fields of a siginfo_t about a child. They follow three numbers of 32
// bits, at the next address a pointer may have.
type childInfo struct{ pid, uid, status int32 }

func aboutChild(info *unix.Siginfo) *childInfo {
	const align = unsafe.Sizeof(uintptr(0))
	const offset = (unsafe.Offsetof(info.Code) + 4 + align - 1) &^ (align - 1)
	return (*childInfo)(unsafe.Add(unsafe.Pointer(info), offset))
}

func exited(info *unix.Siginfo) (pid int) { return int(aboutChild(info).pid) }

// statusOf is what wait4 would give.
func statusOf(info *unix.Siginfo) unix.WaitStatus {
	const (
		cldExited = 1 // and 2 is killed, 3 killed with a core
		cldDumped = 3
		core      = 0x80
	)
	status := unix.WaitStatus(aboutChild(info).status)
	switch info.Code {
	case cldExited:
		return status << 8
	case cldDumped:
		return status | core
	default:
		return status
	}
}

// bury reaps a child that has exited, unless start has done so.
func (k *keeper) bury(pid int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if status, ok := hasExited(pid); ok {
		k.buryLocked(pid, status)
	}
}

// maxBurials is how many children buryExited reaps at most, so that those that
// multiply meanwhile are killed before they are reaped.
const maxBurials = 4096

// buryExited reaps the children that have exited, and reports whether there are
// others. The caller holds mu.
func (k *keeper) buryExited() (others bool) {
	for range maxBurials {
		pid, err := anyExit(unix.WNOHANG)
		if err != nil || pid == 0 {
			return err == nil
		}
		if status, ok := hasExited(pid); ok {
			k.buryLocked(pid, status)
		}
	}
	return true
}

// buryLocked ends what is left of an exited command's group, while the unreaped
// leader keeps the group's number its own, tells and reaps. The caller holds mu.
func (k *keeper) buryLocked(pid int, status unix.WaitStatus) {
	c := k.commands[pid]
	if c != nil {
		_ = unix.Kill(-pid, unix.SIGKILL)
		k.tellEnd(c, status)
		_ = unix.Close(c.pidfd)
		delete(k.commands, pid)
	}
	for {
		if _, err := unix.Wait4(pid, nil, unix.WALL, nil); err != unix.EINTR {
			break
		}
	}
	k.reaped++
	if name, ok := k.doomed[pid]; ok && status.Signaled() {
		k.note(Process{PID: pid, Program: name, Leader: c != nil, Status: status})
	}
	delete(k.doomed, pid)
}

// note adds a process that was killed to the report. The caller holds mu.
func (k *keeper) note(p Process) {
	if len(k.report.Killed) < maxProcesses {
		k.report.Killed = append(k.report.Killed, p)
	} else if !p.Leader {
		k.report.Unlisted++
	}
}
