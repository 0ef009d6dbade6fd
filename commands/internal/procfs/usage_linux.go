package procfs

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Measure returns what the process set of each leader uses: what is in its
// session or process group, and what descends from that. It is one pass over
// /proc. A leader of whose set nothing runs, whether or not it was reaped, is not in
// the result; the error is one of the system's.
func Measure(leaders []int) (map[int]Usage, error) {
	all, err := snapshot()
	if err != nil {
		return nil, err
	}
	found := make(map[int]Usage, len(leaders))
	owner := make(map[int]int, len(leaders)) // of what is known to belong to a leader
	for _, leader := range leaders {
		if _, ok := all[leader]; ok {
			found[leader] = Usage{}
			owner[leader] = leader
		}
	}
	for pid, p := range all {
		if leader := ownerOf(pid, all, owner); leader != 0 && !p.exited {
			u := found[leader]
			u.Processes++
			u.CPU += p.cpu
			u.MemoryBytes += p.memory
			found[leader] = u
		}
	}
	maps.DeleteFunc(found, func(_ int, u Usage) bool { return u.Processes == 0 })
	return found, nil
}

// ownerOf returns the leader that pid belongs to, 0 if to none, and notes it in
// owner for those on the way there.
func ownerOf(pid int, all map[int]usage, owner map[int]int) int {
	if leader, known := owner[pid]; known {
		return leader
	}
	p, ok := all[pid]
	if !ok {
		return 0
	}
	owner[pid] = 0 // ends a circle, which pids that change hands could make
	for _, of := range []int{p.session, p.group} {
		if owner[of] == of && of != 0 {
			owner[pid] = of
			return of
		}
	}
	owner[pid] = ownerOf(p.parent, all, owner)
	return owner[pid]
}

// usage is what one process uses and where it belongs.
type usage struct {
	parent, group, session int
	cpu                    time.Duration
	memory                 int
	exited                 bool // and not reaped
}

// snapshot reads /proc/PID/stat of all processes.
func snapshot() (map[int]usage, error) {
	entries, err := pids()
	if err != nil {
		return nil, err
	}
	all := make(map[int]usage, len(entries))
	page := os.Getpagesize()
	var buf [statBytes]byte
	for _, pid := range entries {
		n, err := readFile("/proc/"+strconv.Itoa(pid)+"/stat", buf[:])
		switch {
		case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ESRCH), errors.Is(err, unix.EACCES):
			continue
		case err != nil:
			return nil, err
		}
		if p, ok := parseUsage(buf[:n], page); ok {
			all[pid] = p
		}
	}
	return all, nil
}

// pids lists the processes of /proc.
func pids() ([]int, error) {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer proc.Close()
	names, err := proc.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	var list []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			list = append(list, pid)
		}
	}
	return list, nil
}

// The places of what usage reads, counted as those of Stat are.
const (
	fieldGroup   = 2
	fieldSession = 3
	fieldUser    = 11 // and three more: system, and both of children that were reaped
	fieldPages   = 21
)

// tick is a clock tick of /proc: USER_HZ, which is 100 on every architecture
// that Go runs on.
const tick = 10 * time.Millisecond

// parseUsage parses what follows the name, as parseStat does.
func parseUsage(line []byte, page int) (u usage, ok bool) {
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) <= fieldPages {
		return usage{}, false
	}
	number := func(i int) int {
		n, err := strconv.ParseInt(string(fields[i]), 10, 64)
		ok = ok && err == nil
		return int(n)
	}
	ok = true
	u.exited = fields[fieldState][0] == 'Z' && number(fieldThreads) <= 1 // or only its first thread has
	u.parent, u.group, u.session = number(fieldParent), number(fieldGroup), number(fieldSession)
	for i := range 4 {
		u.cpu += time.Duration(number(fieldUser+i)) * tick
	}
	u.memory = number(fieldPages) * page
	return u, ok
}
