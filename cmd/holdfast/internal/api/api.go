// Package api answers: what do a holdfast server and its clients say to one
// another? It holds the JSON of requests and answers, the paths, and their
// description, openapi.yaml.
package api

import (
	_ "embed" // for OpenAPI
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// OpenAPI describes the interface, as a document of OpenAPI 3.1. A test holds it
// to the server.
//
//go:embed openapi.yaml
var OpenAPI []byte

// The media types of answers.
const (
	JSON   = "application/json"
	Stream = "application/x-ndjson" // one event a line
	YAML   = "application/yaml"
	Text   = "text/plain; version=0.0.4; charset=utf-8" // as Prometheus has it
)

// RunHeader is the header of the answer to a run, or an entry, that has its
// number, by which it can be cancelled.
const RunHeader = "Holdfast-Run"

// MaxRunBytes bounds the body of what has a source: one of 64 MiB and what JSON
// adds.
const MaxRunBytes = 160 << 20

// MaxBodyBytes bounds all other bodies.
const MaxBodyBytes = 64 << 10

// Paths, as patterns of net/http; see Path.
const (
	PathStatus    = "/v1/status"
	PathSessions  = "/v1/sessions"
	PathSession   = "/v1/sessions/{session}"
	PathRuns      = "/v1/sessions/{session}/runs"
	PathRun       = "/v1/sessions/{session}/runs/{run}"
	PathEntries   = "/v1/sessions/{session}/entries"
	PathComplete  = "/v1/sessions/{session}/completions"
	PathPreview   = "/v1/sessions/{session}/preview"
	PathCommands  = "/v1/sessions/{session}/commands"
	PathPresence  = "/v1/sessions/{session}/presence"
	PathReset     = "/v1/sessions/{session}/reset"
	PathVars      = "/v1/sessions/{session}/vars"
	PathAll       = "/v1/processes"
	PathProcesses = "/v1/sessions/{session}/processes"
	PathLogs      = "/v1/sessions/{session}/processes/{process}/logs"
	PathStates    = "/v1/sessions/{session}/processes/{process}/states"
	PathStop      = "/v1/sessions/{session}/processes/{process}/stop"
	PathMetrics   = "/metrics"
	PathOpenAPI   = "/openapi.yaml"
)

// Path fills in a pattern, one value for each {name} in it.
func Path(pattern string, values ...string) string {
	segments := strings.Split(pattern, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i], values = escape(values[0]), values[1:]
		}
	}
	return strings.Join(segments, "/")
}

// escape is url.PathEscape that leaves no dots which would mean the folder above.
func escape(value string) string {
	if value == "." || value == ".." {
		return strings.ReplaceAll(value, ".", "%2E")
	}
	return url.PathEscape(value)
}

// Status is what a server is at one moment.
type Status struct {
	PID         int    `json:"pid"`
	Version     string `json:"version"`
	Specs       string `json:"specs,omitempty"` // the spec file; absent without one
	StartedAtMs int64  `json:"startedAtMs"`     // since 1970, as all times
	Draining    bool   `json:"draining"`        // no new runs
	Sessions    int    `json:"sessions"`
	Runs        int    `json:"runs"` // in flight, or waiting for their turn
}

// Sessions is a list of sessions, sorted by name.
type Sessions struct {
	Sessions []Session `json:"sessions"`
}

// A Session is what a session is at one moment.
type Session struct {
	Name        string     `json:"name"`
	Generation  int        `json:"generation"`
	Running     bool       `json:"running"`
	Warm        bool       `json:"warm"` // there is a VM
	Runs        int        `json:"runs"` // finished
	Vars        int        `json:"vars"`
	Processes   int        `json:"processes"` // persistent commands that run
	CreatedAtMs int64      `json:"createdAtMs"`
	LastUsedMs  int64      `json:"lastUsedMs"`
	IdleLeftMs  *int64     `json:"idleLeftMs"` // null: time does not end it
	Activities  []Activity `json:"activities"`
	InFlight    []InFlight `json:"inFlight"` // by number
}

// An InFlight is a run, or an entry, that has not ended.
type InFlight struct {
	Run     int  `json:"run"`
	Waiting bool `json:"waiting"` // for those before it in line
}

