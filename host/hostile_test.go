package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// Limits of a hostile script. Where a timeout is among its outcomes it is let run
// for as long as it takes to see that nothing else ends it.
const (
	hostileTimeout = 100 * time.Millisecond
	patientTimeout = 30 * time.Second
	hostileMemory  = 64 << 20
	maxHostBytes   = 200 << 20
)

// A hostileMode is a place where VMs may live.
type hostileMode struct {
	name      string
	configure func(*host.Config)
}

// hostileLimit is the limit of memory. A worker's is measured from outside, with
// the notes of the race detector.
func hostileLimit() int {
	if isolation == host.Worker && raceBuild() {
		return 16 * hostileMemory
	}
	return hostileMemory
}

// mode is the one all tests run in.
func mode() hostileMode {
	name := "worker"
	if isolation == host.InProcess {
		name = "in-process"
	}
	return hostileMode{name, func(c *host.Config) { c.Isolation = isolation }}
}

// TestHostileScripts runs every script of a file of testdata/hostile in one live
// session, and looks after each whether everything but its VM is unharmed. In this
// process one file follows the other, for they share the heap. A script begins
// at a line "// --- name", then come its directives:
//
//	//! OUTCOME | OUTCOME             how it may end, wherever it runs
//	//! MODE: OUTCOME | OUTCOME       how it may end in that mode
//	//! MODE: unsafe: REASON          that mode cannot contain it
//
// An outcome is a kind of error with, if it matters, the error's name ("timeout",
// "runtime RangeError"), or "ok" with, if it matters, the value as JSON.
func TestHostileScripts(t *testing.T) {
	byFile := make(map[string][]*hostileScript)
	for _, script := range hostileScripts(t) {
		byFile[script.file] = append(byFile[script.file], script)
	}
	for file, scripts := range byFile {
		t.Run(file, func(t *testing.T) {
			if isolation == host.Worker {
				t.Parallel()
			}
			target := newHostileTarget(t, mode())
			for _, script := range scripts {
				t.Run(script.name, func(t *testing.T) { target.attack(t, script) })
			}
		})
	}
}

// A hostileScript is one script of the corpus.
type hostileScript struct {
	file, name, source string
	outcomes           map[string][]string // by mode; "" for the others
	unsafe             map[string]string   // why, by mode
}

func hostileScripts(t *testing.T) []*hostileScript {
	t.Helper()
	files, err := filepath.Glob("testdata/hostile/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no hostile scripts: %v", err)
	}
	var scripts []*hostileScript
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "// --- ")
		for chunk := range strings.SplitSeq(rest, "\n// --- ") {
			scripts = append(scripts, parseHostile(t, filepath.Base(file), chunk))
		}
	}
	return scripts
}

func parseHostile(t *testing.T, file, chunk string) *hostileScript {
	t.Helper()
	name, source, _ := strings.Cut(chunk, "\n")
	s := &hostileScript{
		file: file, name: name, source: source,
		outcomes: make(map[string][]string), unsafe: make(map[string]string),
	}
	for line := range strings.Lines(source) {
		directive, ok := strings.CutPrefix(strings.TrimSpace(line), "//! ")
		if !ok {
			break
		}
		mode, rest, ok := strings.Cut(directive, ": ")
		if !ok || strings.HasPrefix(directive, "ok ") {
			mode, rest = "", directive
		}
		if reason, ok := strings.CutPrefix(rest, "unsafe: "); ok {
			s.unsafe[mode] = reason
			continue
		}
		s.outcomes[mode] = strings.Split(rest, " | ")
	}
	if len(s.outcomes) == 0 {
		t.Fatalf("%s: %s: no outcome", file, name)
	}
	return s
}

// expected returns how the script may end in a mode.
func (s *hostileScript) expected(mode string) []string {
	if own, ok := s.outcomes[mode]; ok {
		return own
	}
	return s.outcomes[""]
}

// A hostileTarget is the session that hostile scripts attack.
type hostileTarget struct {
	mode    hostileMode
	session *host.Session
	pid     int
}

const hostileSpec = `
commands:
  hello: [echo, hello]
  fails: { run: [sh, -c, "echo no >&2; exit 3"] }
  dev: { run: [sleep, "1000"], persistent: true }
`

