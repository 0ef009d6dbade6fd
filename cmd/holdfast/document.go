package main

import (
	"encoding/json"
	"errors"
	"math"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// A document is what run --json prints.
type document struct {
	Status         string          `json:"status"`          // "ok" or "error"
	Value          json.RawMessage `json:"value,omitempty"` // absent for undefined
	Error          *documentError  `json:"error,omitempty"`
	Console        []documentEntry `json:"console"`
	ConsoleDropped int             `json:"consoleDropped,omitempty"` // entries that did not fit
	DurationMs     float64         `json:"durationMs"`
	Generation     int             `json:"generation"` // 0 if the script did not start
}

// A documentError is why a run failed. Besides the kinds of host.ScriptError
// there is "usage": the script did not start. Fields that are not known are
// absent.
type documentError struct {
	Kind    host.Kind `json:"kind"`
	Name    string    `json:"name,omitempty"`
	Message string    `json:"message"`
	File    string    `json:"file,omitempty"`
	Line    int       `json:"line,omitempty"`
	Column  int       `json:"column,omitempty"`
	Snippet string    `json:"snippet,omitempty"`
	Stack   string    `json:"stack,omitempty"`
}

const kindUsage host.Kind = "usage"

// A documentEntry is what one console call printed, and when: in milliseconds
// since 1970.
type documentEntry struct {
	Level   string `json:"level"`
	Message string `json:"message"`
	TsMs    int64  `json:"tsMs"`
}

// document prints the one document of run --json. It returns err, which is told
// then, or why it could not be printed.
func (c *console) document(result *host.Result, err error) error {
	d := document{Status: "ok", Console: []documentEntry{}}
	if result != nil {
		d.addResult(result)
	}
	if err == nil {
		return c.json(d)
	}
	exit := asExit(err)
	d.Status, d.Value, d.Error = "error", nil, newDocumentError(exit)
	if lost := c.json(d); lost != nil {
		return lost
	}
	return &exitError{status: exit.status, err: err, told: true}
}

func (d *document) addResult(r *host.Result) {
	d.Value, d.ConsoleDropped, d.Generation = r.Value, r.ConsoleDropped, r.Generation
	d.DurationMs = math.Round(float64(r.Duration)/float64(time.Microsecond)) / 1000
	for _, e := range r.Console {
		d.Console = append(d.Console, documentEntry{e.Level, e.Message, e.Time.UnixMilli()})
	}
}

func newDocumentError(exit *exitError) *documentError {
	if e, ok := errors.AsType[*host.ScriptError](exit.err); ok {
		return &documentError{
			Kind: e.Kind, Name: e.Name, Message: e.Message, Stack: e.Stack,
			File: e.File, Line: e.Line, Column: e.Column, Snippet: e.Snippet,
		}
	}
	if faults, ok := errors.AsType[*specErrors](exit.err); ok {
		return &documentError{Kind: kindUsage, Message: errors.Join(faults.Unwrap()...).Error()}
	}
	kind := host.KindInternal
	switch {
	case exit.status == statusUsage:
		kind = kindUsage
	case exit.status > statusSignal:
		kind = host.KindCancelled
	}
	return &documentError{Kind: kind, Message: exit.Error()}
}
