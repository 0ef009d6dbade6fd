package commands_test

// Whatever a command does to get away, nothing of it is left when its session
// has ended, however it ends.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// goneWithin is how long after a session's end a process may still be there.
const goneWithin = 2 * time.Second

// A lifeline is the reader's end of what an escape's processes hold.
type lifeline struct {
	name string
	path string
	file *os.File
}

// newLifelines makes one for each escape.
func newLifelines(t *testing.T, dir string) (lines []lifeline) {
	t.Helper()
	for name := range escapes {
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
		line := lifeline{name, path, os.NewFile(uintptr(fd), path)}
		t.Cleanup(func() { line.file.Close() })
		lines = append(lines, line)
	}
	return lines
}

// arrived waits until all processes of the escape are where they want to be.
func (l lifeline) arrived(t *testing.T) {
	t.Helper()
	left := make([]byte, escapes[l.name].processes)
	for end := time.Now().Add(10 * time.Second); len(left) > 0; {
		_ = l.file.SetReadDeadline(end)
		n, err := l.file.Read(left)
		left = left[n:]
		if err == io.EOF && time.Now().Before(end) { // nobody has opened it yet
			poll(2*time.Millisecond, func() bool { return false })
		} else if err != nil {
			t.Fatalf("%s: %d processes have not arrived: %v", l.name, len(left), err)
		}
	}
}

// gone fails the test if the lifeline is held after the deadline.
func (l lifeline) gone(t *testing.T, deadline time.Time) {
	t.Helper()
	_ = l.file.SetReadDeadline(deadline)
	if n, err := l.file.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("%s: alive %v after the end: %d, %v", l.name, goneWithin, n, err)
	}
}

// escaping is the declaration of x, which escapes.
func escaping() string {
	return "  x: { run: " + escaper.argv("${name}", "${lifeline}") + ", timeoutMs: -1 }\n"
}

// escapeAll makes all escapes at once. It returns without waiting for them.
func escapeAll(r *commands.Runner, dir string) {
	for name := range escapes {
		values := map[string]any{"name": name, "lifeline": filepath.Join(dir, name)}
		go func() { _, _ = r.Exec(context.Background(), "x", values, commands.Options{}) }()
	}
}

func TestCloseEndsEveryEscape(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lines := newLifelines(t, dir)
	r := newRunner(t, escaping())
	escapeAll(r, dir)
	for _, l := range lines {
		l.arrived(t)
	}
	report, err := r.Close(t.Context())
	if err != nil {
		t.Errorf("Close: %v", err)
	}
	for _, l := range lines {
		l.goneNow(t)
	}
	left := 0
	for _, k := range report.Killed {
		if k.Signal != "SIGKILL" || (k.Program == "") == (k.Command == "") || k.PID <= 1 {
			t.Errorf("killed %+v", k)
		}
		if k.Program != "" {
			left++
		}
	}
	if left < 110+20 {
		t.Errorf("report has %d processes left behind, want all", left)
	}
}

// Many sessions are closed while commands are being started.
func TestCloseDuringStart(t *testing.T) {
	t.Parallel()
	for i := range 10 {
		dir := t.TempDir()
		lines := newLifelines(t, dir)
		r := newRunner(t, escaping())
		escapeAll(r, dir)
		lines[i%len(lines)].arrived(t) // the others may or may not have
		if _, err := r.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
		for _, l := range lines {
			l.goneNow(t)
		}
	}
}

// goneNow fails the test if the lifeline is held: a proof of emptiness leaves no
// time to go. Who has arrived may be unread.
func (l lifeline) goneNow(t *testing.T) {
	t.Helper()
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
		t.Errorf("%s: alive after the end: %v, %v", l.name, readErr, err)
	}
}

// host is an embedder that lets everything escape and then ends as its second
// argument says once its stdin does, unless it is killed before.
var host = register("host", func(args []string) {
	r := newRunner(embedded{dir: args[0]}, escaping())
	escapeAll(r, args[0])
	var heap []byte
	if args[1] == "heap" {
		heap = make([]byte, 1<<30)
		for i := range heap {
			heap[i] = 1
		}
	}
	fmt.Println("up")
	_, _ = io.Copy(io.Discard, os.Stdin)
	switch args[1] {
	case "close":
		_, err := r.Close(context.Background())
		fmt.Println(err)
	case "panic":
		panic(errors.New("as asked"))
	}
	os.Exit(len(heap) & 1)
})

func TestHostEnds(t *testing.T) {
	t.Parallel()
	users := []string{"same user"}
	if os.Getuid() == 0 {
		users = append(users, "nobody")
	}
	for _, ending := range []string{"close", "exit", "panic", "SIGTERM", "SIGKILL", "heap"} {
		for _, user := range users {
			t.Run(ending+" as "+user, func(t *testing.T) {
				if ending == "heap" && (user == "nobody" || testing.Short()) {
					t.Skip("takes 1 GiB; once is enough")
				}
				hostEnds(t, ending, user)
			})
		}
	}
}

func hostEnds(t *testing.T, ending, user string) {
	dir := openDir(t)
	lines := newLifelines(t, dir)
	cmd, stdin := startHost(t, dir, ending, user)
	for _, l := range lines {
		l.arrived(t)
	}
	switch ending {
	case "SIGTERM":
		_ = cmd.Process.Signal(syscall.SIGTERM)
	case "SIGKILL", "heap":
		_ = cmd.Process.Kill()
	default:
		_ = stdin.Close()
	}
	_ = cmd.Wait()
	deadline := time.Now().Add(goneWithin)
	for _, l := range lines {
		l.gone(t, deadline)
	}
}

// openDir is a temporary folder that every user may use.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "holdfast")
	if err == nil {
		err = os.Chmod(dir, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// startHost starts program host and waits until it is up.
func startHost(t *testing.T, dir, ending, user string) (*exec.Cmd, io.Closer) {
	t.Helper()
	host.used.Store(true)
	cmd := exec.Command(copyOfTests(t, dir), "-program", host.name, dir, ending)
	cmd.Env = slices.Concat(os.Environ(), environ(), []string{"GOTRACEBACK=none", "TMPDIR=" + dir})
	cmd.Dir = dir
	if user == "nobody" {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	up := make([]byte, len("up\n"))
	if _, err := io.ReadFull(stdout, up); err != nil {
		t.Fatalf("host is not up: %v", err)
	}
	return cmd, stdin
}

// copyOfTests copies this program to where every user may execute it.
func copyOfTests(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "tests")
	// Not by this process: a fork of it would hold the file open for writing,
	// and then it cannot be executed.
	out, err := exec.Command("cp", fmt.Sprintf("/proc/%d/exe", os.Getpid()), path).CombinedOutput()
	if err == nil {
		err = os.Chmod(path, 0o755)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// What stays in the group of a one-shot ends with its run.
func TestRunEndsItsGroup(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: 'sleep 3600 & (sleep 3600 & echo $! $$); echo $!' }\n")
	out, err := r.Run(t.Context(), "x", nil, commands.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range strings.Fields(out.(string)) {
		requireDead(t, pid)
	}
}
