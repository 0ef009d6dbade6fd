package ledger

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// contents reads the file of a ledger as a sweep would.
func contents(t *testing.T, l *Ledger) legacy {
	t.Helper()
	file, err := os.Open(l.dir.file(l.name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	got, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRecords(t *testing.T) {
	t.Parallel()
	dir := stateDir(t)
	l, _ := mustOpen(t, dir)
	m, guardian, process := marker.New(), victim(t), victim(t)
	s, err := l.Session(m)
	err = errors.Join(err, s.Guardian(guardian.PID), s.Group("/group"), s.Started(process.PID))
	if err != nil {
		t.Fatal(err)
	}
	got := contents(t, l)
	if got.Host != l.header.Host || got.Scope != l.header.Scope || !got.markers[m] ||
		!got.guardians[guardian] || !got.groups["/group"] || !got.processes[process] {
		t.Errorf("the file says %+v", got)
	}
	for path, want := range map[string]fs.FileMode{dir: 0o700, l.dir.file(l.name): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	if err := s.Started(1 << 30); err != nil {
		t.Errorf("recording a process that has ended: %v", err)
	}
	file := l.dir.file(l.name)
	s.Close()
	if err := errors.Join(l.Close(), l.Close()); err != nil || exists(file) {
		t.Errorf("Close twice: %v; the file is there: %v", err, exists(file))
	}
	if err := s.Started(process.PID); !errors.Is(err, os.ErrClosed) {
		t.Errorf("recording after Close: %v, want os.ErrClosed", err)
	}
}

// A session that is not closed has survivors: its file stays.
func TestCloseWithSurvivors(t *testing.T) {
	t.Parallel()
	dir := stateDir(t)
	l, _ := mustOpen(t, dir)
	id := victim(t)
	s, err := l.Session(marker.New())
	if err := errors.Join(err, s.Started(id.PID), l.Close()); err != nil {
		t.Fatal(err)
	}
	if _, report := mustOpen(t, dir); len(report.Killed) != 1 || report.Killed[0].Identity != id {
		t.Errorf("the next host killed %v, want %v", report.Killed, id)
	}
}

// A file does not grow with the commands that have ended, and never loses one
// that has not.
func TestRewrite(t *testing.T) {
	t.Parallel()
	l, _ := mustOpen(t, stateDir(t))
	m := marker.New()
	s, err := l.Session(m)
	if err != nil {
		t.Fatal(err)
	}
	stays, ends := victim(t), victim(t)
	if err := s.Started(stays.PID); err != nil {
		t.Fatal(err)
	}
	first := l.name
	for l.name == first {
		if err := s.Started(ends.PID); err != nil {
			t.Fatal(err)
		}
		s.Ended(ends.PID)
		if l.size > 2*rewriteBytes {
			t.Fatalf("the file has %d bytes", l.size)
		}
	}
	if got := contents(t, l); !got.processes[stays] || len(got.processes) > 2 || !got.markers[m] {
		t.Errorf("the new file says %+v", got)
	}
	if exists(l.dir.file(first)) || l.size > 4096 {
		t.Errorf("the old file is there: %v; the new one has %d bytes", exists(l.dir.file(first)), l.size)
	}
	s.Close()
}

// A line that was not written whole does not spoil the next one.
func TestTornLine(t *testing.T) {
	t.Parallel()
	l, _ := mustOpen(t, stateDir(t))
	s, err := l.Session(marker.New())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.file.WriteString(`{"session":"0011`); err != nil {
		t.Fatal(err)
	}
	l.torn = true
	id := victim(t)
	if err := s.Started(id.PID); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, l); !got.processes[id] {
		t.Errorf("the file says %+v", got)
	}
	s.Close()
}

func TestUnusableFolder(t *testing.T) {
	t.Parallel()
	shared := filepath.Join(t.TempDir(), "shared")
	file := filepath.Join(t.TempDir(), "file")
	for _, err := range []error{
		os.Mkdir(shared, 0o700), os.Chmod(shared, 0o777), os.WriteFile(file, nil, 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, dir, want string }{
		{"written by all", shared, "can be written by others"},
		{"a file", file, "not a directory"},
		{"below a file", filepath.Join(file, "x"), "not a directory"},
		{"read only", "/proc/state", "no such file"},
		{"another user's", othersFolder(t), "belongs to user"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l, _, err := Open(context.Background(), test.dir)
			if l != nil || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Open = %v, %v, want %q", l, err, test.want)
			}
		})
	}
}

// othersFolder returns a folder of a user other than this process's.
func othersFolder(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		return "/"
	}
	dir := t.TempDir()
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The methods of no ledger do nothing.
func TestNilLedger(t *testing.T) {
	t.Parallel()
	var l *Ledger
	s, err := l.Session(marker.New())
	s.Ended(1)
	s.Close()
	err = errors.Join(err, s.Guardian(1), s.Group("x"), s.Started(1), l.Close())
	if err != nil || s != nil {
		t.Errorf("%v, %v", s, err)
	}
}

// TestLedgerHammer uses one ledger from many goroutines, through rewrites.
func TestLedgerHammer(t *testing.T) {
	t.Parallel()
	l, _ := mustOpen(t, stateDir(t))
	self, err := procfs.Self()
	if err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	l.rewriteAt = 1024
	l.mu.Unlock()
	var sessions sync.WaitGroup
	for range 8 {
		sessions.Go(func() {
			s, err := l.Session(marker.New())
			for range 100 {
				err = errors.Join(err, s.Started(self.PID))
				s.Ended(self.PID)
			}
			if s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	sessions.Wait()
	if got := contents(t, l); got.Host != self {
		t.Errorf("the file is of %v", got.Host)
	}
}