func newHostileTarget(t *testing.T, mode hostileMode) *hostileTarget {
	t.Helper()
	cfg := host.Config{
		Specs: specSet(t, hostileSpec), Environ: []string{"PATH=/usr/bin:/bin"},
		MemoryBytes: hostileLimit(),
		Bindings: map[string]host.Func{
			"page.echo": func(_ context.Context, c host.Call) (any, error) { return c.Args, nil },
			"page.fail": func(context.Context, host.Call) (any, error) {
				return nil, errors.New("no such page")
			},
		},
	}
	mode.configure(&cfg)
	s := newSession(t, cfg)
	eval(t, s, `vars.set("kept", { n: [1, "two"] }); await commands.start("dev")`)
	status, err := s.Commands().Status("dev")
	if err != nil {
		t.Fatal(err)
	}
	return &hostileTarget{mode: mode, session: s, pid: status.PID}
}

// attack runs one script and looks what it did.
func (h *hostileTarget) attack(t *testing.T, script *hostileScript) {
	if reason := script.unsafe[h.mode.name]; reason != "" {
		t.Skip("cannot be contained: " + reason)
	}
	expected := script.expected(h.mode.name)
	timeout := patientTimeout
	if slices.Contains(expected, "timeout") {
		timeout = hostileTimeout
	}
	res, err := h.session.Run(t.Context(), host.Script{
		Name: script.file, Source: script.source, Timeout: timeout,
	})
	if !slices.ContainsFunc(expected, func(o string) bool { return ended(o, res, err) }) {
		t.Errorf("%s, want %q", outcome(res, err), expected)
	}
	h.unharmed(t)
}

// ended reports whether a run ended as an outcome says.
func ended(outcome string, res *host.Result, err error) bool {
	kind, detail, _ := strings.Cut(outcome, " ")
	serr, failed := errors.AsType[*host.ScriptError](err)
	switch {
	case failed:
		return kind == string(serr.Kind) && (detail == "" || detail == serr.Name)
	case err != nil || kind != "ok":
		return false
	}
	return detail == "" || detail == string(res.Value)
}

// outcome says how a run ended, for people.
func outcome(res *host.Result, err error) string {
	serr, failed := errors.AsType[*host.ScriptError](err)
	switch {
	case failed:
		return string(serr.Kind) + " " + shorten(serr.Error()) + "\n" + serr.Stack
	case err != nil:
		return shorten(err.Error())
	}
	return "ok " + shorten(string(res.Value))
}

func shorten(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

// unharmed checks that the host, the session's variables and its process are what
// they were, in the VM the script left and in a new one.
func (h *hostileTarget) unharmed(t *testing.T) {
	s := h.session
	for _, vm := range []string{"same VM", "new VM"} {
		if value := eval(t, s, `return 1 + 1`); value != "2" {
			t.Errorf("%s: 1 + 1 is %s", vm, value)
		}
		if err := s.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const lives = `return [vars.get("kept"), commands.status("dev").pid, await commands.run("hello"), await page.echo(7)]`
	want, _ := json.Marshal([]any{map[string]any{"n": []any{1, "two"}}, h.pid, "hello", []any{7}})
	if value := eval(t, s, lives); value != string(want) {
		t.Errorf("got %s, want %s", value, want)
	}
	if status, err := s.Commands().Status("dev"); err != nil || status.PID != h.pid || !status.Running {
		t.Errorf("dev: %+v, %v", status, err)
	}
	for _, name := range s.Vars().Keys() {
		if name != "kept" {
			s.Vars().Delete(name)
		}
	}
	h.small(t)
}

// small checks how much memory the host has kept. What it can give back, it has
// to give back first.
func (h *hostileTarget) small(t *testing.T) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > maxHostBytes/2 || residentBytes() > maxHostBytes {
		runtime.GC() // what pools hold goes with the second
		debug.FreeOSMemory()
		runtime.ReadMemStats(&m)
	}
	if m.HeapAlloc > maxHostBytes {
		t.Errorf("heap of %d MiB", m.HeapAlloc>>20)
	}
	if rss := residentBytes(); rss > maxHostBytes && !raceEnabled { // its shadow memory counts too
		t.Errorf("resident memory of %d MiB", rss>>20)
	}
}

// residentBytes is how much memory this process has, 0 where that is not known.
func residentBytes() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var pages int
	if _, err := fmt.Sscan(strings.Fields(string(text))[1], &pages); err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}
