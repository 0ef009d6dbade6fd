package procfs

// An Outcome is what became of the processes that something tried to kill.
type Outcome struct {
	Killed    []Identity // signalled, and ended
	Survivors []Identity // still there in the end
}
