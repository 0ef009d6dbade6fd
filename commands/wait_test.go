package commands_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// onCue prints "ready", then "cue N" for each of so many milliseconds apart.
const onCue = `'echo ready; sleep 0.2; echo cue 1; sleep 0.1; echo cue 2; exit 4'`

func TestWait(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		options commands.WaitOptions
		state   string
		last    string
	}{
		{"ready", commands.WaitOptions{For: "ready"}, "ready", "ready"},
		{"exit", commands.WaitOptions{For: "exit"}, "exited", "cue 2"},
		{"a line there already", commands.WaitOptions{Pattern: regexp.MustCompile("^ready$")}, "ready", "ready"},
		{"a line to come", commands.WaitOptions{Pattern: regexp.MustCompile(`^cue \d$`)}, "ready", "cue 1"},
		{"a line from a cursor on", commands.WaitOptions{Pattern: regexp.MustCompile("."), Since: 1}, "ready", "cue 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, persistent("dev", onCue, "ready: { log: ready }"))
			start(t, r, "dev")
			s, err := r.Wait(t.Context(), "dev", test.options)
			if err != nil || s.State != test.state || !strings.Contains(s.Stdout, test.last) {
				t.Errorf("Wait = %+v, %v", s, err)
			}
		})
	}
}

func TestWaitInVain(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile("never")
	r := newRunner(t, persistent("dev", onCue, "ready: { log: ready }"))
	start(t, r, "dev")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for _, o := range []commands.WaitOptions{{For: "exit"}, {Pattern: never}} {
		_, err := r.Wait(ctx, "dev", o)
		if e := asError(t, err, commands.CodeTimeout); !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("got %v", e)
		}
	}
	cancelled, enough := context.WithCancelCause(t.Context())
	enough(errors.New("enough"))
	_, err := r.Wait(cancelled, "dev", commands.WaitOptions{For: "exit"})
	e := asError(t, err, commands.CodeCancelled)
	if want := `command "dev": waiting for an exit cancelled: enough`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
	_, err = r.Wait(t.Context(), "dev", commands.WaitOptions{Pattern: never})
	e = asError(t, err, commands.CodeNotReady)
	if want := `command "dev": ended without a line that matches "never": exit status 4`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
	if e.Result == nil || e.Result.Code != 4 || len(e.Lines) != 3 {
		t.Errorf("error without the facts: %+v", e)
	}
	_, err = r.Wait(t.Context(), "dev", commands.WaitOptions{For: "ready"})
	asError(t, err, commands.CodeNotReady)
	_, err = r.Wait(t.Context(), "dev", commands.WaitOptions{For: "lunch"})
	e = asError(t, err, commands.CodeParam)
	if want := `command "dev" cannot be waited for like that: give "ready", "exit" or a pattern, not "lunch"`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
}

// What is waited for in vain says why that failed, not how the process ended that
// was left.
func TestWaitSaysWhyItFailed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	r := newRunner(t, "  late: { run: "+hang.argv()+", persistent: true, "+
		"ready: { log: up, timeoutMs: 20 } }\n"+
		"  once: { run: [rmdir, "+dir+"], cwd: "+dir+", persistent: true, "+
		"restart: { on: always, max: 1, backoffMs: 1 } }\n")
	for name, why := range map[string]string{
		"late": `command "late": ended without being ready: not ready: timed out after 20ms`,
		"once": `command "once": ended without being ready: given up, for restart.max is 1: `,
	} {
		_, _ = r.Start(t.Context(), name, nil, commands.StartOptions{})
		_, _ = r.Wait(t.Context(), name, commands.WaitOptions{For: "exit"})
		_, err := r.Wait(t.Context(), name, commands.WaitOptions{For: "ready"})
		if e := asError(t, err, commands.CodeNotReady); !strings.HasPrefix(e.Error(), why) {
			t.Errorf("got %q, want %q and more", e, why)
		}
	}
}
