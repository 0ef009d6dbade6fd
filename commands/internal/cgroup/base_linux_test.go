package cgroup

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

// Create must say what trying by other means says.
func TestCreate(t *testing.T) {
	g, err := create("test")
	can := canGroup(t)
	if (err == nil) != (can == nil) {
		t.Fatalf("Create = %v, and trying it: %v", err, can)
	}
	if err != nil {
		t.Logf("as it should: %v; %v", err, can)
		if os.Getenv(delegatedVariable) != "" {
			t.Error("this process has a part of the hierarchy to itself")
		}
		return
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

// create makes a group where this process can.
func create(id string) (*Group, error) {
	b, err := Find()
	if err != nil {
		return nil, err
	}
	return b.Create(id)
}

// canGroup tries without this package's help to start a program in a new group.
func canGroup(t *testing.T) error {
	dir, err := ownDir()
	if err != nil {
		return err
	}
	group := filepath.Join(dir, "holdfast_test_"+filepath.Base(t.TempDir()))
	if err := os.Mkdir(group, 0o755); err != nil {
		return err
	}
	folder, err := os.Open(group)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = folder.Close() }()
	cmd := exec.Command("/bin/true")
	cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: int(folder.Fd())}
	err = cmd.Run()
	if err == nil {
		err = os.WriteFile(filepath.Join(group, "cgroup.kill"), []byte("1"), 0)
	}
	proctest.Eventually(t, "group removed", func() bool { return os.Remove(group) == nil })
	return err
}

func TestCreateElsewhere(t *testing.T) {
	t.Parallel()
	b := &Base{dir: t.TempDir()}
	if g, err := b.Create("x"); err == nil || !strings.Contains(err.Error(), "cgroup2") {
		t.Errorf("in an ordinary folder: %v, %v", g, err)
	}
	if entries, err := os.ReadDir(b.dir); len(entries) > 0 || err != nil {
		t.Errorf("it left %v, %v", entries, err)
	}
	b = &Base{dir: "/proc/self"}
	if g, err := b.Create("x"); err == nil {
		t.Errorf("in a folder that takes no folders: %v", g)
	}
}

func TestCreateID(t *testing.T) {
	t.Parallel()
	b := &Base{dir: t.TempDir()}
	for _, id := range []string{"", "a/b", "..", "a-b", "ä", strings.Repeat("x", 65)} {
		if g, err := b.Create(id); err == nil {
			t.Errorf("Create(%q) = %v, want an error", id, g)
		}
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	b := base(t)
	for range 5 { // each host sweeps what is stale, and one may be quicker
		if findsStale(t, b) {
			return
		}
	}
	t.Error("what a dead host has left is not found")
}

// findsStale reports whether what a host leaves that is killed is found and ended.
func findsStale(t *testing.T, b *Base) bool {
	t.Helper()
	p := proctest.Start(t, proctest.Command("host"))
	dir := p.Line()
	if stale, err := b.Stale(); err != nil || slices.Contains(stale, dir) {
		t.Errorf("Stale = %v, %v, with the group of a live host", stale, err)
	}
	if g, err := Open(dir); err == nil {
		t.Errorf("Open of a live host's group = %v", g)
	}
	p.Kill()
	stale, err := b.Stale()
	if err != nil {
		t.Fatal(err)
	}
	g, err := Open(dir)
	if err != nil {
		return false
	}
	outcome := mustKill(t, g)
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	return slices.Contains(stale, dir) && len(outcome.Killed) == 1
}

// A name that is not this module's, or of a live process, is never opened.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	now, err := maker()
	if err != nil {
		t.Fatal(err)
	}
	now.id = "x"
	dead := now
	dead.host.Start--
	foreign := dead
	foreign.pids++
	dir := t.TempDir()
	for _, name := range []string{"system.slice", now.String(), foreign.String(), dead.String()} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if g, err := Open(filepath.Join(dir, name)); err == nil {
			t.Errorf("Open(%s) = %v, want an error", name, g)
		}
	}
	if _, err := Open(filepath.Join(dir, "x", dead.String())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of a group that is gone = %v, want fs.ErrNotExist", err)
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	want := name{boot: "1e468d41", pids: 4026531836, host: procfs.Identity{PID: 12, Start: 34}, id: "a_B1"}
	text := "holdfast-1e468d41-4026531836-12-34-a_B1"
	if got, ok := parseName(text); !ok || got != want || want.String() != text {
		t.Errorf("parseName = %+v, %v; String = %q", got, ok, want)
	}
	for _, bad := range []string{"", "holdfast", text + "-x", text[1:],
		"holdfast-1e468d41-1-012-34-a", "holdfast-1e468d41-1-2x-34-a", "holdfast-1e468d41-1-2-34-",
		"holdfast-1e468d41--1-2-34"} {
		if got, ok := parseName(bad); ok {
			t.Errorf("parseName(%q) = %+v", bad, got)
		}
	}
}
