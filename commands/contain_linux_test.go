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
	"github.com/holdfast-run/holdfast/internal/escape"
)

// goneWithin is how long after a session's end a process may still be there.
const goneWithin = 2 * time.Second

// escaper gets away in the way named by its first argument.
var escaper = register("escaper", escape.Main)

// newLifelines makes one for each way to escape.
func newLifelines(t *testing.T, dir string) []escape.Lifeline {
	t.Helper()
	return escape.Lifelines(t, dir, escape.Ways())
}

// escaping is the declaration of x, which escapes.
func escaping() string {
	return "  x: { run: " + escaper.argv("${name}", "${lifeline}") + ", timeoutMs: -1 }\n"
}

// escapeAll makes all escapes at once. It returns without waiting for them.
func escapeAll(r *commands.Runner, dir string) {
	for _, name := range escape.Ways() {
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
		l.Arrived(t)
	}
	report, err := r.Close(t.Context())
	if err != nil {
		t.Errorf("Close: %v", err)
	}
	for _, l := range lines {
		l.GoneNow(t)
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
		lines[i%len(lines)].Arrived(t) // the others may or may not have
		if _, err := r.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
		for _, l := range lines {
			l.GoneNow(t)
		}
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
	dir := escape.OpenDir(t)
	lines := newLifelines(t, dir)
	cmd, stdin := startHost(t, dir, ending, user)
	for _, l := range lines {
		l.Arrived(t)
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
		l.Gone(t, deadline)
	}
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
	escape.CopyTests(t, path)
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
	for pid := range strings.FieldsSeq(out.(string)) {
		requireDead(t, pid)
	}
}
