package guardian

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

func TestMain(m *testing.M) {
	if Child() {
		return
	}
	goleak.VerifyTestMain(m)
}

func newGuardian(t *testing.T) *Guardian {
	t.Helper()
	g, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = g.Close(t.Context()) })
	return g
}

// spawn starts a line of sh without streams.
func spawn(t *testing.T, g *Guardian, line string) *Ward {
	t.Helper()
	return spawnCommand(t, g, Command{Path: "/bin/sh", Argv: []string{"sh", "-c", line}, Dir: "/"})
}

func spawnCommand(t *testing.T, g *Guardian, c Command) *Ward {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	fd := int(null.Fd())
	w, err := g.Spawn(c, [3]int{fd, fd, fd}, never)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func never() bool { return false }

// Every way to end must be told as wait4 would.
func TestStatus(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	for line, want := range map[string]unix.WaitStatus{
		"exit 0":                                0,
		"exit 255":                              255 << 8,
		"kill -TERM $$":                         unix.WaitStatus(unix.SIGTERM),
		"ulimit -c 0; kill -ABRT $$":            unix.WaitStatus(unix.SIGABRT),
		"(kill -STOP $$; kill -KILL $$) & wait": unix.WaitStatus(unix.SIGKILL),
		"sleep 0.1; trap 'exit 3' EXIT; :":      3 << 8,
	} {
		if status, err := spawn(t, g, line).Reap(); status != want || err != nil {
			t.Errorf("%s: got %#x, %v, want %#x", line, status, err, want)
		}
	}
}

// The start of a brief command is told with its end, or soon.
func TestBrief(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	short := Command{Path: "/bin/sh", Argv: []string{"sh", "-c", "exit 3"}, Dir: "/", Brief: true}
	long := Command{Path: "/bin/sleep", Argv: []string{"sleep", "3600"}, Dir: "/", Brief: true}
	for range 20 {
		lasting := spawnCommand(t, g, long)
		brief := spawnCommand(t, g, short)
		if lasting.Ended() {
			t.Error("a command that lasts has ended")
		}
		if status, err := brief.Reap(); status != 3<<8 || err != nil {
			t.Errorf("exit 3: got %#x, %v", status, err)
		}
		lasting.Signal(unix.SIGTERM)
		if status, err := lasting.Reap(); status.Signal() != unix.SIGTERM || err != nil {
			t.Errorf("SIGTERM: got %#x, %v", status, err)
		}
	}
}

// What a command has left behind is reaped when it ends, even if no command does.
func TestOrphansAreReaped(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	command := Command{Path: "/bin/sh", Dir: "/",
		Argv: []string{"sh", "-c", "(sleep 0.1 & echo $!); exec sleep 3600 >&-"}}
	fd := int(in.Fd())
	w, err := g.Spawn(command, [3]int{fd, fd, fd}, never)
	_ = in.Close()
	if err != nil {
		t.Fatal(err)
	}
	var orphan int
	if _, err := fmt.Fscan(out, &orphan); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); unix.Kill(orphan, 0) == nil; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("it is still there")
		}
	}
	if w.hasAnswer() {
		t.Error("the command has ended, too")
	}
}

// What a kernel before 6.9 takes: the guardian signals the group.
func TestAskSignal(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	bystander, w := spawn(t, g, "exec sleep 3600"), spawn(t, g, "sleep 3600")
	if err := w.askSignal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, err := w.Reap(); status.Signal() != unix.SIGTERM || err != nil {
		t.Errorf("got %#x, %v", status, err)
	}
	if bystander.hasAnswer() {
		t.Error("another command ended too")
	}
	w.Signal(unix.SIGTERM) // does nothing any more
}

func TestAfterTheEnd(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	w := spawn(t, g, "exec sleep 3600")
	report, err := g.Close(t.Context())
	if err != nil || len(report.Killed) != 1 || len(report.Survivors) != 0 ||
		report.Killed[0].PID != w.PID() || !report.Killed[0].Leader || report.Killed[0].Status != 9 {
		t.Errorf("Close = %+v, %v", report, err)
	}
	if status, err := w.Reap(); status.Signal() != unix.SIGKILL || err != nil {
		t.Errorf("Reap = %#x, %v", status, err)
	}
	if _, err := g.Spawn(Command{Path: "/bin/true", Dir: "/"}, [3]int{0, 1, 2}, never); err != ErrGone {
		t.Errorf("Spawn: %v", err)
	}
	if err := g.Adopt(os.Getpid(), 0, never); err != ErrGone {
		t.Errorf("Adopt: %v", err)
	}
	if g.Watch(func(*Guardian) {}) {
		t.Error("Watch is true")
	}
	if g.Killed() {
		t.Error("a guardian that was closed says it was killed")
	}
}

