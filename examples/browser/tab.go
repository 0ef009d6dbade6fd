package main

import (
	"context"
	"encoding/json"
)

// A tab is a page in a browser context of its own, driven by some library. Its
// methods obey their context, and a selector is waited for. All but Gone and
// Close are called one at a time.
type tab interface {
	Goto(ctx context.Context, url string) error
	Click(ctx context.Context, selector string) error
	Fill(ctx context.Context, selector, text string) error
	Press(ctx context.Context, selector, key string) error
	Text(ctx context.Context, selector string) (string, error)
	Title(ctx context.Context) (string, error)
	URL(ctx context.Context) (string, error)
	WaitFor(ctx context.Context, selector string) error
	// Evaluate returns the expression's value as JSON text, and what a promise
	// settles to. When ctx ends it ends the expression too.
	Evaluate(ctx context.Context, expression string) (json.RawMessage, error)
	Screenshot(ctx context.Context) ([]byte, error) // PNG
	Content(ctx context.Context) (string, error)
	Cookies(ctx context.Context) ([]cookie, error)
	// Console calls send, which does not block, for each message until stop.
	Console(send func(message)) (stop func(), err error)

	// Gone reports whether the page or its browser has ended.
	Gone() bool
	// Close gives up the browser context, and waits until that is done.
	Close()
}

// An opener opens a tab in the browser at a WebSocket address. The tab outlives
// ctx.
type opener func(ctx context.Context, address string) (tab, error)

type cookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Domain   string `json:"domain"`
	Path     string `json:"path"`
	HTTPOnly bool   `json:"httpOnly"`
	Secure   bool   `json:"secure"`
}

// A message is what a page printed.
type message struct {
	Type string `json:"type"`
	Text string `json:"text"`
}
