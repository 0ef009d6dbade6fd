// Package launch answers: how is this program started again as a worker, even
// before it has initialised itself?
//
// Go initialises every package before main begins, and for a program with a
// JavaScript engine in it that takes longer than the rest of a short run. This
// package needs little more than system calls, so that a package which imports
// no other can start a worker first, and the two processes initialise themselves
// side by side. What a guardian has in common with a worker is here, too.
package launch

import "strconv"

// By argument zero and the variable, together with the socket, a worker is told
// from any other start of the same program.
const (
	Name     = "holdfast-worker" // argv[0], and what ps shows: all it has room for
	Variable = "HOLDFAST_CHILD"  // its value is the host's process number
	SocketFD = 3
)

// OneProcessor is how a worker starts: what waits on the socket and what
// computes take turns. With a second processor Go hands every message to another
// thread, and to wake that takes longer than all else (see BenchmarkCall of
// host/internal/sandbox).
const OneProcessor = "GOMAXPROCS=1"

// WordsBytes is how much of what a worker prints is kept. The beginning is what
// matters: there Go says what is wrong, and then come the stacks.
const WordsBytes = 16 << 10

// Role is the entry of a worker's environment that says who its host is.
func Role(host int) string { return Variable + "=" + strconv.Itoa(host) }
