package cgroup

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func TestMain(m *testing.M) {
	programs := proctest.Programs{
		"hang":           func([]string) { fmt.Println("ready"); proctest.Hang() },
		"exitmainthread": func([]string) { fmt.Println("ready"); proctest.ExitMainThread() },
		"hop":            func([]string) { proctest.Hop(100_000, 0) },
		"tree":           tree,
		"inner":          inner,
		"host":           host,
		"kill":           killFromInside,
	}
	if !programs.Main() {
		goleak.VerifyTestMain(m)
	}
}

// delegatedVariable tells a rerun of the tests that groups can be made.
const delegatedVariable = "HOLDFAST_TEST_DELEGATED"

// skipReruns leaves out the tests that run all the others as another user.
const skipReruns = "-test.skip=^(TestUnprivileged|TestDelegated)$"

func TestUnprivileged(t *testing.T) {
	proctest.Unprivileged(t, func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, skipReruns) })
}

// A user to whom root has given a part of the hierarchy, as systemd does with
// Delegate=yes, can make groups inside.
func TestDelegated(t *testing.T) {
	b := base(t)
	if os.Geteuid() != 0 {
		t.Skip("only root can delegate")
	}
	outer := newGroup(t, b)
	own := filepath.Join(outer.Dir(), "own")
	if err := os.Mkdir(own, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{outer.Dir(), own} {
		for _, file := range []string{".", "cgroup.procs"} {
			if err := os.Chown(filepath.Join(dir, file), proctest.Nobody, proctest.Nobody); err != nil {
				t.Fatal(err)
			}
		}
	}
	folder, err := os.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = folder.Close() }()
	proctest.Unprivileged(t, func(cmd *exec.Cmd) {
		cmd.Args = append(cmd.Args, skipReruns)
		cmd.Env = append(cmd.Env, delegatedVariable+"=1")
		cmd.SysProcAttr.UseCgroupFD, cmd.SysProcAttr.CgroupFD = true, int(folder.Fd())
	})
}

// base returns the place for groups. Where there is none, the test is skipped,
// which TestCreate holds to be right.
func base(t testing.TB) *Base {
	t.Helper()
	g, err := create(marker.New().String())
	if err != nil {
		t.Skip(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// newGroup makes a group that is killed and removed at the end of the test.
func newGroup(t testing.TB, b *Base) *Group {
	t.Helper()
	g, err := b.Create(marker.New().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := g.Kill(timeout(t)); err != nil {
			t.Error(err)
		}
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// timeout returns a context of ten seconds.
func timeout(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// startIn starts a program in a group.
func startIn(t testing.TB, g *Group, name string, args ...string) *proctest.Process {
	t.Helper()
	cmd := proctest.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: g.FD()}
	return proctest.Start(t, cmd)
}

// tree starts as many of itself as its first argument says, each in a session
// of its own, and they hang.
func tree(args []string) {
	n, _ := strconv.Atoi(args[0])
	for range n {
		cmd := proctest.Command("tree", "0")
		cmd.Env = nil
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := cmd.Start(); err != nil {
			panic(err)
		}
	}
	fmt.Println("ready")
	proctest.Hang()
}

// inner makes a group in the one it is given and moves there.
func inner(args []string) {
	dir := filepath.Join(args[0], "inner", "most")
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "cgroup.procs"), []byte("0"), 0)
	}
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	proctest.Hang()
}

// host makes a group, starts hang in it, and prints the group's folder.
func host([]string) {
	g, err := create("work")
	if err != nil {
		panic(err)
	}
	cmd := proctest.Command("hang")
	cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: g.FD(), Setsid: true}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	fmt.Println(g.Dir())
	proctest.Hang()
}

// killFromInside kills the group that it is in and prints the error.
func killFromInside(args []string) {
	g, err := open(args[0])
	if err == nil {
		_, err = g.Kill(context.Background())
	}
	fmt.Println(err)
}

func identify(t *testing.T, pid int) procfs.Identity {
	t.Helper()
	id, err := procfs.Identify(pid)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
