// Package wire is what a host and a worker, the process that holds a VM, say to
// each other: frames on a socket, each a small head in CBOR (RFC 8949) and a tail
// of raw bytes. What a worker says is not trusted: a frame is bounded before it
// is read, and holds data only.
package wire

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi"
)

// A Kind says what a frame is.
type Kind uint8

// The kinds of frames. A worker gets one Setup and then any number of Runs, each
// after the Done of the one before.
const (
	KindSetup   Kind = iota + 1 // to the worker: what the VM is made of (Setup)
	KindRun                     // to the worker: run something (Run; tail: its source)
	KindCancel                  // to the worker: end the run in flight (Cause)
	KindReply                   // to the worker: the answer to a Call (Reply)
	KindReady                   // to the host: the VM is made (Ready)
	KindCall                    // to the host: a request of the script (Call)
	KindAbandon                 // to the host: the script gives up a call (Cause), which is still answered
	KindConsole                 // to the host: the script printed (Entry; tail: the message)
	KindDone                    // to the host: the run has ended (Done; tail: its value)
)

var kindNames = map[Kind]string{
	KindSetup: "setup", KindRun: "run", KindCancel: "cancel", KindReply: "reply", KindReady: "ready",
	KindCall: "call", KindAbandon: "abandon", KindConsole: "console", KindDone: "done",
}

func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return fmt.Sprintf("unknown (%d)", uint8(k))
}

// Setup is what a VM is made of: the plain part of a jsapi.Config.
type Setup struct {
	Bindings []string          `cbor:"1,keyasint,omitempty"`
	Env      map[string]string `cbor:"2,keyasint,omitempty"`
	Dir      string            `cbor:"3,keyasint,omitempty"`
}

// Ready says that a VM was made, or why not.
type Ready struct {
	Error string `cbor:"1,keyasint,omitempty"`
}

// An Op is what a Run asks of the VM, by the name of jsapi.VM's method.
type Op uint8

// The operations, with the fields of Run that each uses, and of Done, beside
// those that all do.
const (
	OpRun      Op = iota // a script: Name, Args → tail: its value as JSON text; none for undefined
	OpEval               // an entry: Name, Colors, Columns → Evaluation
	OpComplete           // Cursor → Completions
	OpPreview            // → tail: the text
)

// A Run is something to run, without its source, which is the frame's tail.
type Run struct {
	Op          Op     `cbor:"1,keyasint,omitempty"`
	Name        string `cbor:"2,keyasint,omitempty"`
	Args        []any  `cbor:"3,keyasint,omitempty"`
	MemoryBytes int    `cbor:"4,keyasint,omitempty"` // 0: no limit
	WatchHeap   bool   `cbor:"8,keyasint,omitempty"` // the host cannot, on this system
	Tidy        bool   `cbor:"9,keyasint,omitempty"` // give back what earlier runs have left
	Colors      bool   `cbor:"5,keyasint,omitempty"`
	Columns     int    `cbor:"6,keyasint,omitempty"`
	Cursor      int    `cbor:"7,keyasint,omitempty"`
}

// Done is how a run ended. A failed entry has an Evaluation too.
type Done struct {
	Poisoned    bool               `cbor:"1,keyasint,omitempty"` // the worker is to be dropped
	Error       *ScriptError       `cbor:"2,keyasint,omitempty"`
	Evaluation  *jsapi.Evaluation  `cbor:"3,keyasint,omitempty"`
	Completions *jsapi.Completions `cbor:"4,keyasint,omitempty"`
}

// A ScriptError is a jsapi.ScriptError.
type ScriptError struct {
	Kind    jsapi.Kind `cbor:"1,keyasint"`
	Name    string     `cbor:"2,keyasint,omitempty"`
	Message string     `cbor:"3,keyasint,omitempty"`
	File    string     `cbor:"4,keyasint,omitempty"`
	Line    int        `cbor:"5,keyasint,omitempty"`
	Column  int        `cbor:"6,keyasint,omitempty"`
	Snippet string     `cbor:"7,keyasint,omitempty"`
	Stack   string     `cbor:"8,keyasint,omitempty"`
	// Calls are those whose errors are underneath.
	Calls      []uint32 `cbor:"9,keyasint,omitempty"`
	Properties string   `cbor:"10,keyasint,omitempty"`
}

// An Entry is a jsapi.ConsoleEntry without its message, which is the frame's
// tail.
type Entry struct {
	Level string    `cbor:"1,keyasint"`
	Time  time.Time `cbor:"2,keyasint"`
}

// A Method is what a Call asks for.
type Method uint8

