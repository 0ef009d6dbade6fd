package main

import (
	"errors"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

// document prints the one document of run --json. It returns err, which is told
// then, or why it could not be printed.
func (c *console) document(result *host.Result, err error) error {
	if err == nil {
		return c.json(api.NewDocument(result, nil))
	}
	exit := asExit(err)
	if lost := c.json(api.NewDocument(result, newDocumentError(exit))); lost != nil {
		return lost
	}
	return &exitError{status: exit.status, err: err, told: true}
}

// newDocumentError says why a run failed, or did not start.
func newDocumentError(exit *exitError) *api.DocumentError {
	if e, ok := errors.AsType[*host.ScriptError](exit.err); ok {
		return api.NewDocumentError(e)
	}
	if faults, ok := errors.AsType[*specErrors](exit.err); ok {
		return &api.DocumentError{Kind: api.KindUsage, Message: errors.Join(faults.Unwrap()...).Error()}
	}
	kind := host.KindInternal
	switch {
	case exit.status == statusUsage:
		kind = api.KindUsage
	case exit.status > statusSignal:
		kind = host.KindCancelled
	}
	return &api.DocumentError{Kind: kind, Message: exit.Error()}
}
