package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// actionTimeout bounds what scripts give no timeout for.
const actionTimeout = 30 * time.Second

// pages are the pages of all sessions.
type pages struct {
	browser *browser
	open    opener
	slots   *host.Local[*slot]
}

// A slot is where a session's tab is. It is looked up at each call, so that after
// a crash of the browser the next call finds a page in the next browser.
type slot struct {
	turn    chan struct{} // holds one token while nobody uses what follows
	tab     tab           // nil before the first call
	address string        // of the tab's browser
}

func newPages(b *browser, open opener) *pages {
	p := &pages{browser: b, open: open}
	p.slots = host.NewLocal(func(context.Context, *host.Session) (*slot, func(), error) {
		release, err := b.use()
		if err != nil {
			return nil, nil, err
		}
		s := &slot{turn: make(chan struct{}, 1)}
		s.turn <- struct{}{}
		return s, func() { s.close(); release() }, nil
	})
	return p
}

// close gives up the tab for good.
func (s *slot) close() {
	<-s.turn
	if s.tab != nil {
		s.tab.Close()
		s.tab = nil
	}
}

// do runs action on the page of the session. Actions of one session wait for each
// other.
func (p *pages) do(ctx context.Context, s *host.Session, action func(tab) (any, error)) (any, error) {
	slot, err := p.slots.Of(ctx, s)
	if err != nil {
		return nil, err
	}
	select {
	case <-slot.turn:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { slot.turn <- struct{}{} }()
	if err := p.look(ctx, slot); err != nil {
		return nil, err
	}
	return action(slot.tab)
}

// look sees to it that the slot's tab is one of the browser that runs. The caller
// has the turn.
func (p *pages) look(ctx context.Context, s *slot) error {
	address, err := p.browser.find(ctx)
	if err != nil {
		return err
	}
	if s.tab != nil && s.address == address && !s.tab.Gone() {
		return nil
	}
	if s.tab != nil {
		s.tab.Close()
		s.tab = nil
	}
	s.tab, s.address, err = p.openTab(ctx)
	return err
}

// A browser that has just crashed is found until its end is known. It is asked
// again every retryDelay for crashTime.
const (
	crashTime  = 5 * time.Second
	retryDelay = 20 * time.Millisecond
)

// openTab opens a tab in the browser that runs, whose address it returns.
func (p *pages) openTab(ctx context.Context) (t tab, address string, err error) {
	for began := time.Now(); ; {
		if address, err = p.browser.find(ctx); err != nil {
			return nil, "", err
		}
		t, err = p.open(ctx, address)
		if err == nil || time.Since(began) > crashTime {
			return t, address, err
		}
		select {
		case <-time.After(retryDelay):
		case <-ctx.Done():
			return nil, "", context.Cause(ctx)
		}
	}
}

// bindings are the functions of page.
func (p *pages) bindings() map[string]host.Func {
	return map[string]host.Func{
		"page.goto":  p.withText(visit),
		"page.click": p.withText(tab.Click),
		"page.fill":  p.withTexts(tab.Fill),
		"page.press": p.withTexts(tab.Press),
		"page.text": p.action(func(ctx context.Context, t tab, c host.Call) (any, error) {
			selector, err := text(c, 0)
			if err != nil {
				return nil, err
			}
			return t.Text(ctx, selector)
		}),
		"page.title":      p.reading(func(ctx context.Context, t tab) (any, error) { return t.Title(ctx) }),
		"page.url":        p.reading(func(ctx context.Context, t tab) (any, error) { return t.URL(ctx) }),
		"page.screenshot": p.reading(func(ctx context.Context, t tab) (any, error) { return t.Screenshot(ctx) }),
		"page.content":    p.reading(func(ctx context.Context, t tab) (any, error) { return t.Content(ctx) }),
		"page.cookies":    p.reading(func(ctx context.Context, t tab) (any, error) { return t.Cookies(ctx) }),
		"page.waitFor":    p.waitFor,
		"page.evaluate":   p.evaluate,
		"page.on":         p.on,
	}
}

// action makes a binding of what has to be done in actionTimeout.
func (p *pages) action(f func(ctx context.Context, t tab, c host.Call) (any, error)) host.Func {
	return func(ctx context.Context, c host.Call) (any, error) {
		ctx, cancel := context.WithTimeoutCause(ctx, actionTimeout,
			fmt.Errorf("not done after %v: %w", actionTimeout, context.DeadlineExceeded))
		defer cancel()
		return p.do(ctx, c.Session, func(t tab) (any, error) { return f(ctx, t, c) })
	}
}

func (p *pages) reading(f func(context.Context, tab) (any, error)) host.Func {
	return p.action(func(ctx context.Context, t tab, _ host.Call) (any, error) { return f(ctx, t) })
}

func (p *pages) withText(f func(tab, context.Context, string) error) host.Func {
	return p.action(func(ctx context.Context, t tab, c host.Call) (any, error) {
		a, err := text(c, 0)
		if err != nil {
			return nil, err
		}
		return nil, f(t, ctx, a)
	})
}

func (p *pages) withTexts(f func(tab, context.Context, string, string) error) host.Func {
	return p.action(func(ctx context.Context, t tab, c host.Call) (any, error) {
		a, err1 := text(c, 0)
		b, err2 := text(c, 1)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return nil, f(t, ctx, a, b)
	})
}

// visit goes to a URL of the network: a script that has no files of its own gets
// none through the browser.
func visit(t tab, ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"http", "https", "data", "about"}, u.Scheme) {
		return fmt.Errorf("a page cannot go to %q: only http, https, data and about", address)
	}
	return t.Goto(ctx, address)
}

