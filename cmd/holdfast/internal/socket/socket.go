// Package socket answers: where does a server listen so that one user's clients
// find it, only they are let in, and there is one server at a time?
//
// A lock file beside the socket decides between servers: whoever holds it may
// replace the socket. The socket appears under its name by a rename when it is
// ready, with mode 600.
package socket

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

const (
	newSuffix  = ".new"
	lockSuffix = ".lock"
)

// maxPathBytes is how long a socket's path may be on the systems that allow
// least, with room for the suffix of one that is not ready.
const maxPathBytes = 104 - 1 - len(newSuffix)

// DefaultPath returns where a user's server listens unless told otherwise:
// below runtimeDir, the user's folder for such things, or if that is "" in a
// folder of the user's own below tempDir.
func DefaultPath(runtimeDir, tempDir string) string {
	folder := filepath.Join(tempDir, "holdfast-"+strconv.Itoa(os.Getuid()))
	if runtimeDir != "" {
		folder = filepath.Join(runtimeDir, "holdfast")
	}
	return filepath.Join(folder, "serve.sock")
}

// MakeFolder makes the folder of DefaultPath, for nobody else to enter. The error
// says what is wrong with one that is there: it is no folder, or is not safe from
// others.
func MakeFolder(path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	owner, known := ownerOf(info)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%s: is not a folder", folder)
	case known && owner != os.Getuid():
		return fmt.Errorf("%s: belongs to user %d", folder, owner)
	case known && info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%s: others may enter it; make its mode 700", folder)
	}
	return nil
}

// A TakenError is the error of Listen if another server holds the socket.
type TakenError struct {
	Path string
	PID  int // 0 if it cannot be told
}

func (e *TakenError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("another server holds %s", e.Path)
	}
	return fmt.Sprintf("another server, process %d, holds %s", e.PID, e.Path)
}

// A Listener is a server's socket. It must be closed.
type Listener struct {
	*net.UnixListener
	path string
	lock *lock
	once sync.Once
}

// Listen makes a socket at path, in place of one that a server left behind. The
// error is a *TakenError if there is a server, or says what is in the way.
func Listen(path string) (*Listener, error) {
	if len(path) > maxPathBytes {
		return nil, fmt.Errorf("%s: a socket's path may have %d bytes, this has %d",
			path, maxPathBytes, len(path))
	}
	// Before the lock, whose file stays: nobody wants one beside what is not a socket.
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != fs.ModeSocket {
		return nil, fmt.Errorf("%s: is there already and is not a socket", path)
	}
	held, err := takeLock(path + lockSuffix)
	if taken, ok := errors.AsType[*TakenError](err); ok {
		taken.Path = path
	}
	if missing, ok := errors.AsType[*fs.PathError](err); ok && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: the folder %s: %w", path, filepath.Dir(path), missing.Err)
	}
	if err != nil {
		return nil, err
	}
	l, err := bind(path)
	if err != nil {
		held.release()
		return nil, err
	}
	return &Listener{UnixListener: l, path: path, lock: held}, nil
}

// bind makes the socket. The caller holds the lock.
func bind(path string) (*net.UnixListener, error) {
	fresh := path + newSuffix
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: fresh, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // it is to have another name
	if err = os.Chmod(fresh, 0o600); err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		_ = l.Close()
		_ = os.Remove(fresh)
		return nil, err
	}
	return l, nil
}

// Close removes the socket and lets another server have its place. Closing twice
// is fine.
func (l *Listener) Close() error {
	err := l.UnixListener.Close()
	l.once.Do(func() {
		_ = os.Remove(l.path)
		l.lock.release()
	})
	return err
}

// Dial connects to the server at path, if it is this user's or root's.
func Dial(ctx context.Context, path string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := CheckPeer(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// CheckPeer returns nil if who is at the other end of a connection is this user
// or root, or if the system does not tell.
func CheckPeer(conn net.Conn) error {
	end, ok := conn.(*net.UnixConn)
	if !ok {
		return errors.New("not a Unix socket")
	}
	uid, err := peerUID(end)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return nil
	case err != nil:
		return fmt.Errorf("who is at the other end: %w", err)
	case uid != os.Getuid() && uid != 0:
		return fmt.Errorf("user %d is at the other end, not %d", uid, os.Getuid())
	}
	return nil
}
