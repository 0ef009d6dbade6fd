package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/chromedp/chromedp/remote"
)

// A chromeTab is a tab driven by chromedp.
type chromeTab struct {
	ctx    context.Context // chromedp keeps the tab in a context
	cancel context.CancelFunc
}

// openChrome is an opener.
func openChrome(ctx context.Context, address string) (tab, error) {
	connection, disconnect := remote.NewAllocator(context.WithoutCancel(ctx), address, remote.NoModifyURL)
	page, closePage := chromedp.NewContext(connection, chromedp.WithNewBrowserContext())
	t := &chromeTab{ctx: page, cancel: func() { closePage(); disconnect() }}
	// Not under ctx but until it ends: the context of the first action is the
	// tab's.
	stop := context.AfterFunc(ctx, t.cancel)
	err := chromedp.Do(page, chromedp.Navigate("about:blank"))
	if !stop() || err != nil {
		t.cancel()
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return nil, fmt.Errorf("opening a page: %w", err)
	}
	return t, nil
}

func (t *chromeTab) Gone() bool {
	detached, err := chromedp.Detached(t.ctx)
	if err != nil {
		return true
	}
	select {
	case <-detached:
		return true
	default:
		return t.ctx.Err() != nil
	}
}

// closeTimeout bounds how long a browser may take to close a page.
const closeTimeout = time.Second

func (t *chromeTab) Close() {
	ctx, cancel := context.WithTimeout(t.ctx, closeTimeout)
	defer cancel()
	_ = chromedp.Cancel(ctx) // a browser that is gone has closed it
	t.cancel()
}

// under returns the context of one action, which is the tab's and ends with ctx.
func (t *chromeTab) under(ctx context.Context) (action context.Context, release func()) {
	action, cancel := context.WithCancelCause(t.ctx)
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	return action, func() { stop(); cancel(nil) }
}

// run runs an action that gives a value.
func run[T any](ctx context.Context, t *chromeTab, a chromedp.Action[T]) (T, error) {
	action, release := t.under(ctx)
	defer release()
	v, err := chromedp.Run(action, a)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return v, err
}

// do runs actions that give none.
func (t *chromeTab) do(ctx context.Context, steps ...chromedp.Action[chromedp.Void]) error {
	_, err := run(ctx, t, chromedp.Steps(steps...))
	return err
}

func (t *chromeTab) Goto(ctx context.Context, url string) error {
	return t.do(ctx, chromedp.Navigate(url))
}

func (t *chromeTab) Click(ctx context.Context, selector string) error {
	return t.do(ctx, chromedp.Click(chromedp.CSS(selector)))
}

// Fill types over what it has selected. It does not use chromedp.SendKeys, which
// takes the text for the name of a file where the field is for uploads: scripts
// have no files.
func (t *chromeTab) Fill(ctx context.Context, selector, text string) error {
	return t.do(ctx, chromedp.Focus(chromedp.CSS(selector)),
		chromedp.Evaluate[chromedp.Void]("document.activeElement.select()"),
		chromedp.KeyEvent(kb.Delete), chromedp.KeyEvent(text))
}

// keys are the names of keys that are no characters.
var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Backspace": kb.Backspace,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown,
}

func (t *chromeTab) Press(ctx context.Context, selector, key string) error {
	code, ok := keys[key]
	if !ok && utf8.RuneCountInString(key) != 1 {
		return fmt.Errorf("there is no key %q", key)
	}
	if !ok {
		code = key
	}
	return t.do(ctx, chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(code))
}

func (t *chromeTab) Text(ctx context.Context, selector string) (string, error) {
	return run(ctx, t, chromedp.Text(chromedp.CSS(selector)))
}

func (t *chromeTab) Title(ctx context.Context) (string, error) { return run(ctx, t, chromedp.Title()) }

func (t *chromeTab) URL(ctx context.Context) (string, error) { return run(ctx, t, chromedp.Location()) }

func (t *chromeTab) WaitFor(ctx context.Context, selector string) error {
	return t.do(ctx, chromedp.WaitVisible(chromedp.CSS(selector)))
}

func (t *chromeTab) Evaluate(ctx context.Context, expression string) (json.RawMessage, error) {
	value, err := run(ctx, t, chromedp.Evaluate[[]byte](expression,
		chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if ctx.Err() != nil {
		t.terminate()
	}
	return value, err
}

// terminate ends the JavaScript that keeps the page busy.
func (t *chromeTab) terminate() {
	ctx, cancel := context.WithTimeout(t.ctx, closeTimeout)
	defer cancel()
	// If it fails the page is gone, and so is what kept it busy.
	_, _ = chromedp.Call(ctx, runtime.TerminateExecution, cdp.Empty{})
}

func (t *chromeTab) Screenshot(ctx context.Context) ([]byte, error) {
	return run(ctx, t, chromedp.CaptureScreenshot())
}

func (t *chromeTab) Content(ctx context.Context) (string, error) {
	return run(ctx, t, chromedp.OuterHTML(chromedp.CSS("html")))
}

func (t *chromeTab) Cookies(ctx context.Context) ([]cookie, error) {
	action, release := t.under(ctx)
	defer release()
	result, err := chromedp.Call(action, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		return nil, cmp.Or(context.Cause(ctx), err)
	}
	cookies := make([]cookie, len(result.Cookies))
	for i, c := range result.Cookies {
		cookies[i] = cookie{c.Name, c.Value, c.Domain, c.Path, c.HTTPOnly, c.Secure}
	}
	return cookies, nil
}

// Console does not use chromedp.Console, whose queue has no limit.
func (t *chromeTab) Console(send func(message)) (stop func(), err error) {
	ctx, cancel := context.WithCancel(t.ctx)
	err = chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*runtime.EventConsoleAPICalled); ok {
			send(consoleMessage(e))
		}
	})
	if err != nil {
		cancel()
		return nil, err
	}
	return cancel, nil
}
