package main

// Whatever a command does to get away, nothing of it is left when the run has
// ended, however it ends. This is the suite of package commands, through the
// command line. To run it fifty times over:
//
//	go test -run TestNothingIsLeft -count 50 -timeout 30m ./cmd/holdfast

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/internal/escape"
)

// escaper is what the commands of these runs execute.
var escaper = register("escaper", escape.Main)

// goneWithin is how long a process may be there after a run was killed. One that
// ends by itself has no time at all.
const goneWithin = 2 * time.Second

// An ending is a way for a run to end.
type ending struct {
	name   string
	script string   // what the script does once all have arrived; "": it waits
	flags  []string // of holdfast run
	status int      // -1: killed
	end    func(*awayRun)
}

// endings are all of them. A run that is ended from outside is waiting then.
var endings = []ending{
	{name: "over", script: `return "over"`},
	{name: "error", script: `throw new Error("as asked")`, status: statusFailed},
	{name: "timeout", flags: []string{"--timeout", "4s"}, status: statusTimeout},
	{name: "SIGINT", status: 130, end: func(r *awayRun) { r.signal(syscall.SIGINT) }},
	{name: "SIGTERM", status: 143, end: func(r *awayRun) { r.signal(syscall.SIGTERM) }},
	{name: "SIGHUP", status: 129, end: func(r *awayRun) { r.signal(syscall.SIGHUP) }},
	{name: "SIGKILL of the host", status: -1, end: func(r *awayRun) { r.signal(syscall.SIGKILL) }},
	{name: "SIGKILL of the guardian", status: statusFailed,
		end: func(r *awayRun) { _ = syscall.Kill(r.guardian, syscall.SIGKILL) }},
	{name: "closed stdout", status: 141, end: func(r *awayRun) { _ = r.stdout.Close() },
		script: `for (;;) { console.log("anybody?"); await new Promise((done) => setTimeout(done, 1)); }`},
}

// awaySpec declares what runs, with the command line of a way to escape.
const awaySpec = `
defaults: { env: { pass: [GORACE] } }
commands:
  guardian: echo $PPID
  arrived: { run: [head, -c, "1", arrived], timeoutMs: -1 }
  run: { run: %[1]s, timeoutMs: -1 }
  start: { run: %[1]s, persistent: true }
`

// awayScript starts every way in its arguments, by commands.run or
// commands.start, tells who the guardian is, and waits for all to have arrived.
const awayScript = `
const [how, ...ways] = args;
for (const way of ways) {
	const started = commands[how](how, { way }, how === "start" ? { as: way } : {});
	how === "start" ? await started : started.catch(console.error);
}
console.log(await commands.run("guardian"));
await commands.run("arrived");
`

func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	program := copyOfTests(t)
	users := []string{"this user"}
	if os.Getuid() == 0 {
		users = append(users, "nobody")
	}
	for _, e := range endings {
		for _, how := range []string{"run", "start"} {
			if how == "run" && e.name == "over" {
				continue // a run is not over while it awaits a command
			}
			for _, user := range users {
				t.Run(strings.Join([]string{e.name, how, user}, "/"), func(t *testing.T) {
					t.Parallel()
					endAway(t, e, how, newAwayRun(t, program, user))
				})
			}
		}
	}
}

// endAway starts every escape in a run, ends that, and looks for what is left.
func endAway(t *testing.T, e ending, how string, r *awayRun) {
	ways := escape.Ways()
	if e.name == "SIGKILL of the guardian" {
		ways = escape.Marked() // as nobody there is no control group for the others
	}
	lines := escape.Lifelines(t, r.dir, ways)
	r.start(e, how, ways)
	for _, l := range lines {
		l.Arrived(t)
	}
	fifo := r.awaitScript()
	if e.script != "" {
		_, _ = fifo.WriteString("\n")
	}
	if e.end != nil {
		e.end(r)
	}
	if status := r.wait(); status != e.status {
		t.Errorf("exit status %d, want %d", status, e.status)
	}
	if e.status >= 0 {
		for _, l := range lines {
			l.GoneNow(t)
		}
	}
	deadline := time.Now().Add(goneWithin)
	for _, l := range lines {
		l.Gone(t, deadline)
	}
	if !gone(r.guardian, deadline) {
		t.Errorf("the guardian, process %d, is alive", r.guardian)
	}
}

