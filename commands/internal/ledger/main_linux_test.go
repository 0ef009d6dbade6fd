package ledger

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands/internal/cgroup"
	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func TestMain(m *testing.M) {
	programs := proctest.Programs{
		"hang":   func([]string) { fmt.Println("ready"); proctest.Hang() },
		"host":   host,
		"opener": opener,
	}
	if !programs.Main() {
		goleak.VerifyTestMain(m)
	}
}

func TestUnprivileged(t *testing.T) { proctest.Unprivileged(t, nil) }

// host keeps a ledger in the folder named by its argument and starts four
// processes in sessions of their own, whose pids it prints: one that is
// recorded, one that only carries the marker, one that is in the control group
// only (or, without groups, is recorded), and one that nothing tells of.
func host(args []string) {
	l, _, err := Open(context.Background(), args[0])
	check(err)
	m := marker.New()
	s, err := l.Session(m)
	check(err)

	recorded := spawn(nil)
	check(s.Started(recorded))
	marked := spawn(func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, m.Environ("")) })
	var grouped int
	base, err := cgroup.Find()
	var g *cgroup.Group
	if err == nil {
		g, err = base.Create(m.String())
	}
	if err == nil {
		check(s.Group(g.Dir()))
		grouped = spawn(func(cmd *exec.Cmd) {
			cmd.SysProcAttr.UseCgroupFD, cmd.SysProcAttr.CgroupFD = true, g.FD()
		})
	} else {
		grouped = spawn(nil)
		check(s.Started(grouped))
	}
	fmt.Println(recorded, marked, grouped, spawn(nil))
	proctest.Hang()
}

// spawn starts hang in a session of its own and returns its pid once it hangs.
func spawn(adjust func(*exec.Cmd)) int {
	cmd := proctest.Command("hang")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if adjust != nil {
		adjust(cmd)
	}
	stdout, err := cmd.StdoutPipe()
	check(err)
	check(cmd.Start())
	_, err = stdout.Read(make([]byte, len("ready\n")))
	check(err)
	return cmd.Process.Pid
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// opener opens ledgers in a folder, many times, and prints how much it killed, or
// had to say something about.
func opener(args []string) {
	times, err := strconv.Atoi(args[1])
	check(err)
	found := 0
	for range times {
		l, report, err := Open(context.Background(), args[0])
		check(err)
		found += len(report.Killed) + len(report.Skipped)
		check(l.Close())
	}
	fmt.Println(found)
}

// mustOpen opens a ledger that is closed at the end of the test.
func mustOpen(t testing.TB, dir string) (*Ledger, Report) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	l, report, err := Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, report
}

// stateDir returns a folder as Open wants it.
func stateDir(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "state")
}

// plant writes a file that nobody has locked, as a dead host leaves it.
func plant(t *testing.T, dir, text string) string {
	t.Helper()
	file := filepath.Join(dir, filePrefix+"planted"+fileSuffix)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// headerOf returns the first line of a dead host's file.
func headerOf(t *testing.T, change func(*header)) string {
	t.Helper()
	scope, err := procfs.CurrentScope()
	if err != nil {
		t.Fatal(err)
	}
	h := header{Version: version, Scope: scope, Host: procfs.Identity{PID: 1 << 21, Start: 1}}
	if change != nil {
		change(&h)
	}
	line, err := appendLine(nil, h)
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// processLine returns a line that tells of a process.
func processLine(t *testing.T, id procfs.Identity) string {
	t.Helper()
	line, err := appendLine(nil, record{Session: marker.New(), Process: &id})
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// selfName is what the system calls a program that proctest starts.
const selfName = "exe"

// victim starts a process that a sweep might kill.
func victim(t *testing.T) procfs.Identity {
	t.Helper()
	p := proctest.Start(t, proctest.Command("hang"))
	p.Line()
	id, err := procfs.Identify(p.PID())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

// reasons joins what was skipped, to look into.
func reasons(r Report) string {
	var b strings.Builder
	for _, skip := range r.Skipped {
		fmt.Fprintln(&b, skip)
	}
	return b.String()
}
