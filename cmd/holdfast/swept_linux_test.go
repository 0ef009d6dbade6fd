package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/internal/escape"
)

// sweepAttempts is how often another host may be the quicker one: whoever starts a
// command ends what it finds in the control groups of dead hosts, and has nobody
// to tell.
const sweepAttempts = 5

// TestNextRunEndsWhatWasLeft holds that a run ends what an earlier one has left
// that was killed together with its guardian, and says so once.
func TestNextRunEndsWhatWasLeft(t *testing.T) {
	t.Parallel()
	program := copyOfTests(t)
	for name, flags := range map[string][]string{"text": nil, "json": {"--json"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range sweepAttempts {
				if nextRunTells(t, program, flags) {
					return
				}
			}
			t.Errorf("nothing is said of what was left, %d times", sweepAttempts)
		})
	}
}

// nextRunTells reports whether the run after one that was killed says that it has
// ended what was left, or fails the test if that is not as it should be.
func nextRunTells(t *testing.T, program string, flags []string) bool {
	t.Helper()
	r := newAwayRun(t, program, "this user")
	line := escape.Lifelines(t, r.dir, []string{"setsid"})[0]
	r.start(ending{}, "run", []string{"setsid"})
	line.Arrived(t)
	r.awaitScript()
	r.killAll()

	stdout, stderr := r.again(slices.Concat(flags, []string{"-e", "return 1"}))
	note := regexp.MustCompile(`^(holdfast: ended "\w+", process \d+, left by an earlier run\n)+$`)
	if stderr != "" && (!note.MatchString(stderr) || !strings.Contains(stderr, `"holdfast"`)) {
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
	return stderr != ""
}

// killAll kills the run and its guardian at once: neither sees the other's end.
func (r *awayRun) killAll() {
	all := []int{r.cmd.Process.Pid, r.guardian}
	for _, pid := range all {
		_ = syscall.Kill(pid, syscall.SIGSTOP)
	}
	for _, pid := range all {
		eventually(r.t, "it stands still", func() bool { return standsStill(pid) })
	}
	for _, pid := range all {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = r.wait()
	if !gone(r.guardian, time.Now().Add(goneWithin)) {
		r.t.Errorf("the guardian, process %d, is alive", r.guardian)
	}
}

// standsStill reports whether all threads of a process are stopped.
func standsStill(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	return len(threads) > 0 && !slices.ContainsFunc(threads, func(file string) bool {
		stat, err := os.ReadFile(file)
		return err == nil && !strings.Contains(string(stat), ") T ")
	})
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
