package api

// The types of events.
const (
	EventConsole    = "console"    // of a run or an entry: what one console call printed
	EventResult     = "result"     // of a run: how it ended; the last one
	EventEvaluation = "evaluation" // of an entry: how it went; the last one
	EventLine       = "line"       // of a log
	EventDropped    = "dropped"    // of a log: lines were lost here
	EventState      = "state"      // of a log, or of states: the process changed its state
	EventError      = "error"      // of those: why it ends before the process does
)

// An Event is one line of a stream. Type says which of the others is there.
type Event struct {
	Type       string      `json:"type"`
	Console    *Entry      `json:"console,omitempty"`
	Result     *Outcome    `json:"result,omitempty"`
	Evaluation *Evaluation `json:"evaluation,omitempty"`
	Line       *Line       `json:"line,omitempty"`
	Dropped    uint64      `json:"dropped,omitempty"`
	State      *Process    `json:"state,omitempty"`
	Error      *Error      `json:"error,omitempty"`
}

// Answer is what an event that ends a run, or an entry, is without a stream.
func (e Event) Answer() any {
	if e.Evaluation != nil {
		return e.Evaluation
	}
	return e.Result
}

// An Outcome is how a run ended, and what a person may want to see of the error
// and of the command that it failed for.
type Outcome struct {
	Document
	Properties string         `json:"errorProperties,omitempty"` // of the error, as Node prints them
	Command    *FailedCommand `json:"command,omitempty"`
}

// A FailedCommand is the command for which a run failed.
type FailedCommand struct {
	Name   string `json:"name"`
	Code   string `json:"code"` // as scripts see it: "ERR_COMMAND_EXIT"
	Stderr string `json:"stderr,omitempty"`
	Lines  []Line `json:"lines,omitempty"` // of a persistent command, the last it wrote
}
