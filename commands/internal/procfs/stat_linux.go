package procfs

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// A Stat is what this module asks of /proc/PID/stat.
type Stat struct {
	State   byte // 'R', 'S', 'D', 'Z' and so on
	Parent  int
	Threads int
	Start   uint64 // clock ticks from boot to its start
	Kernel  bool   // it is a thread of the kernel's own, which no signal ends
}

// Dead reports whether nothing of the process runs any more. A zombie is not
// dead as long as it has threads: its main thread alone has exited.
func (s Stat) Dead() bool {
	return s.State == 'X' || s.State == 'x' || s.State == 'Z' && s.Threads <= 1
}

// statBytes is more than the 52 numbers and a name of /proc/PID/stat take.
const statBytes = 2048

// ReadStat reads about a process. The error is ErrGone, or one of the system's.
func ReadStat(pid int) (Stat, error) {
	var buf [statBytes]byte
	n, err := readFile("/proc/"+strconv.Itoa(pid)+"/stat", buf[:])
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH) {
		return Stat{}, ErrGone
	}
	if err != nil {
		return Stat{}, err
	}
	stat, err := parseStat(buf[:n])
	if err != nil {
		return Stat{}, fmt.Errorf("/proc/%d/stat: %w", pid, err)
	}
	return stat, nil
}

// The places of what is read, counted from the field after the name.
const (
	fieldState   = 0
	fieldParent  = 1
	fieldFlags   = 6
	fieldThreads = 17
	fieldStart   = 19
)

// parseStat parses what follows the name. A program may call itself
// "x) R 1 (y", so the name ends at the last parenthesis.
func parseStat(line []byte) (s Stat, err error) {
	rest := line[bytes.LastIndexByte(line, ')')+1:]
	for i := 0; i <= fieldStart; i++ {
		rest = bytes.TrimLeft(rest, " ")
		end := bytes.IndexAny(rest, " \n")
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			return Stat{}, fmt.Errorf("only %d fields after the name", i)
		}
		if err = s.set(i, rest[:end]); err != nil {
			return Stat{}, err
		}
		rest = rest[end:]
	}
	return s, nil
}

func (s *Stat) set(field int, value []byte) (err error) {
	switch field {
	case fieldState:
		s.State = value[0]
	case fieldParent:
		s.Parent, err = strconv.Atoi(string(value))
	case fieldFlags:
		const kernelThread = 0x200000 // PF_KTHREAD
		var flags uint64
		flags, err = strconv.ParseUint(string(value), 10, 64)
		s.Kernel = flags&kernelThread != 0
	case fieldThreads:
		s.Threads, err = strconv.Atoi(string(value))
	case fieldStart:
		s.Start, err = strconv.ParseUint(string(value), 10, 64)
	}
	return err
}

// readFile reads once into buf. The files of /proc give all they have at once,
// and os.ReadFile would take three times as long.
func readFile(path string, buf []byte) (int, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	defer func() { _ = unix.Close(fd) }()
	n, err := unix.Read(fd, buf)
	for err == unix.EINTR {
		n, err = unix.Read(fd, buf)
	}
	if err != nil {
		return 0, &os.PathError{Op: "read", Path: path, Err: err}
	}
	return n, nil
}
