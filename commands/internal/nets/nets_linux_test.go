package nets_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands/internal/ledger"
	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/nets"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func TestMain(m *testing.M) {
	programs := proctest.Programs{"hang": func([]string) { fmt.Println("ready"); proctest.Hang() }}
	if !programs.Main() {
		goleak.VerifyTestMain(m)
	}
}

func TestUnprivileged(t *testing.T) { proctest.Unprivileged(t, nil) }

// hang starts a process, with env and, unless it is below zero, in a control
// group, and returns who it is.
func hang(t *testing.T, env []string, group int) procfs.Identity {
	t.Helper()
	cmd := proctest.Command("hang")
	cmd.Env = env
	if group >= 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: group}
	}
	p := proctest.Start(t, cmd)
	p.Line()
	id, err := procfs.Identify(p.PID())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// groupOf returns the net's control group and its folder. Where none can be
// made, the test is skipped: the tests of package cgroup hold that to be right.
func groupOf(t *testing.T, n *nets.Net) (fd int, dir string) {
	t.Helper()
	if fd = n.Group(); fd < 0 {
		t.Skip("no control groups here")
	}
	dir, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
	if err != nil {
		t.Fatal(err)
	}
	return fd, dir
}

// catch catches, and wants to have killed these and no others.
func catch(t *testing.T, n *nets.Net, want ...procfs.Identity) {
	t.Helper()
	killed, err := n.Catch(t.Context())
	if err != nil {
		t.Errorf("Catch: %v", err)
	}
	sort := func(a, b procfs.Identity) int { return a.PID - b.PID }
	slices.SortFunc(killed, sort)
	slices.SortFunc(want, sort)
	if !slices.Equal(killed, want) {
		t.Errorf("killed %v, want %v", killed, want)
	}
	for _, id := range want {
		if id.Alive() {
			t.Errorf("%v is alive", id)
		}
	}
}

// open opens a ledger, which the test need not close.
func open(t *testing.T, dir string) (*ledger.Ledger, ledger.Report) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	l, report, err := ledger.Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, report
}

// A net that nothing was started with is not there: no group, no record, nothing
// to catch. Neither is a nil one.
func TestNetThatIsNotCast(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	l, _ := open(t, dir)
	before := written(t, dir)
	for name, n := range map[string]*nets.Net{"nil": nil, "new": nets.New(l, "")} {
		n.Guardian(os.Getpid())
		n.Started(os.Getpid())
		n.Ended(os.Getpid())
		if fd := n.Group(); fd >= 0 {
			t.Errorf("%s: Group = %d, want none", name, fd)
		}
		catch(t, n)
		n.Close(true)
	}
	if after := written(t, dir); after != before {
		t.Errorf("recorded:\n%s\nwant:\n%s", after, before)
	}
	env := []string{"A=b"}
	if got := (*nets.Net)(nil).Environ(env); !slices.Equal(got, env) {
		t.Errorf("Environ of nil = %q, want %q", got, env)
	}
}

