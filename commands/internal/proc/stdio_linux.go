package proc

// The pipes between this process and a child. Every descriptor is O_CLOEXEC
// from the moment it exists, so no other child can inherit it.

import (
	"os"

	"golang.org/x/sys/unix"
)

// stdio are the descriptors of one child: what it gets and what we keep. -1 is
// a descriptor that is closed, or one to read nothing from.
type stdio struct {
	child [3]int
	ours  [3]int // write end, read end, read end; ours[0] is -1 without stdin
}

// openStdio opens the pipes. Our ends do not block: a child can open its own
// stdout for reading and take away what poll has just announced.
func openStdio(stdin bool) (*stdio, error) {
	s := &stdio{child: [3]int{-1, -1, -1}, ours: [3]int{-1, -1, -1}}
	if err := s.open(stdin); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stdio) open(stdin bool) (err error) {
	if stdin {
		err = pipe(&s.child[0], &s.ours[0], &s.ours[0])
	}
	for i := 1; i < 3 && err == nil; i++ {
		err = pipe(&s.ours[i], &s.child[i], &s.ours[i])
	}
	return err
}

// pipe opens a pipe and makes one end of it non-blocking.
func pipe(read, write, nonblock *int) error {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return os.NewSyscallError("pipe2", err)
	}
	*read, *write = ends[0], ends[1]
	_, err := unix.FcntlInt(uintptr(*nonblock), unix.F_SETFL, unix.O_NONBLOCK)
	return os.NewSyscallError("fcntl", err)
}

// closeChild closes what the child has by now or never will.
func (s *stdio) closeChild() {
	for i := range s.child {
		closeFD(&s.child[i])
	}
}

func (s *stdio) close() {
	s.closeChild()
	for i := range s.ours {
		closeFD(&s.ours[i])
	}
}

// closeFD closes *fd unless it is closed already.
func closeFD(fd *int) {
	if *fd >= 0 {
		_ = unix.Close(*fd)
		*fd = -1
	}
}
