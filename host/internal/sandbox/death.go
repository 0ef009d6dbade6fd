package sandbox

// Death says how a worker ended.
type Death struct {
	// Known is false if somebody else has taken the exit status: the program
	// around ignores SIGCHLD, or waits for any child. Code and Signal are then
	// -1 and empty.
	Known bool
	// Code is the exit code, -1 after a signal.
	Code int
	// Signal is the name of the signal that killed it, such as SIGKILL.
	Signal string
	// MaxMemory is the most memory, in bytes, that it was seen to have resident:
	// the greatest result of Memory, or what the system says, where that is more
	// than a number the worker inherited from its host.
	MaxMemory int
	// LastWords is the beginning of what it printed, 16 KiB at most: if it
	// crashed, what Go's runtime has to say, such as "fatal error: stack
	// overflow". A worker can print what it likes.
	LastWords string
}
