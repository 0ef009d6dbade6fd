package sandbox

import "golang.org/x/sys/unix"

const architecture = unix.AUDIT_ARCH_AARCH64

// architectureCalls are those that only this architecture has.
var architectureCalls = [...]uint32{}