// written returns all that is in the files of a folder.
func written(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		fmt.Fprintf(&b, "%s: %s", path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEnviron(t *testing.T) {
	t.Parallel()
	outer := marker.New().String()
	for _, test := range []struct {
		name, inherited string
		env             []string
		want            []string // the last without the net's own marker
	}{
		{"empty", "", nil, []string{"HOLDFAST_SESSION="}},
		{"some", "", []string{"A=b", "C=d"}, []string{"A=b", "C=d", "HOLDFAST_SESSION="}},
		{"inherited", outer, []string{"A=b"}, []string{"A=b", "HOLDFAST_SESSION=" + outer + ":"}},
		{"inherited nonsense", "x", nil, []string{"HOLDFAST_SESSION="}},
		{"forged", "", []string{"HOLDFAST_SESSION=" + outer, "A=b"}, []string{"A=b", "HOLDFAST_SESSION="}},
		{"likeness", "", []string{"HOLDFAST_SESSIONS=x"}, []string{"HOLDFAST_SESSIONS=x", "HOLDFAST_SESSION="}},
	} {
		n := nets.New(nil, test.inherited)
		got := n.Environ(test.env)
		last := len(got) - 1
		own := got[last][len(got[last])-len(outer):]
		if _, err := marker.Parse(own); err != nil || own == outer {
			t.Errorf("%s: %q does not end with a marker of its own: %v", test.name, got[last], err)
		}
		if again := n.Environ(test.env); !slices.Equal(again, got) {
			t.Errorf("%s: again %q, want %q", test.name, again, got)
		}
		got[last] = strings.TrimSuffix(got[last], own)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestCatchesWhatCarriesTheMarker(t *testing.T) {
	t.Parallel()
	n, other := nets.New(nil, ""), nets.New(nil, "")
	defer n.Close(true)
	defer other.Close(true)
	spared := hang(t, other.Environ(nil), -1)
	nested := nets.New(nil, n.Environ(nil)[0][len(marker.Variable)+1:]) // of a command of n
	catch(t, n, hang(t, n.Environ(nil), -1), hang(t, nested.Environ(nil), -1))
	if !spared.Alive() {
		t.Errorf("%v, of another session, is dead", spared)
	}
	catch(t, n)
}

// What is in the group is caught whatever its environment is; and then there is
// another group, for nothing can live in one that was killed.
func TestCatchesWhatIsInTheGroup(t *testing.T) {
	t.Parallel()
	n := nets.New(nil, "")
	n.Environ(nil)
	spared := hang(t, nil, -1)
	first, firstDir := groupOf(t, n)
	if again := n.Group(); again != first {
		t.Errorf("Group again = %d, want %d", again, first)
	}
	catch(t, n, hang(t, nil, first))
	if !spared.Alive() {
		t.Errorf("%v, in no group, is dead", spared)
	}
	if _, err := os.Stat(firstDir); err == nil {
		t.Errorf("%s is there after Catch", firstDir)
	}
	second, secondDir := groupOf(t, n)
	if secondDir == firstDir {
		t.Errorf("the second group is %s too", firstDir)
	}
	both := hang(t, n.Environ(nil), second) // and is told of once
	if !both.Alive() {
		t.Errorf("%v does not live in the second group", both)
	}
	catch(t, n, both)
}

func TestCloseRemovesTheGroup(t *testing.T) {
	t.Parallel()
	n := nets.New(nil, "")
	n.Environ(nil)
	_, dir := groupOf(t, n)
	for range 2 {
		n.Close(true)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Errorf("%s is there after Close", dir)
	}
}

// The next host ends what a session has recorded, unless that was found empty.
func TestRecord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		end   func(*nets.Net)
		swept bool
	}{
		{"not closed", func(*nets.Net) {}, true},
		{"closed with survivors", func(n *nets.Net) { n.Close(false) }, true},
		{"closed", func(n *nets.Net) { n.Close(true) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			l, _ := open(t, dir)
			n := nets.New(l, "")
			marked := hang(t, n.Environ(nil), -1)
			command, guardian := hang(t, nil, -1), hang(t, nil, -1)
			n.Guardian(marked.PID) // the one before
			n.Guardian(guardian.PID)
			n.Started(command.PID)
			test.end(n)
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			_, report := open(t, dir)
			for _, id := range []procfs.Identity{marked, command, guardian} {
				killed := slices.ContainsFunc(report.Killed, func(k ledger.Kill) bool { return k.Identity == id })
				if killed != test.swept || id.Alive() == test.swept {
					t.Errorf("%v: killed %v, want %v; report %+v", id, killed, test.swept, report)
				}
			}
		})
	}
}

// All methods at once, for the race detector. What is started meanwhile is
// caught by the last Catch.
func TestNetHammer(t *testing.T) {
	t.Parallel()
	l, _ := open(t, filepath.Join(t.TempDir(), "state"))
	n := nets.New(l, "")
	victim := hang(t, n.Environ(nil), -1)
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			for range 10 {
				n.Environ(nil)
				n.Group()
				n.Guardian(os.Getpid())
				n.Started(os.Getpid())
				n.Ended(os.Getpid())
			}
		})
		callers.Go(func() {
			if _, err := n.Catch(t.Context()); err != nil {
				t.Errorf("Catch: %v", err)
			}
		})
	}
	callers.Wait()
	if victim.Alive() {
		t.Errorf("%v is alive", victim)
	}
	n.Close(true)
	catch(t, n) // no group any more, and nobody carries the marker
}
