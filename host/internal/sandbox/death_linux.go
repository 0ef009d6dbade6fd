package sandbox

// What the system says about a worker: its end, its memory, what it printed.

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

// waitFor reaps a process that has exited, if nobody else has. inherited is the
// peak memory that the system booked to it at its start.
func waitFor(pidfd, inherited int) Death {
	var info unix.Siginfo
	var usage unix.Rusage
	err := unix.Waitid(unix.P_PIDFD, pidfd, &info, unix.WEXITED, &usage)
	for err == unix.EINTR {
		err = unix.Waitid(unix.P_PIDFD, pidfd, &info, unix.WEXITED, &usage)
	}
	if err != nil {
		return Death{Code: -1}
	}
	d := Death{Known: true, Code: -1}
	const cldExited = 1 // else a signal did it
	if status := statusOf(&info); info.Code == cldExited {
		d.Code = status
	} else {
		d.Signal = unix.SignalName(syscall.Signal(status))
	}
	if peak := int(usage.Maxrss) << 10; peak > inherited {
		d.MaxMemory = peak
	}
	return d
}

// statusOf returns the exit code or signal in a siginfo_t about a child. It is
// the third of three numbers of 32 bits that begin, behind three others, at the
// next address a pointer may have.
func statusOf(info *unix.Siginfo) int {
	const align = unsafe.Sizeof(uintptr(0))
	const offset = (unsafe.Offsetof(info.Code) + 4 + align - 1) &^ (align - 1)
	return int((*[3]int32)(unsafe.Add(unsafe.Pointer(info), offset))[2])
}

// readWords returns what was written. The worker and the host share the
// position in the file, so it is where the worker stopped.
func readWords(words *os.File) string {
	end, err := words.Seek(0, io.SeekCurrent)
	if err != nil {
		return ""
	}
	b := make([]byte, min(end, launch.WordsBytes))
	n, _ := words.ReadAt(b, 0)
	return string(b[:n])
}

// readStatm returns how many bytes a process has resident that it shares with
// no other, and how many it has mapped as data, used or not.
func readStatm(statm *os.File) (resident, data int, err error) {
	var b [128]byte
	n, err := statm.ReadAt(b[:], 0)
	if err != nil && err != io.EOF {
		return 0, 0, err
	}
	// In pages: size, resident, shared, text, 0, data, 0.
	var pages [7]int
	fields := bytes.Fields(b[:n])
	for i := range min(len(fields), len(pages)) {
		if pages[i], err = strconv.Atoi(string(fields[i])); err != nil {
			return 0, 0, err
		}
	}
	return (pages[1] - pages[2]) * os.Getpagesize(), pages[5] * os.Getpagesize(), nil
}
