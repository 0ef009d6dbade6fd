package main

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/holdfast-run/holdfast/host"
)

// BenchmarkCall measures calls that a script makes beside the same calls of
// chromedp from Go, in turns on the same page, and reports the medians.
func BenchmarkCall(b *testing.B) {
	for _, c := range []struct {
		name, script string
		raw          func(*chromeTab) error
	}{
		{"title", `page.title()`, func(t *chromeTab) error {
			_, err := chromedp.Run(t.ctx, chromedp.Title())
			return err
		}},
		{"text", `page.text("p")`, func(t *chromeTab) error {
			_, err := chromedp.Run(t.ctx, chromedp.Text(chromedp.CSS("p")))
			return err
		}},
		{"fill", `page.fill("[name=a]", "ada")`, func(t *chromeTab) error {
			return chromedp.Do(t.ctx, chromedp.Focus(chromedp.CSS("[name=a]")),
				chromedp.Evaluate[chromedp.Void]("document.activeElement.select()"),
				chromedp.KeyEvent(kb.Delete), chromedp.KeyEvent("ada"))
		}},
		{"screenshot", `page.screenshot()`, func(t *chromeTab) error {
			_, err := chromedp.Run(t.ctx, chromedp.CaptureScreenshot())
			return err
		}},
	} {
		b.Run(c.name+"/worker", func(b *testing.B) { compare(b, host.Worker, c.script, c.raw) })
		b.Run(c.name+"/in-process", func(b *testing.B) { compare(b, host.InProcess, c.script, c.raw) })
	}
}

// compare measures a call from a script and its like from Go.
func compare(b *testing.B, isolation host.Isolation, script string, call func(*chromeTab) error) {
	var raw *chromeTab // the page of the session
	h := openIn(b, func(ctx context.Context, address string) (tab, error) {
		t, err := openChrome(ctx, address)
		raw, _ = t.(*chromeTab)
		return t, err
	}, isolation)
	s := session(b, h, "a")
	eval(b, s, `await page.goto(args[0])`, site(b))
	var direct, bound []float64
	for b.Loop() {
		bound = append(bound, timesOf(b, s, script)...)
		for range callsInTurn {
			began := time.Now()
			if err := call(raw); err != nil {
				b.Fatal(err)
			}
			direct = append(direct, float64(time.Since(began).Microseconds()))
		}
	}
	b.ReportMetric(median(bound), "µs/call")
	b.ReportMetric(median(direct), "µs/raw")
	b.ReportMetric(median(bound)/median(direct), "ratio")
}

const callsInTurn = 20

// timesOf returns the microseconds that calls take as the script sees it.
func timesOf(b *testing.B, s *host.Session, call string) (times []float64) {
	text := eval(b, s, `const times = [];
		for (let i = 0; i < args[0]; i++) {
			const began = performance.now();
			await `+call+`;
			times.push((performance.now() - began) * 1000);
		}
		return times`, callsInTurn)
	if err := json.Unmarshal([]byte(text), &times); err != nil {
		b.Fatal(err)
	}
	return times
}

func median(times []float64) float64 {
	slices.Sort(times)
	return times[len(times)/2]
}
