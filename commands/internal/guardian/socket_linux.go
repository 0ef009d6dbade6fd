package guardian

// Messages with descriptors over Unix sockets. All are SOCK_SEQPACKET: a
// message arrives whole or not at all, so several may send at once.

import (
	"io"

	"golang.org/x/sys/unix"
)

// maxFDs is how many descriptors a message carries at most.
const maxFDs = 5

// socketpair returns the two ends of a connection. Both are O_CLOEXEC.
func socketpair(flags int) (ours, theirs int, err error) {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|flags, 0)
	return ends[0], ends[1], err
}

// send sends one message without waiting; EAGAIN if there is no room for it.
// A closed connection gives EPIPE and no signal.
func send(fd int, b []byte, fds ...int) error {
	var rights []byte
	if len(fds) > 0 {
		rights = unix.UnixRights(fds...)
	}
	for {
		err := unix.Sendmsg(fd, b, rights, nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
		if err != unix.EINTR {
			return err
		}
	}
}

// receive waits for one message if fd blocks. The error is io.EOF when the
// other side is gone. More descriptors than could be opened are left out.
func receive(fd int, b []byte) (n int, fds []int, err error) {
	rights := make([]byte, unix.CmsgSpace(4*maxFDs))
	n, size, _, _, err := unix.Recvmsg(fd, b, rights, unix.MSG_CMSG_CLOEXEC)
	for err == unix.EINTR {
		n, size, _, _, err = unix.Recvmsg(fd, b, rights, unix.MSG_CMSG_CLOEXEC)
	}
	if err != nil {
		return 0, nil, err
	}
	if n == 0 {
		return 0, nil, io.EOF
	}
	if size > 0 {
		fds, err = parseRights(rights[:size])
	}
	return n, fds, err
}

func parseRights(b []byte) (fds []int, err error) {
	messages, err := unix.ParseSocketControlMessage(b)
	if err != nil {
		return nil, err
	}
	for i := range messages {
		more, err := unix.ParseUnixRights(&messages[i])
		if err != nil {
			continue // not about descriptors
		}
		fds = append(fds, more...)
	}
	return fds, nil
}

func closeAll(fds []int) {
	for _, fd := range fds {
		_ = unix.Close(fd)
	}
}
