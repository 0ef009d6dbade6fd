package marker

// One pass over /proc in raw system calls and a single buffer, because it is
// made while something is amiss and the machine may be full of processes.

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

const (
	// direntBytes makes the kernel list a few dozen processes at a time. They
	// come in order of pid, so a pass that lists as it goes meets what is
	// forked during it; a process that forks and exits in a loop would be
	// gone from a list made beforehand.
	direntBytes = 1 << 10

	// environBytes is room for most environments; the buffer grows for others.
	environBytes = 32 << 10
)

// A scanner makes passes. It is used by one goroutine.
type scanner struct {
	wanted  map[Marker]bool
	since   uint64
	user    int // -1: any
	dirents []byte
	names   []string
	environ []byte
}

func newScanner(s Search) *scanner {
	sc := &scanner{
		wanted:  make(map[Marker]bool, len(s.Markers)),
		since:   s.Since,
		user:    -1,
		dirents: make([]byte, direntBytes),
		environ: make([]byte, environBytes),
	}
	for _, m := range s.Markers {
		sc.wanted[m] = true
	}
	if s.OwnUser {
		sc.user = os.Geteuid()
	}
	return sc
}

// pass calls visit with every process that is meant, and closes it after.
func (sc *scanner) pass(visit func(*procfs.Handle)) error {
	proc, err := unix.Open("/proc", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return &os.PathError{Op: "open", Path: "/proc", Err: err}
	}
	defer func() { _ = unix.Close(proc) }()
	for {
		n, err := unix.Getdents(proc, sc.dirents)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return &os.PathError{Op: "getdents", Path: "/proc", Err: err}
		}
		if n == 0 {
			return nil
		}
		if err := sc.visitAll(proc, sc.dirents[:n], visit); err != nil {
			return err
		}
	}
}

// visitAll looks at the processes in one buffer of directory entries.
func (sc *scanner) visitAll(proc int, dirents []byte, visit func(*procfs.Handle)) error {
	_, _, sc.names = unix.ParseDirent(dirents, -1, sc.names[:0])
	for _, name := range sc.names {
		pid, err := strconv.Atoi(name)
		if err != nil || pid == os.Getpid() || !sc.matches(proc, name) {
			continue
		}
		h, err := sc.open(proc, name, pid)
		if err != nil {
			return err
		}
		if h != nil {
			visit(h)
			h.Close()
		}
	}
	return nil
}

// open opens a process that matched, and looks again: only what is read once
// it is open is known to be of this process and no other. It returns nil if
// the process is not meant after all.
func (sc *scanner) open(proc int, name string, pid int) (*procfs.Handle, error) {
	h, err := procfs.Open(pid)
	if errors.Is(err, procfs.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if h.Start < sc.since || !sc.matches(proc, name) {
		h.Close()
		return nil, nil
	}
	return h, nil
}

// matches reports whether the process carries a wanted marker and is of the
// right user. A process that has gone or may not be read does not match.
func (sc *scanner) matches(proc int, name string) bool {
	fd, err := unix.Openat(proc, name+"/environ", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer func() { _ = unix.Close(fd) }()
	if !carries(sc.read(fd), sc.wanted) {
		return false
	}
	if sc.user < 0 {
		return true
	}
	var stat unix.Stat_t
	return unix.Fstat(fd, &stat) == nil && int(stat.Uid) == sc.user
}

// read returns all of a file that can be read. It is valid until the next call.
func (sc *scanner) read(fd int) []byte {
	for filled := 0; ; {
		if filled == len(sc.environ) {
			sc.environ = append(sc.environ, make([]byte, len(sc.environ))...)
		}
		n, err := unix.Read(fd, sc.environ[filled:])
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return sc.environ[:filled]
		}
		filled += n
	}
}
