package socket

import (
	"net"
	"syscall"
)

// peerUID returns the user at the other end, as of when it connected or began to
// listen.
func peerUID(conn *net.UnixConn) (uid int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var peer *syscall.Ucred
	outer := raw.Control(func(fd uintptr) {
		peer, err = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if outer != nil {
		return 0, outer
	}
	if err != nil {
		return 0, err
	}
	return int(peer.Uid), nil
}
