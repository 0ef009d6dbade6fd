package marker_test

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func find(t *testing.T, s marker.Search) map[int]bool {
	t.Helper()
	found, err := s.Find()
	if err != nil {
		t.Fatal(err)
	}
	return pidsOf(found)
}

// kill kills what s means, within ten seconds.
func kill(t *testing.T, s marker.Search) procfs.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	result, err := s.Kill(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestFindsDaemons(t *testing.T) {
	t.Parallel()
	m := marker.New()
	p := marked(t, m, "family")
	pids := numbers(t, p.Line())
	cleared := pids[3]
	defer func() { _ = syscall.Kill(cleared, syscall.SIGKILL) }()

	search := marker.Search{Markers: []marker.Marker{m}}
	want := map[int]bool{p.PID(): true, pids[0]: true, pids[1]: true, pids[2]: true}
	if got := find(t, search); !maps.Equal(got, want) {
		t.Errorf("found %v, want %v: %d has no marker", got, want, cleared)
	}
	result := kill(t, search)
	if got := pidsOf(result.Killed); !maps.Equal(got, want) || len(result.Survivors) > 0 {
		t.Errorf("Kill = %+v, want %v killed", result, want)
	}
	if got := find(t, search); len(got) > 0 {
		t.Errorf("found %v after Kill", got)
	}
	if syscall.Kill(cleared, 0) != nil {
		t.Error("the process without a marker is dead")
	}
}

// An outer session finds the commands of a host that is its command; the inner
// session finds its own only.
func TestNestedHosts(t *testing.T) {
	t.Parallel()
	outer := marker.New()
	p := marked(t, outer, "nested")
	text, pid, _ := strings.Cut(p.Line(), " ")
	inner, err := marker.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	grandchild := numbers(t, pid)[0]

	got := find(t, marker.Search{Markers: []marker.Marker{inner}})
	if want := map[int]bool{grandchild: true}; !maps.Equal(got, want) {
		t.Errorf("the inner session finds %v, want %v", got, want)
	}
	result := kill(t, marker.Search{Markers: []marker.Marker{outer}})
	want := map[int]bool{p.PID(): true, grandchild: true}
	if got := pidsOf(result.Killed); !maps.Equal(got, want) {
		t.Errorf("the outer session kills %v, want %v", got, want)
	}
}

// What has the marker in another variable, or as part of one, is no descendant.
func TestLookalikes(t *testing.T) {
	t.Parallel()
	m := marker.New()
	for _, variable := range []string{
		"NOTE=" + m.Environ(""),
		"X" + m.Environ(""),
		marker.Variable + "=" + m.String() + "0",
		marker.Variable + "=x" + m.String(),
		marker.Variable + "_2=" + m.String(),
	} {
		cmd := proctest.Command("hang")
		cmd.Env = append(cmd.Env, variable)
		proctest.Start(t, cmd).Line()
	}
	if got := find(t, marker.Search{Markers: []marker.Marker{m}}); len(got) > 0 {
		t.Errorf("found %v, want none", got)
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	m := marker.New()
	p := marked(t, m, "hang")
	p.Line()
	id, err := procfs.Identify(p.PID())
	if err != nil {
		t.Fatal(err)
	}
	search := marker.Search{Markers: []marker.Marker{m}, Since: id.Start}
	if got := find(t, search); !got[p.PID()] {
		t.Errorf("found %v, want %v", got, id)
	}
	search.Since++
	if got := find(t, search); len(got) > 0 {
		t.Errorf("found %v, want none: they started earlier", got)
	}
}

// Root finds its commands that have become another user, unless told not to.
func TestOtherUsers(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("another user's environment can be read by root only; TestOwnUser holds the rest")
	}
	m := marker.New()
	cmd := proctest.Command("hang")
	cmd.Env = append(cmd.Env, m.Environ(""))
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	p := proctest.Start(t, cmd)
	p.Line()
	search := marker.Search{Markers: []marker.Marker{m}, OwnUser: true}
	if got := find(t, search); len(got) > 0 {
		t.Errorf("OwnUser finds %v", got)
	}
	search.OwnUser = false
	if got := kill(t, search); len(got.Killed) != 1 || got.Killed[0].PID != p.PID() {
		t.Errorf("Kill = %+v, want %d killed", got, p.PID())
	}
}

func TestOwnUser(t *testing.T) {
	t.Parallel()
	m := marker.New()
	p := marked(t, m, "hang")
	p.Line()
	if got := find(t, marker.Search{Markers: []marker.Marker{m}, OwnUser: true}); !got[p.PID()] {
		t.Errorf("found %v, want %d", got, p.PID())
	}
}

// A marker in a large environment is found at its end too.
func TestLargeEnvironment(t *testing.T) {
	t.Parallel()
	m := marker.New()
	cmd := proctest.Command("hang")
	for i := range 10 {
		cmd.Env = append(cmd.Env, "FILL"+string(rune('0'+i))+"="+strings.Repeat("x", 100_000))
	}
	cmd.Env = append(cmd.Env, m.Environ(""))
	p := proctest.Start(t, cmd)
	p.Line()
	if got := find(t, marker.Search{Markers: []marker.Marker{m}}); !got[p.PID()] {
		t.Errorf("found %v, want %d", got, p.PID())
	}
}

// A process that forks and exits all the time, always in a new session, is
// caught by repetition.
func TestKillHopper(t *testing.T) {
	t.Parallel()
	m := marker.New()
	marked(t, m, "hop").Line()
	search := marker.Search{Markers: []marker.Marker{m}}
	if result := kill(t, search); len(result.Killed) == 0 || len(result.Survivors) > 0 {
		t.Errorf("Kill = %+v, want something killed and no survivor", result)
	}
	if left := find(t, search); len(left) > 0 {
		t.Errorf("found %v after Kill", left)
	}
}

// TestSparesItself runs a Kill in a process that carries the marker.
func TestSparesItself(t *testing.T) {
	m := marker.New()
	if text := os.Getenv("HOLDFAST_TEST_SPARE"); text != "" {
		spareMyself(t, text)
		return
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestSparesItself$", "-test.v")
	cmd.Env = append(os.Environ(), m.Environ(""), "HOLDFAST_TEST_SPARE="+m.String())
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestSparesItself") {
		t.Errorf("%v\n%s", err, out)
	}
}

func spareMyself(t *testing.T, text string) {
	m, err := marker.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	p := proctest.Start(t, proctest.Command("hang"))
	p.Line()
	result := kill(t, marker.Search{Markers: []marker.Marker{m}})
	if len(result.Killed) != 1 || result.Killed[0].PID != p.PID() {
		t.Errorf("Kill = %+v, want %d killed", result, p.PID())
	}
}

// When ctx has ended already, Kill signals once and tells what it found.
func TestKillOutOfTime(t *testing.T) {
	t.Parallel()
	m := marker.New()
	p := marked(t, m, "hang")
	p.Line()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	result, err := marker.Search{Markers: []marker.Marker{m}}.Kill(ctx)
	if err != nil || len(result.Killed) > 0 ||
		len(result.Survivors) != 1 || result.Survivors[0].PID != p.PID() {
		t.Errorf("Kill = %+v, %v, want %d as the survivor", result, err, p.PID())
	}
	if err := p.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the process ended with %v, want SIGKILL", err)
	}
}
