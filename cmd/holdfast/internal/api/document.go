package api

// The result of a run as a document, from what host returns and back.

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// A Document is how a run ended: what run --json prints, and a server answers.
type Document struct {
	Status         string          `json:"status"`          // "ok" or "error"
	Value          json.RawMessage `json:"value,omitempty"` // absent for undefined
	Error          *DocumentError  `json:"error,omitempty"`
	Console        []Entry         `json:"console"`
	ConsoleDropped int             `json:"consoleDropped,omitempty"` // entries that did not fit
	DurationMs     float64         `json:"durationMs"`
	Generation     int             `json:"generation"` // 0 if the script did not start
}

// A DocumentError is why a run failed. Besides the kinds of host.ScriptError
// there is KindUsage. Fields that are not known are absent.
type DocumentError struct {
	Kind    host.Kind `json:"kind"`
	Name    string    `json:"name,omitempty"`
	Message string    `json:"message"`
	File    string    `json:"file,omitempty"`
	Line    int       `json:"line,omitempty"`
	Column  int       `json:"column,omitempty"`
	Snippet string    `json:"snippet,omitempty"`
	Stack   string    `json:"stack,omitempty"`
}

// KindUsage is the kind of error of a command line that is wrong: the script did
// not start.
const KindUsage host.Kind = "usage"

// The values of Document.Status.
const (
	StatusOK    = "ok"
	StatusError = "error"
)

// An Entry is what one console call printed, and when: in milliseconds since
// 1970.
type Entry struct {
	Level   string `json:"level"`
	Message string `json:"message"`
	TsMs    int64  `json:"tsMs"`
}

// NewEntry makes an Entry.
func NewEntry(e host.ConsoleEntry) Entry {
	return Entry{Level: e.Level, Message: e.Message, TsMs: e.Time.UnixMilli()}
}

// ConsoleEntry is NewEntry undone.
func (e Entry) ConsoleEntry() host.ConsoleEntry {
	return host.ConsoleEntry{Level: e.Level, Message: e.Message, Time: time.UnixMilli(e.TsMs)}
}

// NewDocument makes a Document of a result, which may be nil, and of why the run
// failed, if it did.
func NewDocument(r *host.Result, failed *DocumentError) Document {
	d := Document{Status: StatusOK, Console: []Entry{}}
	if r != nil {
		d.Value, d.ConsoleDropped, d.Generation = r.Value, r.ConsoleDropped, r.Generation
		d.DurationMs = Millis(r.Duration)
		for _, e := range r.Console {
			d.Console = append(d.Console, NewEntry(e))
		}
	}
	if failed != nil {
		d.Status, d.Value, d.Error = StatusError, nil, failed
	}
	return d
}

// NewDocumentError makes a DocumentError of what Session.Run returned.
func NewDocumentError(e *host.ScriptError) *DocumentError {
	return &DocumentError{
		Kind: e.Kind, Name: e.Name, Message: e.Message, Stack: e.Stack,
		File: e.File, Line: e.Line, Column: e.Column, Snippet: e.Snippet,
	}
}

// Millis returns a duration in milliseconds, to the microsecond.
func Millis(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Microsecond)) / 1000
}

// TimeoutMs is a limit of package host as a request has it: 0 is none given, a
// negative one is no limit.
func TimeoutMs(limit time.Duration) int64 {
	switch {
	case limit < 0:
		return -1
	case limit > 0:
		return max(1, limit.Milliseconds())
	}
	return 0
}

// NewOutcome makes an Outcome of what Session.Run returned. A run that did not
// start was cancelled.
func NewOutcome(r *host.Result, err error) Outcome {
	if err == nil {
		return Outcome{Document: NewDocument(r, nil)}
	}
	failed, ok := errors.AsType[*host.ScriptError](err)
	if !ok {
		failed = &host.ScriptError{Kind: host.KindCancelled, Message: err.Error()}
	}
	o := Outcome{
		Document: NewDocument(r, NewDocumentError(failed)), Properties: failed.Properties,
	}
	if c, ok := errors.AsType[*commands.Error](err); ok {
		o.Command = &FailedCommand{Name: c.Command, Code: scriptCode(c.Code)}
		if len(c.Lines) > 0 {
			o.Command.Lines = newLines(c.Lines)
		}
		if c.Result != nil {
			o.Command.Stderr = c.Result.Stderr
		}
	}
	return o
}

// codePrefix is what scripts see before a commands.Code.
const codePrefix = "ERR_COMMAND_"

// scriptCode is a code as scripts see it: a test holds it to package jsapi.
func scriptCode(code commands.Code) string {
	if code == commands.CodeClosed { // the session ends: so does the call
		code = commands.CodeCancelled
	}
	return codePrefix + string(code)
}

// commandCode is scriptCode undone.
func commandCode(code string) commands.Code {
	return commands.Code(strings.TrimPrefix(code, codePrefix))
}

// Result returns what Session.Run returned, as far as an Outcome has it: the
// same result, a *host.ScriptError that reads the same, and in it a
// *commands.Error if there was one.
func (o Outcome) Result() (*host.Result, error) {
	r := &host.Result{
		Value: o.Value, ConsoleDropped: o.ConsoleDropped, Generation: o.Generation,
		Duration: time.Duration(o.DurationMs * float64(time.Millisecond)),
	}
	for _, e := range o.Console {
		r.Console = append(r.Console, e.ConsoleEntry())
	}
	if o.Error == nil {
		return r, nil
	}
	e := &host.ScriptError{
		Kind: o.Error.Kind, Name: o.Error.Name, Message: o.Error.Message, Stack: o.Error.Stack,
		File: o.Error.File, Line: o.Error.Line, Column: o.Error.Column, Snippet: o.Error.Snippet,
		Properties: o.Properties,
	}
	if c := o.Command; c != nil {
		failed := &commands.Error{
			Code: commandCode(c.Code), Command: c.Name, Err: errors.New(e.Message),
		}
		if len(c.Lines) > 0 {
			failed.Lines = linesOf(c.Lines)
		} else {
			failed.Result = &commands.Result{Command: c.Name, Stderr: c.Stderr}
		}
		e.Err = failed
	}
	return r, e
}