// An Activity is a command in flight, or one that changes its state.
type Activity struct {
	Name  string `json:"name"`
	State string `json:"state"`
}

// Vars are the variables of a session: JSON values by name.
type Vars struct {
	Vars map[string]json.RawMessage `json:"vars"`
}

// Processes is a list of persistent commands, sorted by session and name.
type Processes struct {
	Processes []Process `json:"processes"`
}

// A Process is a persistent command at one moment.
type Process struct {
	Name        string `json:"name"`
	Session     string `json:"session"`
	Command     string `json:"command"`
	State       string `json:"state"`
	Reason      string `json:"reason,omitempty"` // why it failed
	Running     bool   `json:"running"`
	Ready       bool   `json:"ready"`
	PID         int    `json:"pid,omitempty"`
	StartedAtMs int64  `json:"startedAtMs,omitempty"`
	UptimeMs    int64  `json:"uptimeMs"`
	Restarts    int    `json:"restarts"`
	ExitCode    *int   `json:"exitCode,omitempty"` // once it has ended
	Signal      string `json:"signal,omitempty"`   // that ended it
	Usage       *Usage `json:"usage,omitempty"`    // while it runs, where the system tells
	Stderr      string `json:"stderr,omitempty"`   // its last lines, where the states are followed

	Restart *Restart `json:"restart,omitempty"` // the last one; in a backoff, the one to come
}

// A Restart is why a persistent command was started again by itself.
type Restart struct {
	Consecutive int    `json:"consecutive"` // how many in a row this one makes
	Max         int    `json:"max"`         // how many there may be; negative: any number
	ExitCode    int    `json:"exitCode"`
	Signal      string `json:"signal,omitempty"`
	Why         string `json:"why,omitempty"`
}

// Usage is what the whole process set of a command uses.
type Usage struct {
	Processes   int   `json:"processes"`
	CPUMs       int64 `json:"cpuMs"` // used so far
	MemoryBytes int   `json:"memoryBytes"`
}

// Logs is a part of a log.
type Logs struct {
	Lines   []Line `json:"lines"`
	Next    uint64 `json:"next"` // what to ask for as since, for the lines after these
	Dropped uint64 `json:"dropped"`
}

// A Line is one line of a log.
type Line struct {
	Seq       uint64 `json:"seq"`
	TimeMs    int64  `json:"timeMs"`
	Stream    string `json:"stream"`
	Text      string `json:"text"`
	Continued bool   `json:"continued,omitempty"` // cut; the next of its stream is the rest
}

// Time returns when the line was written.
func (l Line) Time() time.Time { return time.UnixMilli(l.TimeMs) }

// A RunRequest asks for a run.
type RunRequest struct {
	Name        string `json:"name,omitempty"` // of the script, in errors
	Source      string `json:"source"`
	Args        []any  `json:"args,omitempty"`
	TimeoutMs   int64  `json:"timeoutMs,omitempty"`   // 0: the server's; -1: none
	MemoryBytes int    `json:"memoryBytes,omitempty"` // 0: the server's; -1: no limit

	// Stream asks for events as they happen; otherwise the answer is one
	// Outcome, with what was printed in it.
	Stream bool `json:"stream,omitempty"`
}

// A StopRequest changes how a process is stopped.
type StopRequest struct {
	Signal  string `json:"signal,omitempty"`
	GraceMs *int64 `json:"graceMs,omitempty"`
}

// A CloseReport says what closing a session killed.
type CloseReport struct {
	Session    string   `json:"session"`
	Killed     []Killed `json:"killed"`
	Total      int      `json:"total"` // more than killed lists, if that is a great many
	DurationMs float64  `json:"durationMs"`
	Error      string   `json:"error,omitempty"` // what could not be ended
}

// Killed is a process that closing ended.
type Killed struct {
	Command string `json:"command,omitempty"` // absent for what commands left behind
	Name    string `json:"name,omitempty"`    // of an instance that is not named like its command
	Program string `json:"program,omitempty"` // absent for a command
	PID     int    `json:"pid"`
	Signal  string `json:"signal,omitempty"`
}

// Done is the answer to what changes something and has nothing to say.
type Done struct {
	Done bool `json:"done"`
}
