package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

func TestScreen(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := &screen{out: &out}
	for _, c := range []struct {
		what  string
		lines []string
		width int
		want  string
	}{
		{"first", []string{"a", "b"}, 80, "\x1b[?25la\x1b[K\r\nb\x1b[K\r\n\x1b[J"},
		{"fewer", []string{"c"}, 80, "\x1b[2A\rc\x1b[K\r\n\x1b[J"},
		{"more", []string{"d", "e"}, 80, "\x1b[1A\rd\x1b[K\r\ne\x1b[K\r\n\x1b[J"},
		{"narrower", []string{"f"}, 40, "\x1b[H\x1b[2Jf\x1b[K\r\n\x1b[J"},
	} {
		out.Reset()
		if err := s.show(c.lines, c.width); err != nil || out.String() != c.want {
			t.Errorf("%s: %q, %v, want %q", c.what, out.String(), err, c.want)
		}
	}
	out.Reset()
	s.leave()
	if out.String() != "\x1b[?25h" {
		t.Errorf("leaving: %q", out.String())
	}
}

// TestWatchShows holds that more processes than fit are cut to the terminal, and
// that the share of a processor is that since the last look.
func TestWatchShows(t *testing.T) {
	t.Parallel()
	sys, stdout, _ := newTestSystem(t)
	sys.columns = func(io.Writer) (int, bool) { return 70, true }
	sys.rows = func(io.Writer) int { return 6 }
	w := &processWatch{sys: sys, screen: &screen{out: stdout}, at: time.Now()}
	var all api.Processes
	for pid := 1; pid <= 9; pid++ {
		all.Processes = append(all.Processes, api.Process{
			Name: "a-process-with-a-long-name", Session: "s", State: "ready", PID: pid, Running: true,
			UptimeMs: 1000, Usage: &api.Usage{CPUMs: 500, MemoryBytes: 3 << 20},
		})
	}
	if err := w.show(all); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(stdout.String(), "\r\n")
	if len(lines) != 5 || !strings.Contains(lines[3], "… 7 more") {
		t.Errorf("shown: %q", lines)
	}
	if !strings.Contains(lines[1], "50.0%  3.0MiB") {
		t.Errorf("the first look: %q", lines[1])
	}
	for _, line := range lines[1:4] {
		if width := len([]rune(strings.TrimSuffix(line, clearLine))); width > 70 {
			t.Errorf("%d characters: %q", width, line)
		}
	}
	stdout.Reset()
	all.Processes[0].Usage.CPUMs = 500
	if err := w.show(all); err != nil || !strings.Contains(stdout.String(), " 0.0%  3.0MiB") {
		t.Errorf("a look in which nothing was used: %q, %v", stdout, err)
	}
}

// TestWatchFlat holds that a terminal of a row or two is no reason to crash.
func TestWatchFlat(t *testing.T) {
	t.Parallel()
	for height := 1; height <= 3; height++ {
		sys, stdout, _ := newTestSystem(t)
		sys.columns = func(io.Writer) (int, bool) { return 70, true }
		sys.rows = func(io.Writer) int { return height }
		w := &processWatch{sys: sys, screen: &screen{out: stdout}, at: time.Now()}
		err := w.show(api.Processes{Processes: make([]api.Process, 2)})
		if err != nil || !strings.Contains(stdout.String(), "… 3 more") {
			t.Errorf("%d rows: %q, %v", height, stdout, err)
		}
	}
}

func TestUntilSignal(t *testing.T) {
	t.Parallel()
	sys, _, _ := newTestSystem(t)
	send := sys.signalled(t)
	ctx, stop := untilSignal(t.Context(), sys)
	defer stop()
	send <- syscall.SIGPIPE
	send <- syscall.SIGTERM
	<-ctx.Done()
	exit := asExit(remoteError(context.Cause(ctx)))
	if exit.status != 143 || !exit.told {
		t.Errorf("ended with %+v", exit)
	}
	other, over := untilSignal(t.Context(), sys)
	over()
	if _, ok := errors.AsType[*signalled](context.Cause(other)); ok {
		t.Error("an end is a signal")
	}
}

