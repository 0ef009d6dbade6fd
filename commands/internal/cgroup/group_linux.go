package cgroup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// A Group holds the commands of one session, and whatever groups these make
// inside. Its methods may be called from one goroutine at a time, except FD
// and Dir. It must be closed.
type Group struct {
	dir    string
	folder int // descriptors
	events int
}

// Open opens the group in dir, which a host that is dead has made. The error is
// fs.ErrNotExist if it is gone, and says so if dir is no such group: then it
// must be left alone.
func Open(dir string) (*Group, error) {
	now, err := maker()
	if err != nil {
		return nil, err
	}
	if n, ok := parseName(filepath.Base(dir)); !ok || !n.orphaned(now) {
		return nil, fmt.Errorf("folder %q: not the name of a group whose host is dead", dir)
	}
	return open(dir)
}

// cgroup2Magic is the type of file system of control groups, version 2.
const cgroup2Magic = unix.CGROUP2_SUPER_MAGIC

func open(dir string) (_ *Group, err error) {
	g := &Group{dir: dir, events: -1}
	g.folder, err = unix.Open(dir, unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: dir, Err: err}
	}
	var stat unix.Statfs_t
	if err = unix.Fstatfs(g.folder, &stat); err == nil && int64(stat.Type) != cgroup2Magic {
		err = errors.New("not in a cgroup2 file system")
	}
	if err == nil {
		g.events, err = unix.Openat(g.folder, "cgroup.events", unix.O_CLOEXEC, 0)
	}
	if err != nil {
		g.closeFDs()
		return nil, fmt.Errorf("control group %s: %w", dir, err)
	}
	return g, nil
}

func (g *Group) closeFDs() {
	for _, fd := range []int{g.folder, g.events} {
		if fd >= 0 {
			_ = unix.Close(fd)
		}
	}
}

// Dir returns the folder of the group.
func (g *Group) Dir() string { return g.dir }

// FD returns a descriptor of the folder, for CLONE_INTO_CGROUP. It stays the
// Group's.
func (g *Group) FD() int { return g.folder }

// Processes returns what is alive in the group and in those inside it. One that
// is visible in another pid namespace only is not among them.
func (g *Group) Processes() ([]procfs.Identity, error) {
	pids, _, err := g.pids()
	if err != nil {
		return nil, err
	}
	var ids []procfs.Identity
	for _, pid := range pids {
		id, err := procfs.Identify(pid)
		if errors.Is(err, procfs.ErrGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// pids returns the numbers in cgroup.procs of the group and those inside it, in
// order and each once, and whether there are processes that have none here. The
// files are read one after the other, so a process that moves between groups
// meanwhile may be missed.
func (g *Group) pids() (pids []int, hidden bool, err error) {
	err = g.walk(func(dir string) error {
		text, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
		visible, others := parsePIDs(text)
		pids, hidden = append(pids, visible...), hidden || others
		return ignoreGone(err)
	})
	slices.Sort(pids)
	return slices.Compact(pids), hidden, err
}

// walk calls visit with the folders of the group and of those inside it, each
// before what is inside it.
func (g *Group) walk(visit func(dir string) error) error {
	return filepath.WalkDir(g.dir, func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return ignoreGone(err)
		}
		return visit(dir)
	})
}

// Close removes the group, if it is empty, with those inside it, and closes it.
// The error says which folder cannot be removed: it is there for Stale to find
// once this process is dead.
func (g *Group) Close() error {
	defer g.closeFDs()
	var dirs []string
	err := g.walk(func(dir string) error {
		dirs = append(dirs, dir)
		return nil
	})
	for _, dir := range slices.Backward(dirs) {
		if rmErr := unix.Rmdir(dir); ignoreGone(rmErr) != nil {
			err = errors.Join(err, &os.PathError{Op: "rmdir", Path: dir, Err: rmErr})
		}
	}
	return err
}

// ignoreGone drops the errors of a group that is removed while it is looked at,
// and of one whose processes are listed with the group above (a threaded one).
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENODEV) || errors.Is(err, unix.EOPNOTSUPP) {
		return nil
	}
	return err
}
