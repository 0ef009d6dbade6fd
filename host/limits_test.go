package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

func TestTimeoutCostsTheVMOnly(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`for (;;);`,
		`while (true) await null`,
		`try { for (;;); } finally { for (;;); }`,
		`await new Promise((done) => setTimeout(done, 1e6))`,
		`setInterval(() => {}, 1)`,
		`setInterval(() => { for (;;); }, 1)`,
		`throw new (class extends Error { get message() { for (;;); } })()`,
		`Promise.reject(new (class extends Error { get message() { for (;;); } })())`,
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, host.Config{})
			eval(t, s, `vars.set("kept", 1); globalThis.lost = 1`)
			script := host.Script{Source: source, Timeout: 30 * time.Millisecond}
			err := fails(t, s, script, host.KindTimeout)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v does not wrap context.DeadlineExceeded", err)
			}
			if got := eval(t, s, `return [typeof lost, vars.get("kept")]`); got != `["undefined",1]` {
				t.Errorf("after the timeout: got %s", got)
			}
		})
	}
}

func TestMemoryLimitCostsTheVMOnly(t *testing.T) {
	s := newSession(t, host.Config{})
	eval(t, s, `vars.set("kept", 1)`)
	limit := 32 << 20
	if raceBuild() {
		limit *= 8
	}
	err := fails(t, s, host.Script{
		Source:      "const all = [];\nfor (;;) all.push({ n: all.length });",
		MemoryBytes: limit,
	}, host.KindMemory)
	if err.Line != 2 {
		t.Errorf("got line %d, want 2: %v", err.Line, err)
	}
	if got := eval(t, s, `return vars.get("kept")`); got != "1" {
		t.Errorf("after the limit: got %s", got)
	}
}

// A small limit is told as it was set.
func TestSmallMemoryLimitIsTold(t *testing.T) {
	s := newSession(t, host.Config{MemoryBytes: 512 << 10})
	err := fails(t, s, host.Script{
		Source: `const all = []; for (;;) all.push({ n: all.length })`,
	}, host.KindMemory)
	if !strings.HasSuffix(err.Message, "the script used more than 512 KiB") {
		t.Errorf("got %v", err)
	}
}

// What a script has caught is garbage, too.
func TestCaughtFailuresDoNotCount(t *testing.T) {
	limit := 64 << 20
	if raceBuild() {
		limit *= 8
	}
	s := newSession(t, host.Config{MemoryBytes: limit, Bindings: map[string]host.Func{
		"fail": func(context.Context, host.Call) (any, error) {
			return nil, errors.New(strings.Repeat("no ", 2048))
		},
	}})
	eval(t, s, `for (let i = 0; i < 5000; i++) await fail().catch(() => {})`)
}

func TestGarbageDoesNotCount(t *testing.T) {
	s := newSession(t, host.Config{})
	limit := 32 << 20
	if raceBuild() { // the race detector keeps notes on all memory, also on what is free
		limit *= 8
	}
	_, err := s.Run(t.Context(), host.Script{
		Source:      `for (let i = 0; i < 3e5; i++) ({ garbage: [i] });`,
		MemoryBytes: limit,
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLargestMemoryLimit(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{math.MaxInt, math.MaxInt / 2, math.MaxInt / 4} {
		s := newSession(t, host.Config{MemoryBytes: limit})
		if got := eval(t, s, `return new Array(1e4).fill("x").join("").length`); got != "10000" {
			t.Errorf("limit %d: got %s", limit, got)
		}
		const longer = `await new Promise((resolve) => setTimeout(resolve, 20))`
		if _, err := s.Run(t.Context(), host.Script{Source: longer}); err != nil {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}

func TestVarsAreBounded(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	big := json.RawMessage(`"` + strings.Repeat("x", 1<<20) + `"`)
	if err := s.Vars().Set("big", big); err == nil {
		t.Error("a variable over 1 MiB was taken")
	}
	half := json.RawMessage(`"` + strings.Repeat("x", 1<<19) + `"`)
	var err error
	stored := 0
	for err == nil {
		if err = s.Vars().Set(fmt.Sprint(stored), half); err == nil {
			stored++
		}
	}
	if stored != 31 {
		t.Errorf("%d variables of half a MiB were taken, want 31", stored)
	}
	if !s.Vars().Delete("0") || s.Vars().Set("again", half) != nil {
		t.Error("deleting a variable gave no room")
	}
	if got := s.Vars().Set("bad", json.RawMessage("{")); got == nil {
		t.Error("a text that is not JSON was taken")
	}
}

func TestConsoleIsBounded(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{})
	res, err := s.Run(t.Context(), host.Script{Source: `
		console.warn("a" + "é".repeat(5000));
		for (let i = 0; i < 1500; i++) console.log(i)`})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(res.Console); got != 1000 || res.ConsoleDropped != 501 {
		t.Errorf("%d entries and %d dropped, want 1000 and 501", got, res.ConsoleDropped)
	}
	first := res.Console[0]
	if first.Level != "warn" || len(first.Message) > 8<<10 || !strings.HasSuffix(first.Message, "more bytes") {
		t.Errorf("first entry: %s of %d bytes, ends %q", first.Level, len(first.Message),
			first.Message[len(first.Message)-20:])
	}
	if strings.ContainsRune(first.Message, '\uFFFD') {
		t.Error("a character was cut in the middle")
	}
}

func TestConsoleStreams(t *testing.T) {
	t.Parallel()
	var got []string
	s := newSession(t, host.Config{Console: func(session string, e host.ConsoleEntry) {
		got = append(got, session+" "+e.Level+" "+e.Message)
	}})
	eval(t, s, `console.log("one"); console.error("two %d", 2)`)
	if want := "test log one|test error two 2"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
