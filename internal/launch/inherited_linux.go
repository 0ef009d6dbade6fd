package launch

import (
	"strconv"
	"syscall"
)

// CloseInherited closes the descriptors above last that the host should have
// opened O_CLOEXEC and did not, so that no pipe stays open because of a process
// that knows nothing of it. What is O_CLOEXEC here was opened since.
func CloseInherited(last int) {
	dir, err := syscall.Open("/proc/self/fd", syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer syscall.Close(dir)
	var names []string
	for entries := make([]byte, 4096); ; {
		n, err := syscall.ReadDirent(dir, entries)
		if err != nil || n <= 0 {
			break
		}
		_, _, names = syscall.ParseDirent(entries[:n], -1, names)
	}
	for _, name := range names {
		fd, err := strconv.Atoi(name)
		if err != nil || fd <= last {
			continue
		}
		flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
		if errno == 0 && flags&syscall.FD_CLOEXEC == 0 {
			_ = syscall.Close(fd)
		}
	}
}