// gone waits until a process has ended, reaped or not.
func gone(pid int, deadline time.Time) bool {
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for time.Now().Before(deadline) {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if len(line) == 0 {
			return true
		}
		<-again.C
	}
	return false
}

// An awayRun is a run of awayScript by holdfast, in a folder of its own.
type awayRun struct {
	t        *testing.T
	dir      string
	cmd      *exec.Cmd
	stdout   io.ReadCloser
	stderr   strings.Builder
	guardian int
}

// runTime is more than a run takes: then it hangs, and is killed.
const runTime = time.Minute

// newAwayRun prepares a run by program, which is a copy of this one.
func newAwayRun(t *testing.T, program, user string) *awayRun {
	t.Helper()
	r := &awayRun{t: t, dir: escape.OpenDir(t)}
	argv := fmt.Sprintf("[%s, %s, %s, '${way}', '${way}']", program, programFlag, escaper)
	r.write("holdfast.yaml", fmt.Sprintf(awaySpec, argv))
	if out, err := exec.Command("mkfifo", "-m", "644", filepath.Join(r.dir, "arrived")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), runTime)
	t.Cleanup(cancel)
	r.cmd = exec.CommandContext(ctx, program, "run")
	r.cmd.Dir = r.dir
	r.cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "XDG_STATE_HOME="+r.dir)
	r.cmd.Stderr = &r.stderr
	if user == "nobody" {
		r.cmd.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: 65534, Gid: 65534},
		}
	}
	return r
}

func (r *awayRun) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// start starts the run and learns who the guardian is.
func (r *awayRun) start(e ending, how string, ways []string) {
	r.t.Helper()
	r.write("away.js", awayScript+e.script)
	r.cmd.Args = slices.Concat(r.cmd.Args, e.flags, []string{"away.js", how}, ways)
	var err error
	if r.stdout, err = r.cmd.StdoutPipe(); err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		if status := r.wait(); r.t.Failed() {
			r.t.Logf("exit status %d, stderr:\n%s", status, &r.stderr)
		}
	})
	line, err := bufio.NewReader(r.stdout).ReadString('\n')
	if err == nil {
		r.guardian, err = strconv.Atoi(strings.TrimSpace(line))
	}
	if err != nil {
		r.t.Fatalf("%q, %v", line, err)
	}
}

// awaitScript waits until the script waits for all to have arrived. It goes on
// when something is written to the file.
func (r *awayRun) awaitScript() *os.File {
	r.t.Helper()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(runTime); time.Now().Before(end); <-again.C {
		const unlessRead = os.O_WRONLY | syscall.O_NONBLOCK
		fifo, err := os.OpenFile(filepath.Join(r.dir, "arrived"), unlessRead, 0)
		if err == nil {
			r.t.Cleanup(func() { _ = fifo.Close() })
			return fifo
		}
		if !errors.Is(err, syscall.ENXIO) {
			r.t.Fatal(err)
		}
	}
	r.t.Fatal("the script does not wait")
	return nil
}

func (r *awayRun) signal(sig syscall.Signal) { _ = r.cmd.Process.Signal(sig) }

// wait returns the exit status of the run, -1 for one that was killed.
func (r *awayRun) wait() int {
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode()
}

// copyOfTests copies this program, as holdfast, to where every user may execute
// it.
func copyOfTests(t *testing.T) string {
	t.Helper()
	path := filepath.Join(escape.OpenDir(t), "holdfast")
	escape.CopyTests(t, path)
	return path
}
