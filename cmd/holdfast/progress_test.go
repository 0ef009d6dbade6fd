package main

import (
	"io"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sys, stdout, stderr := newTestSystem(t)
		sys.columns = func(io.Writer) (int, bool) { return 80, true }
		out := newConsole(sys)
		onScreen := func() string {
			out.mu.Lock() // as whoever writes there does
			defer out.mu.Unlock()
			return stderr.String()
		}
		stop := startProgress(sys, out, func() string { return `"clone"` })
		time.Sleep(progressPatience)
		synctest.Wait()
		if got := onScreen(); got != "" {
			t.Errorf("before it takes long: %q", got)
		}
		time.Sleep(progressInterval)
		synctest.Wait()
		if err := out.out("a line"); err != nil {
			t.Fatal(err)
		}
		stop()
		want := "\r\x1b[K- 1s \"clone\"" + "\r\x1b[K"
		if got := onScreen(); got != want {
			t.Errorf("stderr %q, want %q", got, want)
		}
		if got := stdout.String(); got != "a line\n" {
			t.Errorf("stdout %q", got)
		}
	})
}

// TestProgressInNarrowTerminal holds that progress takes one line, however narrow
// the terminal is.
func TestProgressInNarrowTerminal(t *testing.T) {
	t.Parallel()
	for columns, want := range map[int]string{1: "…", 10: `- 1s "cl…`, 15: `- 1s "clone" b`} {
		synctest.Test(t, func(t *testing.T) {
			sys, _, stderr := newTestSystem(t)
			sys.columns = func(io.Writer) (int, bool) { return columns, true }
			stop := startProgress(sys, newConsole(sys), func() string { return `"clone" b` })
			time.Sleep(progressPatience + progressInterval)
			synctest.Wait()
			stop()
			if got := stderr.String(); got != takeBack+want+takeBack {
				t.Errorf("%d columns: %q, want %q", columns, got, want)
			}
		})
	}
}

func TestProgressOnTerminalOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sys, _, stderr := newTestSystem(t)
		stop := startProgress(sys, newConsole(sys), func() string { return "x" })
		time.Sleep(time.Minute)
		stop()
		if got := stderr.String(); got != "" {
			t.Errorf("stderr %q, want nothing", got)
		}
	})
}