// text is an argument that must be a string.
func text(c host.Call, i int) (string, error) {
	if i < len(c.Args) {
		if s, ok := c.Args[i].(string); ok {
			return s, nil
		}
	}
	return "", fmt.Errorf("argument %d must be a string", i+1)
}

// waitFor is page.waitFor(selector, { timeoutMs }).
func (p *pages) waitFor(ctx context.Context, c host.Call) (any, error) {
	selector, err := text(c, 0)
	if err != nil {
		return nil, err
	}
	options := struct{ TimeoutMs float64 }{float64(actionTimeout.Milliseconds())}
	if err := c.Arg(1, &options); err != nil {
		return nil, err
	}
	const longest = float64(math.MaxInt64 / time.Millisecond)
	timeout := time.Duration(min(options.TimeoutMs, longest)) * time.Millisecond
	ctx, cancel := context.WithTimeoutCause(ctx, timeout,
		fmt.Errorf("%q is not there after %v: %w", selector, timeout, context.DeadlineExceeded))
	defer cancel()
	return p.do(ctx, c.Session, func(t tab) (any, error) { return nil, t.WaitFor(ctx, selector) })
}

// evaluate is page.evaluate(expression), which may take as long as the run.
func (p *pages) evaluate(ctx context.Context, c host.Call) (any, error) {
	expression, err := text(c, 0)
	if err != nil {
		return nil, err
	}
	return p.do(ctx, c.Session, func(t tab) (any, error) {
		value, err := t.Evaluate(ctx, expression)
		if err != nil || len(value) == 0 {
			return nil, err
		}
		return value, nil
	})
}

// consoleSize is how many messages wait for a script that reads slowly.
const consoleSize = 256

// on is page.on("console", callback?).
func (p *pages) on(ctx context.Context, c host.Call) (any, error) {
	if event, err := text(c, 0); err != nil || event != "console" {
		return nil, errors.New(`the only event is "console"`)
	}
	return p.do(ctx, c.Session, func(t tab) (any, error) {
		var stop func()
		events := host.NewStream(consoleSize, func() { stop() })
		var err error
		stop, err = t.Console(func(m message) { events.Send(m) })
		if err != nil {
			return nil, err
		}
		return events, nil
	})
}
