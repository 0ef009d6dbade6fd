package host_test

import "syscall"

// signalZero asks whether a process is there and sends nothing.
const signalZero = syscall.Signal(0)