func TestShortTime(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0s", 900 * time.Millisecond: "0s", 59 * time.Second: "59s", 61 * time.Second: "1m1s",
		3*time.Hour + 12*time.Minute: "3h12m", 49 * time.Hour: "2d1h",
	} {
		if got := shortTime(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestByteText(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int]string{
		0: "0.0KiB", 1536: "1.5KiB", 3 << 20: "3.0MiB", 5 << 30: "5.0GiB", 2 << 40: "2.0TiB",
	} {
		if got := byteText(bytes); got != want {
			t.Errorf("%d: %q, want %q", bytes, got, want)
		}
	}
}

func TestFitted(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"NAME", "N", "SESSION"}, {"a-long-name", "1", "another-long-name"}}
	for width, want := range map[int]string{
		0:  "NAME         N  SESSION\na-long-name  1  another-long-name",
		33: "NAME         N  SESSION\na-long-name  1  another-long-name",
		26: "NAME        N  SESSION\na-long-na…  1  another-lo…",
		22: "NAME      N  SESSION\na-long-…  1  another-…",
		12: "NAME    N  …\na-lon…  1  …",
	} {
		if got := fitted(rows, width, []int{0, 2}); got != want {
			t.Errorf("%d:\n%s\nwant\n%s", width, got, want)
		}
	}
}

// TestFittedWide holds that a table counts columns, of which some characters take
// two and others none, and cuts none in half.
func TestFittedWide(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"日本の仕事場", "x"}, {"e\u0301te\u0301", "y"}}
	for width, want := range map[int]string{
		0:  "日本の仕事場  x\ne\u0301te\u0301           y",
		14: "日本の仕事…  x\ne\u0301te\u0301          y",
		13: "日本の仕…  x\ne\u0301te\u0301        y",
	} {
		if got := fitted(rows, width, []int{0}); got != want {
			t.Errorf("%d:\n%q\nwant\n%q", width, got, want)
		}
	}
}

// TestNarrowPs holds that ps on a narrow terminal leaves out what matters least,
// and never name, process and state.
func TestNarrowPs(t *testing.T) {
	t.Parallel()
	code := 3
	all := []api.Process{
		{Name: "web-server", Session: "work", State: "ready", Running: true, Ready: true, PID: 123456,
			UptimeMs: 61000, Usage: &api.Usage{CPUMs: 610, MemoryBytes: 3 << 20}},
		{Name: "db", Session: "work", State: "failed", ExitCode: &code, UptimeMs: 1000},
	}
	for width, want := range map[int]string{
		66: `
NAME       SESSION  PID     STATE      READY  UPTIME  CPU   MEMORY
web-serv…  work     123456  ready      yes    1m1s    1.0%  3.0MiB
db         work     -       failed (…  no     1s      -     -`,
		40: `
NAME    SESSION  PID     STATE    UPTIME
web-s…  work     123456  ready    1m1s
db      work     -       failed…  1s`,
		22: `
NAME    PID     STATE
web-s…  123456  ready
db      -       faile…`,
	} {
		if got := "\n" + processTable(all, nil, width); got != want {
			t.Errorf("%d:%s\nwant%s", width, got, want)
		}
	}
}

func TestColoured(t *testing.T) {
	t.Parallel()
	const text = "a\x1b[31mb\x1b]0;title\x07\x1b[0mc"
	if got, want := coloured(text, true), "a\x1b[31mb\\x1b]0;title\\x07\x1b[0mc\x1b[0m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := coloured(text, false), "ab\\x1b]0;title\\x07c"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := coloured("plain", true); got != "plain" {
		t.Errorf("%q", got)
	}
}

func TestAwaited(t *testing.T) {
	t.Parallel()
	if got := awaited(nil, "x.js"); got != "x.js" {
		t.Errorf("of nothing: %q", got)
	}
	got := awaited([]host.Activity{
		{Name: "a", State: "running"}, {Name: "b", State: "starting"},
		{Name: "c", State: "stopping"}, {Name: "d", State: "restarting"},
	}, "")
	want := `waiting for "a", "b" to be ready, "c" to stop, "d" to be restarted`
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
