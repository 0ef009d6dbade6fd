package host

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/holdfast-run/holdfast/jsapi"
)

// A Script is one run's source: the body of an async function.
type Script struct {
	Name        string // the file that positions in errors name; "script.js" if empty
	Source      string
	Args        []any         // the script's args: data as encoding/json marshals it
	Timeout     time.Duration // 0: the host's RunTimeout; negative: none
	MemoryBytes int           // 0: the host's MemoryBytes; negative: no limit

	// Console, if not nil, gets what this script prints as it prints it, on the
	// goroutine of Session.Run; neither Config.Console nor Result.Console do then.
	// The run waits while it blocks.
	Console func(ConsoleEntry)

	// Started, if not nil, is called once the runs before this one in line have
	// ended, on the goroutine of Session.Run.
	Started func()
}

// A Result is how a run ended. Session.Run returns one for a run that failed too.
type Result struct {
	Value          json.RawMessage // what the script returned; nil for undefined
	Console        []ConsoleEntry  // what it printed, as far as it fits
	ConsoleDropped int             // entries that did not fit
	Duration       time.Duration
	Generation     int // counts the session's VMs: a new number means a new globalThis
}

// ErrNoValue is the error of Decode when the script returned nothing.
var ErrNoValue = errors.New("the script returned no value")

// Decode stores the script's value in dst, as json.Unmarshal does.
func (r *Result) Decode(dst any) error {
	if r.Value == nil {
		return ErrNoValue
	}
	return json.Unmarshal(r.Value, dst)
}

// A ConsoleEntry is what one console call printed.
type ConsoleEntry = jsapi.ConsoleEntry

// A ScriptError is why a run failed, with its place in the script.
type ScriptError = jsapi.ScriptError

// Kind says why a script failed.
type Kind = jsapi.Kind

// The kinds of ScriptError.
const (
	KindSyntax    = jsapi.KindSyntax
	KindRuntime   = jsapi.KindRuntime
	KindTimeout   = jsapi.KindTimeout
	KindMemory    = jsapi.KindMemory
	KindCancelled = jsapi.KindCancelled
	KindInternal  = jsapi.KindInternal
	KindCrash     = jsapi.KindCrash
)
