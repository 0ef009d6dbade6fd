package sandbox

import "golang.org/x/sys/unix"

const architecture = unix.AUDIT_ARCH_X86_64

// architectureCalls are those that newer architectures do without.
var architectureCalls = [...]uint32{unix.SYS_EPOLL_WAIT, unix.SYS_TIME}
