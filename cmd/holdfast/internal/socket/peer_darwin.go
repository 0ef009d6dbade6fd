package socket

import (
	"net"

	"golang.org/x/sys/unix"
)

// peerUID returns the user at the other end, as of when it connected or began to
// listen.
func peerUID(conn *net.UnixConn) (uid int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var peer *unix.Xucred
	outer := raw.Control(func(fd uintptr) {
		peer, err = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	})
	if outer != nil {
		return 0, outer
	}
	if err != nil {
		return 0, err
	}
	return int(peer.Uid), nil
}
