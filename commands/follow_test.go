package commands_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
)

// A record is what a Follower was told, as text.
type record struct{ told []string }

func (r *record) follower() commands.Follower {
	return commands.Follower{
		Logs: func(l commands.Logs) error {
			for _, line := range l.Lines {
				r.told = append(r.told, line.Stream+" "+line.Text)
			}
			if l.Dropped > 0 {
				r.told = append(r.told, fmt.Sprintf("dropped %d", l.Dropped))
			}
			return nil
		},
		State: func(s commands.Status) error {
			r.told = append(r.told, fmt.Sprintf("%s %d", s.State, s.ExitCode))
			return nil
		},
	}
}

func TestFollowToTheEnd(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", `'echo first; echo bad >&2; exit 3'`, "restart: { on: failure, max: 1, backoffMs: 1 }"))
	start(t, r, "dev")
	var got record
	if err := r.Follow(t.Context(), "dev", commands.LogOptions{Stream: "stdout"}, got.follower()); err != nil {
		t.Fatal(err)
	}
	lines := slices.DeleteFunc(slices.Clone(got.told), func(s string) bool { return s != "stdout first" })
	if len(lines) != 2 || slices.Contains(got.told, "stderr bad") {
		t.Errorf("told %q, want the line of stdout twice", got.told)
	}
	if last := got.told[len(got.told)-1]; last != "failed 3" {
		t.Errorf("told last %q, want the end", last)
	}
}

// TestFollowStates holds that who wants no lines is told the states, and of each
// restart why it was and which one.
func TestFollowStates(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", `'echo out; echo "fatal: no" >&2; exit 3'`,
		"restart: { on: failure, max: 1, backoffMs: 1 }"))
	start(t, r, "dev")
	var last commands.Status
	err := r.Follow(t.Context(), "dev", commands.LogOptions{}, commands.Follower{
		State: func(s commands.Status) error { last = s; return nil },
	})
	want := commands.Restart{Consecutive: 1, Max: 1, ExitCode: 3, Why: "fatal: no"}
	if err != nil || last.State != "failed" || last.Restarts != 1 || last.Restart != want {
		t.Errorf("%v, told last %+v, want it failed after %+v", err, last, want)
	}
}

// TestFollowLive holds that a line arrives while the command lives on, and that
// cancelling the context ends Follow and leaves the command alone.
func TestFollowLive(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("one\n", ""), "ready: { log: one }"))
	start(t, r, "dev")
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	f := (&record{}).follower()
	f.Logs = func(commands.Logs) error { cancel(enough); return nil }
	if err := r.Follow(ctx, "dev", commands.LogOptions{}, f); !errors.Is(err, enough) {
		t.Errorf("error %v, want the context's cause", err)
	}
	if s, _ := r.Status("dev"); !s.Running {
		t.Errorf("status %+v, want it running", s)
	}
	f.Logs = func(commands.Logs) error { return enough }
	if err := r.Follow(t.Context(), "dev", commands.LogOptions{}, f); !errors.Is(err, enough) {
		t.Errorf("error %v, want the Follower's", err)
	}
}

func TestFollowRefuses(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", `exit`, ""))
	var f record
	err := r.Follow(t.Context(), "dev", commands.LogOptions{}, f.follower())
	asError(t, err, commands.CodeNotRunning)
	start(t, r, "dev")
	err = r.Follow(t.Context(), "dev", commands.LogOptions{Stream: "both"}, f.follower())
	asError(t, err, commands.CodeParam)
}
