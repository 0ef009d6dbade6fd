package ledger

// The folder of ledgers and how a file in it is created, opened and locked. The
// folder is the user's own, but what is in it is trusted no further than that:
// nothing is followed, and only what looks like a ledger is touched.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	filePrefix = "host-"
	fileSuffix = ".ledger"
)

// A folder is the open state folder. Files are named relative to it, so that
// nobody can put another in its place.
type folder struct {
	path string
	fd   int
}

// openFolder makes and opens the folder at path. It must be this user's, and
// nobody else may write to it: who can, could have any process killed.
func openFolder(path string) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	fd, err := unix.Open(path, unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("state folder: %w", &os.PathError{Op: "open", Path: path, Err: err})
	}
	dir := &folder{path, fd}
	if err := dir.check(); err != nil {
		dir.close()
		return nil, err
	}
	return dir, nil
}

func (d *folder) check() error {
	var stat unix.Stat_t
	if err := unix.Fstat(d.fd, &stat); err != nil {
		return &os.PathError{Op: "stat", Path: d.path, Err: err}
	}
	if int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("state folder %q belongs to user %d, and this process runs as %d: "+
			"name another folder", d.path, stat.Uid, os.Geteuid())
	}
	if stat.Mode&0o022 != 0 {
		return fmt.Errorf("state folder %q can be written by others: "+
			"chmod go-w it, or name another folder", d.path)
	}
	return nil
}

func (d *folder) close() { _ = unix.Close(d.fd) }

// file returns the path of a file, for messages.
func (d *folder) file(name string) string { return filepath.Join(d.path, name) }

// names returns the names of all ledgers.
func (d *folder) names() ([]string, error) {
	fd, err := unix.Openat(d.fd, ".", unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: d.path, Err: err}
	}
	dir := os.NewFile(uintptr(fd), d.path)
	defer func() { _ = dir.Close() }()
	names, err := dir.Readdirnames(-1)
	return slices.DeleteFunc(names, func(name string) bool {
		return !strings.HasPrefix(name, filePrefix) || !strings.HasSuffix(name, fileSuffix)
	}), err
}

// createAttempts is how often create is beaten by somebody who sweeps.
const createAttempts = 100

// create makes a new file and locks it.
//
// Between the two somebody who sweeps the folder may lock the file, take it for
// a dead host's, and remove it. Then another is made.
func (d *folder) create() (name string, file *os.File, err error) {
	for range createAttempts {
		name = filePrefix + strings.ToLower(rand.Text()) + fileSuffix
		const flags = unix.O_CREAT | unix.O_EXCL | unix.O_RDWR | unix.O_APPEND | unix.O_CLOEXEC
		fd, err := unix.Openat(d.fd, name, flags, 0o600)
		if err != nil {
			return "", nil, &os.PathError{Op: "create", Path: d.file(name), Err: err}
		}
		file = os.NewFile(uintptr(fd), d.file(name))
		err = d.lock(name, file)
		if err == nil {
			return name, file, nil
		}
		release(file)
		if !errors.Is(err, errLive) && !errors.Is(err, fs.ErrNotExist) {
			_ = unix.Unlinkat(d.fd, name, 0)
			return "", nil, err
		}
	}
	return "", nil, fmt.Errorf("state folder %q: others removed %d new files at once",
		d.path, createAttempts)
}

// errLive means that the file is locked: its host lives, or another host is
// sweeping it.
var errLive = errors.New("its host is alive")

// open opens and locks the file of a dead host. The error is errLive;
// fs.ErrNotExist if somebody else has removed it; or a reason to leave it.
func (d *folder) open(name string) (*os.File, error) {
	// O_NONBLOCK: to open a named pipe would wait for its other end.
	const flags = unix.O_RDONLY | unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_CLOEXEC
	fd, err := unix.Openat(d.fd, name, flags, 0)
	if err == unix.ELOOP {
		return nil, errNoLedger
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: d.file(name), Err: err}
	}
	file := os.NewFile(uintptr(fd), d.file(name))
	if err := checkFile(fd); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := d.lock(name, file); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// errNoLedger means that a file has been put there by something else.
var errNoLedger = errors.New("not a file of this user's that only this folder has; left alone")

// checkFile accepts what create makes.
func checkFile(fd int) error {
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return os.NewSyscallError("fstat", err)
	}
	if stat.Mode&unix.S_IFMT != unix.S_IFREG || int(stat.Uid) != os.Geteuid() || stat.Nlink > 1 {
		return errNoLedger
	}
	return nil
}

// lock locks a file without waiting, and makes sure that it still has its name:
// a lock on a file that has been removed says nothing about the one that may
// have taken its place.
func (d *folder) lock(name string, file *os.File) error {
	fd := int(file.Fd())
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err == unix.EWOULDBLOCK {
		return errLive
	} else if err != nil {
		return &os.PathError{Op: "flock", Path: d.file(name), Err: err}
	}
	var locked, named unix.Stat_t
	if err := unix.Fstat(fd, &locked); err != nil {
		return &os.PathError{Op: "stat", Path: d.file(name), Err: err}
	}
	err := unix.Fstatat(d.fd, name, &named, unix.AT_SYMLINK_NOFOLLOW)
	if err == nil && (named.Ino != locked.Ino || named.Dev != locked.Dev) {
		err = unix.ENOENT
	}
	if err != nil {
		return &os.PathError{Op: "stat", Path: d.file(name), Err: err}
	}
	return nil
}

// release unlocks and closes a file. A process that is just being forked has
// the descriptor too, so closing alone would give the lock back a little later.
func release(file *os.File) {
	_ = unix.Flock(int(file.Fd()), unix.LOCK_UN)
	_ = file.Close()
}

// remove removes a file that is locked by this process.
func (d *folder) remove(name string) error {
	if err := unix.Unlinkat(d.fd, name, 0); err != nil && err != unix.ENOENT {
		return &os.PathError{Op: "remove", Path: d.file(name), Err: err}
	}
	return nil
}
