package socket

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// A lock is a file that one server at a time has locked, with its pid in it. The
// file stays: to remove it would let two servers lock two files of one name.
type lock struct{ file *os.File }

// takeLock locks the file. The error is a *TakenError if another process has.
func takeLock(path string) (*lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	locked, err := tryLock(file)
	switch {
	case err != nil:
		err = &os.PathError{Op: "lock", Path: path, Err: err}
	case !locked:
		err = &TakenError{PID: holder(file)}
	default:
		err = write(file, strconv.Itoa(os.Getpid())+"\n")
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return &lock{file}, nil
}

func write(file *os.File, text string) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// release empties the file and unlocks it.
func (l *lock) release() {
	_ = l.file.Truncate(0)
	_ = l.file.Close()
}

// holder returns the pid in a file that another process has locked; 0 if there
// is none for half a second. It is there a moment after the lock, and until then
// there may be that of a process which was killed.
func holder(file *os.File) int {
	const tries, pause = 50, 10 * time.Millisecond
	for range tries {
		var text [32]byte
		n, _ := file.ReadAt(text[:], 0)
		pid, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
		if err == nil && alive(pid) {
			return pid
		}
		time.Sleep(pause)
	}
	return 0
}
