package escape

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A Lifeline is the reader's end of what an escape's processes hold.
type Lifeline struct {
	Way  string
	Path string // of the fifo, for Main
	file *os.File
}

// Lifelines makes one for each way, named after it, in a folder. Any user may
// write to them.
func Lifelines(t testing.TB, dir string, ways []string) (lines []Lifeline) {
	t.Helper()
	for _, name := range ways {
		path := filepath.Join(dir, name)
		if err := syscall.Mkfifo(path, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o666); err != nil {
			t.Fatal(err)
		}
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		line := Lifeline{name, path, os.NewFile(uintptr(fd), path)}
		t.Cleanup(func() { _ = line.file.Close() })
		lines = append(lines, line)
	}
	return lines
}

// Arrived waits until all processes of the escape are where they want to be.
func (l Lifeline) Arrived(t testing.TB) {
	t.Helper()
	if left := l.await(time.Now().Add(20 * time.Second)); left > 0 {
		t.Fatalf("%s: %d processes have not arrived", l.Way, left)
	}
}

// await returns how many processes have not arrived by the deadline.
func (l Lifeline) await(deadline time.Time) int {
	left := make([]byte, ways()[l.Way].processes)
	_ = l.file.SetReadDeadline(deadline)
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for len(left) > 0 {
		n, err := l.file.Read(left)
		left = left[n:]
		if err == io.EOF && time.Now().Before(deadline) { // nobody has opened it yet
			<-again.C
		} else if err != nil {
			break
		}
	}
	return len(left)
}

// Gone fails the test if the lifeline is held after the deadline. All must have
// arrived.
func (l Lifeline) Gone(t testing.TB, deadline time.Time) {
	t.Helper()
	_ = l.file.SetReadDeadline(deadline)
	if n, err := l.file.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("%s: alive long after the end: %d, %v", l.Way, n, err)
	}
}

// GoneNow fails the test if the lifeline is held: a proof of emptiness leaves no
// time to go. Who has arrived may be unread.
func (l Lifeline) GoneNow(t testing.TB) {
	t.Helper()
	_ = l.file.SetReadDeadline(time.Time{})
	conn, err := l.file.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	n, readErr := 1, error(nil)
	err = conn.Read(func(fd uintptr) bool {
		for n > 0 && readErr == nil {
			n, readErr = syscall.Read(int(fd), make([]byte, 200))
		}
		return true
	})
	if err != nil || readErr != nil {
		t.Errorf("%s: alive after the end: %v, %v", l.Way, readErr, err)
	}
}