// The methods, with the fields of Call and Reply that each uses beside Name and
// Error.
const (
	Exec        Method = iota + 1 // Values, Timeout, tail: stdin → Result, tail: its stdout
	RunShaped                     // Values, Timeout, tail: stdin → Value
	Start                         // Values, As → Status
	Stop                          // Signal, Grace → Status
	Wait                          // For, Pattern, Since → Status
	Status                        // → Status
	Logs                          // Since, Stream, Limit → Logs
	List                          // → Infos
	VarGet                        // → OK, tail: JSON text
	VarSet                        // tail: JSON text
	VarDelete                     // → OK
	VarKeys                       // → Keys
	Bind                          // Args → Value, or Stream
	Next                          // Opened → Value, OK (there was one), Dropped
	CloseStream                   // Opened
)

// A Call is a request of a script to the tier that outlives it.
type Call struct {
	Method Method         `cbor:"1,keyasint"`
	Name   string         `cbor:"2,keyasint,omitempty"` // of a command, a variable or a binding
	Values map[string]any `cbor:"3,keyasint,omitempty"`
	Args   []any          `cbor:"4,keyasint,omitempty"`

	Timeout time.Duration  `cbor:"5,keyasint,omitempty"`
	As      string         `cbor:"6,keyasint,omitempty"`
	Signal  string         `cbor:"7,keyasint,omitempty"`
	Grace   *time.Duration `cbor:"8,keyasint,omitempty"`
	For     string         `cbor:"9,keyasint,omitempty"`
	Pattern *string        `cbor:"10,keyasint,omitempty"`
	Since   uint64         `cbor:"11,keyasint,omitempty"`
	Stream  string         `cbor:"12,keyasint,omitempty"`
	Limit   int            `cbor:"13,keyasint,omitempty"`
	Opened  uint32         `cbor:"14,keyasint,omitempty"` // a Reply's Stream

	Abandoned *Cause `cbor:"15,keyasint,omitempty"` // why the script gave it up before it was sent
}

// A Reply answers a Call.
type Reply struct {
	Error  *Failure         `cbor:"1,keyasint,omitempty"`
	Value  any              `cbor:"2,keyasint,omitempty"`
	Bulk   Bulk             `cbor:"3,keyasint,omitempty"`
	Result *commands.Result `cbor:"4,keyasint,omitempty"`
	Status *commands.Status `cbor:"5,keyasint,omitempty"`
	Logs   *commands.Logs   `cbor:"6,keyasint,omitempty"`
	Infos  []commands.Info  `cbor:"7,keyasint,omitempty"`
	Keys   []string         `cbor:"8,keyasint,omitempty"`
	OK     bool             `cbor:"9,keyasint,omitempty"`

	Stream  uint32 `cbor:"10,keyasint,omitempty"` // Opened of what asks for its items; 0: no stream
	Dropped uint64 `cbor:"11,keyasint,omitempty"`
}

// Bulk says what of a value the tail holds.
type Bulk uint8

// The kinds of bulk. Anything else is in Reply.Value.
const (
	NoBulk Bulk = iota
	BulkText
	BulkBytes
	BulkJSON
)

// A Failure is an error of the tier that outlives a script.
type Failure struct {
	Text    string        `cbor:"1,keyasint"`
	Command *CommandError `cbor:"2,keyasint,omitempty"` // the *commands.Error in it
	Panic   bool          `cbor:"3,keyasint,omitempty"` // the VM is not to be used again
}

// A CommandError is what a script sees of a commands.Error.
type CommandError struct {
	Code    commands.Code    `cbor:"1,keyasint"`
	Command string           `cbor:"2,keyasint,omitempty"`
	Result  *commands.Result `cbor:"3,keyasint,omitempty"`
	Lines   []commands.Line  `cbor:"4,keyasint,omitempty"`
}

// Put moves a value into a reply, and returns the tail that goes with it.
func (r *Reply) Put(value any) (tail []byte) {
	switch x := value.(type) {
	case string:
		r.Bulk = BulkText
		return Bytes(x)
	case []byte:
		r.Bulk = BulkBytes
		return x
	case json.RawMessage:
		r.Bulk = BulkJSON
		return x
	}
	r.Value = value
	return nil
}

// Take returns the value of a reply that came with tail.
func (r *Reply) Take(tail []byte) any {
	switch r.Bulk {
	case BulkText:
		return Text(tail)
	case BulkBytes:
		return tail[:len(tail):len(tail)]
	case BulkJSON:
		return json.RawMessage(tail)
	}
	return r.Value
}
