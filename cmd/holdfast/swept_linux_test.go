package main

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/internal/escape"
)

// TestNextRunEndsWhatWasLeft holds that a run ends what an earlier one has left
// that was killed together with its guardian, and says so once.
func TestNextRunEndsWhatWasLeft(t *testing.T) {
	t.Parallel()
	program := copyOfTests(t)
	for name, flags := range map[string][]string{"text": nil, "json": {"--json"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newAwayRun(t, program, "this user")
			line := escape.Lifelines(t, r.dir, []string{"setsid"})[0]
			r.start(ending{}, "run", []string{"setsid"})
			line.Arrived(t)
			r.awaitScript()
			r.killAll()

			stdout, stderr := r.again(slices.Concat(flags, []string{"-e", "return 1"}))
			note := regexp.MustCompile(`^(holdfast: ended "\w+", process \d+, left by an earlier run\n)+$`)
			if !note.MatchString(stderr) || !strings.Contains(stderr, `"holdfast"`) {
				t.Errorf("stderr %q, want %v for \"holdfast\"", stderr, note)
			}
			var value any
			if err := json.Unmarshal([]byte(stdout), &value); err != nil {
				t.Errorf("stdout %q: %v", stdout, err)
			}
			line.Gone(t, time.Now().Add(goneWithin))
			if _, stderr := r.again([]string{"-e", "return 1"}); stderr != "" {
				t.Errorf("the run after that says %q", stderr)
			}
		})
	}
}

// killAll kills the run and its guardian at once: neither sees the other's end.
func (r *awayRun) killAll() {
	for _, sig := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGKILL} {
		r.signal(sig)
		_ = syscall.Kill(r.guardian, sig)
	}
	_ = r.wait()
	if !gone(r.guardian, time.Now().Add(goneWithin)) {
		r.t.Errorf("the guardian, process %d, is alive", r.guardian)
	}
}

// again makes another run in the same folder, which succeeds.
func (r *awayRun) again(args []string) (stdout, stderr string) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), r.cmd.Path, append([]string{"run"}, args...)...)
	cmd.Dir, cmd.Env = r.dir, r.cmd.Env
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("%v: %s", err, &said)
	}
	return string(out), said.String()
}
