package guardian

// Ending everything: kill all children, reap them, and again, for now the
// children of those are ours; until there are none.

import (
	"time"

	"golang.org/x/sys/unix"
)

const (
	forever = time.Duration(1<<63 - 1)

	// Between two rounds the guardian sleeps: its victims need the processor
	// to die. The pause is short while they do and longer while they do not.
	minPause = 100 * time.Microsecond
	maxPause = 100 * time.Millisecond
)

// endOnRequest ends everything, reports when it is done or the time is over, and
// hears no more requests.
func (k *keeper) endOnRequest(within time.Duration) {
	report := k.end(within)
	_ = send(reportFD, report.encode())
	_ = unix.Close(controlFD) // who still waits for an answer shall not
}

// end kills until nothing is left or the time is over.
func (k *keeper) end(within time.Duration) Report {
	began := time.Now()
	reaped, pause := -1, minPause
	for {
		done, left := k.killAll()
		if !left && k.adoptedGone() {
			return k.result()
		}
		if done != reaped {
			reaped, pause = done, minPause
		} else {
			pause = min(2*pause, maxPause)
		}
		k.wake()
		if readableWithin(k.emptied, pause) {
			if k.adoptedGone() {
				return k.result()
			}
			_ = readableWithin(-1, pause)
		}
		if time.Since(began) >= within {
			return k.result()
		}
	}
}

// killAll signals everything once, lets nothing more be started, and returns
// how many have been reaped so far, and whether children are left.
func (k *keeper) killAll() (reaped int, left bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ending.Store(true)
	k.tellDue(true)
	// What forks without end leaves thousands of dead, and to look at each of
	// them again in every round would take longer than they take to multiply.
	left = k.buryExited()
	children := ownChildren()
	for _, pid := range children { // first, for a group takes others with it
		k.doom(pid, stat(pid))
		k.killBelow(pid, -1)
	}
	for _, pid := range children {
		_ = unix.Kill(-pid, unix.SIGKILL) // its group, if it leads one
		_ = unix.Kill(pid, unix.SIGKILL)
	}
	for pid := range k.commands { // again, in case /proc is not there
		_ = unix.Kill(-pid, unix.SIGKILL)
	}
	for i := range k.adopted {
		k.adopted[i].kill()
	}
	return k.reaped, left
}

// killBelow kills the descendants of parent, which need not wait until all
// above them are dead, and must not where one above cannot be killed. They are
// not ours to reap yet, so a number may be given to another at any time: a
// pidfd that is opened first, and parents that match afterwards, make sure.
// Parent is an unreaped child of ours, or parentFD its pidfd.
func (k *keeper) killBelow(parent, parentFD int) {
	for _, pid := range childrenOf(parent) {
		pidfd, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			continue // gone
		}
		s := stat(pid)
		if s.parent == parent && (parentFD < 0 || isAlive(parentFD)) {
			k.killBelow(pid, pidfd)
			k.doom(pid, s)
			_ = unix.PidfdSendSignal(pidfd, unix.SIGKILL, nil, 0)
		}
		_ = unix.Close(pidfd)
	}
}

// doom remembers the name of what is killed, for the report. The caller holds
// mu.
func (k *keeper) doom(pid int, s status) {
	if _, ok := k.doomed[pid]; !ok && !s.dying {
		k.doomed[pid] = s.name
	}
}

// result is what the ending has come to.
func (k *keeper) result() Report {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.report
	for _, pid := range ownChildren() {
		if s := stat(pid); !s.dead {
			_, leader := k.commands[pid]
			r.Survivors = append(r.Survivors, Process{PID: pid, Program: s.name, Leader: leader})
		}
	}
	for _, a := range k.adopted {
		if isAlive(a.pidfd) {
			r.Survivors = append(r.Survivors, Process{PID: a.pid, Program: a.name})
		}
	}
	return r
}
