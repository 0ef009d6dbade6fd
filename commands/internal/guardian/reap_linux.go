package guardian

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// reap waits for children, commands and what they left behind, until all have
// ended and no more can come.
func (k *keeper) reap() {
	for {
		ending := k.ending.Load() // before waiting: nothing is started from here on
		pid, err := awaitExit()
		switch {
		case err == nil:
			k.bury(pid)
		case ending: // and ECHILD, the only error: a proof that nothing is left
			close(k.empty)
			return
		default:
			<-k.started
		}
	}
}

// awaitExit waits until a child has exited, and leaves it unreaped. The error
// is ECHILD: there are no children.
func awaitExit() (pid int, err error) {
	var info unix.Siginfo
	// Without __WALL a child that has no exit signal would not be seen.
	const options = unix.WEXITED | unix.WNOWAIT | unix.WALL
	err = unix.Waitid(unix.P_ALL, 0, &info, options, nil)
	for err == unix.EINTR {
		err = unix.Waitid(unix.P_ALL, 0, &info, options, nil)
	}
	return exited(&info), err
}

// exited is si_pid. It follows three numbers of 32 bits, at the next address a
// pointer may have.
func exited(info *unix.Siginfo) int {
	const align = unsafe.Sizeof(uintptr(0))
	const offset = (unsafe.Offsetof(info.Code) + 4 + align - 1) &^ (align - 1)
	return int(*(*int32)(unsafe.Add(unsafe.Pointer(info), offset)))
}

// bury ends what is left of an exited command's group, while the unreaped
// leader keeps the group's number its own, reaps and tells.
func (k *keeper) bury(pid int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.commands[pid]
	if c != nil {
		_ = unix.Kill(-pid, unix.SIGKILL)
	}
	var status unix.WaitStatus
	for {
		if _, err := unix.Wait4(pid, &status, unix.WALL, nil); err != unix.EINTR {
			break
		}
	}
	k.reaped++
	if c != nil {
		delete(k.commands, pid)
		_ = send(c.answer, answer{pid: int32(pid), status: status}.encode())
		_ = unix.Close(c.answer)
	}
	if name, ok := k.doomed[pid]; ok && status.Signaled() {
		k.note(Process{PID: pid, Program: name, Leader: c != nil, Status: status})
	}
	delete(k.doomed, pid)
}

// note adds a process that was killed to the report. The caller holds mu.
func (k *keeper) note(p Process) {
	k.report.Total++
	if len(k.report.Killed) < maxProcesses {
		k.report.Killed = append(k.report.Killed, p)
	}
}
