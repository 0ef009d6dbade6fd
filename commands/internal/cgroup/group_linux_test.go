package cgroup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

// mustKill kills a group and fails unless it is empty then.
func mustKill(t *testing.T, g *Group) procfs.Outcome {
	t.Helper()
	outcome, err := g.Kill(timeout(t))
	if err != nil || len(outcome.Survivors) > 0 {
		t.Fatalf("Kill = %+v, %v", outcome, err)
	}
	if left, err := g.Processes(); err != nil || len(left) > 0 {
		t.Fatalf("Processes after Kill = %v, %v", left, err)
	}
	return outcome
}

func TestKillTree(t *testing.T) {
	t.Parallel()
	g := newGroup(t, base(t))
	const children = 20
	p := startIn(t, g, "tree", strconv.Itoa(children))
	p.Line()
	outcome := mustKill(t, g)
	if len(outcome.Killed) != children+1 {
		t.Errorf("killed %d, want %d", len(outcome.Killed), children+1)
	}
	if !slices.ContainsFunc(outcome.Killed, func(id procfs.Identity) bool { return id.PID == p.PID() }) {
		t.Errorf("%v are without %d", outcome.Killed, p.PID())
	}
}

func TestKillEmpty(t *testing.T) {
	t.Parallel()
	if outcome := mustKill(t, newGroup(t, base(t))); len(outcome.Killed) > 0 {
		t.Errorf("killed %v in an empty group", outcome.Killed)
	}
}

// cgroup.kill alone leaves a process whose main thread has exited.
func TestKillExitedMainThread(t *testing.T) {
	t.Parallel()
	g := newGroup(t, base(t))
	p := startIn(t, g, "exitmainthread")
	p.Line()
	proctest.Eventually(t, "main thread exited", func() bool {
		stat, err := procfs.ReadStat(p.PID())
		return err == nil && stat.State == 'Z'
	})
	id := identify(t, p.PID())
	if outcome := mustKill(t, g); !slices.Contains(outcome.Killed, id) || id.Alive() {
		t.Errorf("killed %v, want %v", outcome.Killed, id)
	}
}

func TestKillHopper(t *testing.T) {
	t.Parallel()
	g := newGroup(t, base(t))
	startIn(t, g, "hop").Line()
	mustKill(t, g)
}

func TestKillFrozen(t *testing.T) {
	t.Parallel()
	g := newGroup(t, base(t))
	p := startIn(t, g, "hang")
	p.Line()
	if err := g.write("cgroup.freeze", "1"); err != nil {
		t.Fatal(err)
	}
	proctest.Eventually(t, "frozen", func() bool {
		events, err := os.ReadFile(filepath.Join(g.Dir(), "cgroup.events"))
		return err == nil && strings.Contains(string(events), "frozen 1\n")
	})
	if outcome := mustKill(t, g); len(outcome.Killed) != 1 {
		t.Errorf("killed %v, want %d", outcome.Killed, p.PID())
	}
}

// A command may make groups of its own and hide there.
func TestNestedGroups(t *testing.T) {
	t.Parallel()
	g, err := base(t).Create("nested")
	if err != nil {
		t.Fatal(err)
	}
	p := startIn(t, g, "inner", g.Dir())
	p.Line()
	if present, err := g.Processes(); err != nil || len(present) != 1 || present[0].PID != p.PID() {
		t.Errorf("Processes = %v, %v, want %d", present, err, p.PID())
	}
	mustKill(t, g)
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(g.Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Stat after Close: %v", err)
	}
}

func TestCloseNotEmpty(t *testing.T) {
	t.Parallel()
	b := base(t)
	g, err := b.Create("full")
	if err != nil {
		t.Fatal(err)
	}
	startIn(t, g, "hang").Line()
	if err := g.Close(); err == nil || !strings.Contains(err.Error(), g.Dir()) {
		t.Errorf("Close of a group with a process = %v, want an error that names it", err)
	}
	again, err := open(g.Dir())
	if err != nil {
		t.Fatal(err)
	}
	mustKill(t, again)
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestKillOutOfTime(t *testing.T) {
	t.Parallel()
	g := newGroup(t, base(t))
	startIn(t, g, "tree", "50").Line()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	outcome, err := g.Kill(ctx)
	if err != nil || len(outcome.Killed)+len(outcome.Survivors) != 51 {
		t.Errorf("Kill = %+v, %v, want all 51 told", outcome, err)
	}
}

// A group that this process was moved to is left alone.
func TestSparesItself(t *testing.T) {
	t.Parallel()
	g := newGroup(t, base(t))
	self := startIn(t, g, "kill", g.Dir())
	if got := self.Line(); !strings.Contains(got, "this process is in it") {
		t.Errorf("Kill from inside = %q", got)
	}
}

func TestParsePIDs(t *testing.T) {
	t.Parallel()
	got, hidden := parsePIDs([]byte("12\n0\n345\n-1\nx\n"))
	if want := []int{12, 345}; !slices.Equal(got, want) || !hidden {
		t.Errorf("got %v, %v, want %v: 0 and -1 are whole groups to kill(2)", got, hidden, want)
	}
	if got, hidden := parsePIDs([]byte("12\n")); len(got) != 1 || hidden {
		t.Errorf("got %v, %v", got, hidden)
	}
}