// A command that was asked for and not taken when the guardian was killed can be
// asked of another one; one that was taken cannot.
func TestNeverTook(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	taken := spawn(t, g, "exec sleep 3600")
	if err := syscall.Kill(g.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	errs := make(chan error)
	go func() {
		_, err := g.Spawn(Command{Path: "/bin/true", Dir: "/"}, [3]int{0, 1, 2}, never)
		errs <- err
	}()
	for asked := uint64(0); asked < 2; runtime.Gosched() {
		g.asking.Lock()
		asked = g.asked
		g.asking.Unlock()
	}
	if err := syscall.Kill(g.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-errs; err != ErrGone {
		t.Errorf("not taken: %v", err)
	}
	if _, err := taken.Reap(); err != ErrLost {
		t.Errorf("taken: %v", err)
	}
	if g.neverTook(taken.id) {
		t.Error("what was started counts as not taken")
	}
}

// Requests for which there is no room are given up as those that are not answered.
func TestSpawnGivesUp(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	if err := unix.SetsockoptInt(g.control, unix.SOL_SOCKET, unix.SO_SNDBUF, 1); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := syscall.Kill(g.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for stopped := false; !stopped; runtime.Gosched() {
		stat, err := procfs.ReadStat(g.PID())
		if err != nil {
			t.Fatal(err)
		}
		stopped = stat.State == 'T'
	}
	const count = 20
	var calls sync.WaitGroup
	for range count {
		calls.Go(func() {
			c := Command{Path: "/bin/touch", Argv: []string{"touch", "file"}, Dir: dir}
			_, err := g.Spawn(c, [3]int{0, 1, 2}, func() bool { return true })
			if !errors.Is(err, ErrSilent) {
				t.Errorf("got %v", err)
			}
		})
	}
	calls.Wait()
	if g.asked == 0 || g.asked == count {
		t.Fatalf("there was room for %d requests of %d", g.asked, count)
	}
	if err := syscall.Kill(g.PID(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if status, err := spawn(t, g, "exit 3").Reap(); err != nil || status.ExitStatus() != 3 {
		t.Errorf("the next: %v, %v", status, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err == nil {
		t.Error("what was given up has run")
	}
}

func TestRole(t *testing.T) {
	t.Parallel()
	if _, _, ok := role(); ok {
		t.Error("a test is a guardian")
	}
}

func TestKilledGuardian(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	w := spawn(t, g, "exec sleep 3600")
	if err := syscall.Kill(g.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-g.Ended():
	case <-time.After(10 * time.Second):
		t.Fatal("its end is not noticed")
	}
	if !g.Killed() {
		t.Error("Killed is false")
	}
	if _, err := w.Reap(); err != ErrLost {
		t.Errorf("Reap: %v", err)
	}
	if _, err := g.Close(t.Context()); err != ErrLost {
		t.Errorf("Close: %v", err)
	}
}

// A guardian that was asked for nothing has nothing to end: Close does not wait for it
// to say so, which one that is stopped would not.
func TestCloseOfAnUnusedGuardian(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	if err := syscall.Kill(g.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if r, err := g.Close(t.Context()); err != nil || len(r.Killed)+len(r.Survivors) > 0 {
		t.Errorf("Close: %+v, %v", r, err)
	}
}

// A guardian that is stopped, and has been asked for so much that there is no room
// for more, is killed by Close too; and whoever waits for room is told.
func TestCloseOfAFullGuardian(t *testing.T) {
	t.Parallel()
	g := newGuardian(t)
	w := spawn(t, g, "exec sleep 3600")
	if err := syscall.Kill(g.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	r := request{kind: askSignal, body: make([]byte, bodyBytes)}
	for g.askWithin(0, r) != unix.EAGAIN {
	}
	waiting := make(chan error)
	go func() { waiting <- g.ask(r) }()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := g.Close(ctx); err != ErrLost {
		t.Errorf("Close: %v", err)
	}
	select {
	case <-g.Ended():
	case <-time.After(10 * time.Second):
		t.Fatal("it lives on")
	}
	if err := <-waiting; err != ErrGone {
		t.Errorf("who waited for room: %v", err)
	}
	if _, err := w.Reap(); err != ErrLost {
		t.Errorf("Reap: %v", err)
	}
}
