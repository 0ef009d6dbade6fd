package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"
)

// A rodTab is a tab driven by rod: the surface of page is not chromedp's.
type rodTab struct {
	page *rod.Page // outlives a call; calls use it under their own context
	end  context.CancelFunc
}

// openRod is an opener.
func openRod(ctx context.Context, address string) (tab, error) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	page, err := rodPage(life, address)
	if !stop() || err != nil {
		end()
		return nil, errors.Join(err, context.Cause(ctx))
	}
	return &rodTab{page, end}, nil
}

func rodPage(ctx context.Context, address string) (*rod.Page, error) {
	browser := rod.New().Context(ctx).ControlURL(address)
	if err := browser.Connect(); err != nil {
		return nil, err
	}
	own, err := browser.Incognito()
	if err != nil {
		return nil, err
	}
	return own.Page(proto.TargetCreateTarget{URL: "about:blank"})
}

func (t *rodTab) Gone() bool {
	_, err := t.page.Info()
	return err != nil
}

func (t *rodTab) Close() {
	_ = t.page.Browser().Close() // of an incognito one: its context
	t.end()
}

// element waits for what a selector names.
func (t *rodTab) element(ctx context.Context, selector string) (*rod.Element, error) {
	el, err := t.page.Context(ctx).Element(selector)
	if err != nil {
		return nil, err
	}
	return el, el.WaitVisible()
}

func (t *rodTab) Goto(ctx context.Context, url string) error {
	if err := t.page.Context(ctx).Navigate(url); err != nil {
		return err
	}
	return t.page.Context(ctx).WaitLoad()
}

func (t *rodTab) Click(ctx context.Context, selector string) error {
	el, err := t.element(ctx, selector)
	if err != nil {
		return err
	}
	return el.Click(proto.InputMouseButtonLeft, 1)
}

func (t *rodTab) Fill(ctx context.Context, selector, text string) error {
	el, err := t.element(ctx, selector)
	if err != nil {
		return err
	}
	return errors.Join(el.SelectAllText(), el.Input(text))
}

func (t *rodTab) Press(ctx context.Context, selector, key string) error {
	el, err := t.element(ctx, selector)
	if err != nil {
		return err
	}
	names := map[string]input.Key{"Enter": input.Enter, "Tab": input.Tab}
	k, ok := names[key]
	if !ok {
		k = input.Key([]rune(key)[0])
	}
	return el.Type(k)
}

func (t *rodTab) Text(ctx context.Context, selector string) (string, error) {
	el, err := t.element(ctx, selector)
	if err != nil {
		return "", err
	}
	return el.Text()
}

func (t *rodTab) Title(ctx context.Context) (string, error) {
	info, err := t.page.Context(ctx).Info()
	if err != nil {
		return "", err
	}
	return info.Title, nil
}

func (t *rodTab) URL(ctx context.Context) (string, error) {
	info, err := t.page.Context(ctx).Info()
	if err != nil {
		return "", err
	}
	return info.URL, nil
}

func (t *rodTab) WaitFor(ctx context.Context, selector string) error {
	_, err := t.element(ctx, selector)
	return err
}

func (t *rodTab) Evaluate(ctx context.Context, expression string) (json.RawMessage, error) {
	r, err := proto.RuntimeEvaluate{
		Expression: expression, ReturnByValue: true, AwaitPromise: true,
	}.Call(t.page.Context(ctx))
	switch {
	case ctx.Err() != nil:
		return nil, errors.Join(context.Cause(ctx), proto.RuntimeTerminateExecution{}.Call(t.page))
	case err != nil:
		return nil, err
	case r.ExceptionDetails != nil:
		return nil, errors.New(r.ExceptionDetails.Exception.Description)
	}
	return r.Result.Value.MarshalJSON()
}

func (t *rodTab) Screenshot(ctx context.Context) ([]byte, error) {
	return t.page.Context(ctx).Screenshot(false, nil)
}

func (t *rodTab) Content(ctx context.Context) (string, error) { return t.page.Context(ctx).HTML() }

func (t *rodTab) Cookies(ctx context.Context) ([]cookie, error) {
	found, err := t.page.Context(ctx).Cookies(nil)
	cookies := make([]cookie, len(found))
	for i, c := range found {
		cookies[i] = cookie{c.Name, c.Value, c.Domain, c.Path, c.HTTPOnly, c.Secure}
	}
	return cookies, err
}

func (t *rodTab) Console(send func(message)) (stop func(), err error) {
	page, cancel := t.page.WithCancel()
	wait := page.EachEvent(func(e *proto.RuntimeConsoleAPICalled) {
		words := make([]string, len(e.Args))
		for i, arg := range e.Args {
			words[i] = arg.Value.String()
		}
		send(message{Type: string(e.Type), Text: strings.Join(words, " ")})
	})
	go wait() // ends with cancel
	return cancel, proto.RuntimeEnable{}.Call(page)
}
