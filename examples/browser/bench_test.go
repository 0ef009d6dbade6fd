package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/holdfast-run/holdfast/host"
)

// A wrapped call is one that a script makes, and what that comes to in chromedp.
type wrapped struct {
	name   string
	script string // what is behind "page."
	raw    func(context.Context) error
}

// plain makes a raw call of an action.
func plain[T any](a chromedp.Action[T]) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := chromedp.Run(ctx, a)
		return err
	}
}

func call[T any](name, script string, a chromedp.Action[T]) wrapped {
	return wrapped{name, script, plain(a)}
}

func filling(selector, text string) wrapped {
	return call("fill", fmt.Sprintf("fill(%q, %q)", selector, text), chromedp.Steps(
		chromedp.Focus(chromedp.CSS(selector)),
		chromedp.Evaluate[chromedp.Void]("document.activeElement.select()"),
		chromedp.KeyEvent(kb.Delete), chromedp.KeyEvent(text)))
}

func awaiting(selector string) wrapped {
	return call("waitFor", fmt.Sprintf("waitFor(%q)", selector), chromedp.WaitVisible(chromedp.CSS(selector)))
}

// orderCalls are what order.js does with its page, in that order.
func orderCalls(origin, user string) []wrapped {
	calls := []wrapped{
		call("goto", fmt.Sprintf("goto(%q)", origin), chromedp.Navigate(origin)),
		filling("[name=user]", user),
		filling("[name=password]", "opensesame"),
		call("press", `press("[name=password]", "Enter")`, chromedp.Steps(
			chromedp.Focus(chromedp.CSS("[name=password]")), chromedp.KeyEvent(kb.Enter))),
		awaiting("#orders"),
	}
	for i, item := range []string{"tea", "milk"} {
		calls = append(calls,
			filling("[name=item]", item),
			filling("[name=count]", "2"),
			call("click", `click("#add")`, chromedp.Click(chromedp.CSS("#add"))),
			awaiting(fmt.Sprintf("#orders tr:nth-child(%d)", i+1)))
	}
	const rows = `[...document.querySelectorAll("#orders tr")].map((tr) => tr.textContent)`
	return append(calls,
		call("screenshot", "screenshot()", chromedp.CaptureScreenshot()),
		wrapped{"cookies", "cookies()", func(ctx context.Context) error {
			_, err := chromedp.Call(ctx, network.GetCookies, network.GetCookiesParams{})
			return err
		}},
		call("title", "title()", chromedp.Title()),
		call("url", "url()", chromedp.Location()),
		call("text", `text("#user")`, chromedp.Text(chromedp.CSS("#user"))),
		call("evaluate", fmt.Sprintf("evaluate(%q)", rows), chromedp.Evaluate[[]byte](rows,
			chromedp.EvalAwaitPromise, chromedp.EvalAsValue)))
}

// BenchmarkOrder takes the calls of order.js, made by a script and by chromedp from
// Go in turns, and reports how much longer each takes in a script (in the median of
// all rounds, and of all calls of a name), and in the median of the calls.
func BenchmarkOrder(b *testing.B) {
	b.Run("worker", func(b *testing.B) { compareOrders(b, host.Worker) })
	b.Run("in-process", func(b *testing.B) { compareOrders(b, host.InProcess) })
}

func compareOrders(b *testing.B, isolation host.Isolation) {
	s, raw := openRaw(b, isolation)
	eval(b, s, `await commands.run("build"); await commands.start("app")`)
	var origin string
	mustDecode(b, eval(b, s, `const { lines } = commands.logs("app");
		return /listening on (\S+)/.exec(lines[0].text)[1]`), &origin)
	names := orderCalls("", "")
	bound, direct := make([][]float64, len(names)), make([][]float64, len(names))
	scripted := func(calls []wrapped) {
		var times []float64
		mustDecode(b, eval(b, s, timing(calls)), &times)
		for i := range calls {
			bound[i] = append(bound[i], times[i])
		}
	}
	fromGo := func(calls []wrapped) {
		for i, c := range calls {
			began := time.Now()
			if err := c.raw(raw.ctx); err != nil {
				b.Fatalf("%s: %v", c.name, err)
			}
			direct[i] = append(direct[i], micros(time.Since(began)))
		}
	}
	turns := []func([]wrapped){scripted, fromGo}
	for round := 0; b.Loop(); round++ {
		for i, turn := range turns {
			turn(orderCalls(origin, fmt.Sprintf("user-%d-%d", round, i)))
		}
		slices.Reverse(turns)
	}
	var ratios []float64
	byName := map[string][]float64{}
	for i, c := range names {
		ratio := median(bound[i]) / median(direct[i])
		ratios = append(ratios, ratio)
		byName[c.name] = append(byName[c.name], ratio)
	}
	for name, of := range byName {
		b.ReportMetric(median(of), name)
	}
	b.ReportMetric(median(ratios), "median")
}

// timing is a script that returns how many microseconds each call took.
func timing(calls []wrapped) string {
	var b strings.Builder
	b.WriteString("const times = []; let began;\n")
	for _, c := range calls {
		fmt.Fprintf(&b, "began = performance.now(); await page.%s; "+
			"times.push((performance.now() - began) * 1000);\n", c.script)
	}
	b.WriteString("return times")
	return b.String()
}

// BenchmarkCall makes the shortest call there is, and one that asks more than once,
// as fast as they come.
func BenchmarkCall(b *testing.B) {
	for _, c := range []wrapped{
		call("title", "title()", chromedp.Title()),
		call("text", `text("p")`, chromedp.Text(chromedp.CSS("p"))),
	} {
		b.Run(c.name+"/worker", func(b *testing.B) { compareCalls(b, host.Worker, c) })
		b.Run(c.name+"/in-process", func(b *testing.B) { compareCalls(b, host.InProcess, c) })
	}
}

// compareCalls measures calls of a script and from Go, in turns.
func compareCalls(b *testing.B, isolation host.Isolation, c wrapped) {
	const turn = 20
	s, raw := openRaw(b, isolation)
	eval(b, s, `await page.goto(args[0])`, site(b))
	script := timing(slices.Repeat([]wrapped{c}, turn))
	var direct, bound []float64
	for b.Loop() {
		var times []float64
		mustDecode(b, eval(b, s, script), &times)
		bound = append(bound, times...)
		for range turn {
			began := time.Now()
			if err := c.raw(raw.ctx); err != nil {
				b.Fatal(err)
			}
			direct = append(direct, micros(time.Since(began)))
		}
	}
	b.ReportMetric(median(bound), "µs/call")
	b.ReportMetric(median(direct), "µs/raw")
	b.ReportMetric(median(bound)/median(direct), "ratio")
}

// openRaw returns a session with a page, and that page.
func openRaw(b *testing.B, isolation host.Isolation) (*host.Session, *chromeTab) {
	b.Helper()
	var raw *chromeTab
	h := openIn(b, func(ctx context.Context, address string) (tab, error) {
		t, err := openChrome(ctx, address)
		raw, _ = t.(*chromeTab)
		return t, err
	}, isolation)
	s := session(b, h, "a")
	eval(b, s, `await page.url()`)
	return s, raw
}

func mustDecode(b *testing.B, text string, into any) {
	b.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		b.Fatal(err)
	}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func median[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}
