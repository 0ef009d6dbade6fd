package api

// The types of events.
const (
	EventConsole = "console" // of a run: what one console call printed
	EventResult  = "result"  // of a run: how it ended; the last one
	EventLine    = "line"    // of a log
	EventDropped = "dropped" // of a log: lines were lost here
	EventState   = "state"   // of a log: the process changed its state
	EventError   = "error"   // of a log: why it ends before the process does
)

// An Event is one line of a stream. Type says which of the others is there.
type Event struct {
	Type    string   `json:"type"`
	Console *Entry   `json:"console,omitempty"`
	Result  *Outcome `json:"result,omitempty"`
	Line    *Line    `json:"line,omitempty"`
	Dropped uint64   `json:"dropped,omitempty"`
	State   *Process `json:"state,omitempty"`
	Error   *Error   `json:"error,omitempty"`
}

// An Outcome is how a run ended, and what a person may want to see of the command
// that it failed for.
type Outcome struct {
	Document
	Command *FailedCommand `json:"command,omitempty"`
}

// A FailedCommand is the command for which a run failed.
type FailedCommand struct {
	Name   string `json:"name"`
	Code   string `json:"code"`
	Stderr string `json:"stderr,omitempty"`
}
