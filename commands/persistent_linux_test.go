package commands_test

// What persistent commands cost the program around them, and what takes the
// signals of a system to show.

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// idlers starts sixteen commands that do nothing, says how many goroutines and
// threads each takes after a while, and which files are left open at the end.
var idlers = register("idlers", func(args []string) {
	r := newRunner(embedded{dir: args[0]}, persistent("dev", "[sleep, '3600']", "")+"  ok: [/bin/true]\n")
	startMany := func() {
		for i := range 16 {
			as := commands.StartOptions{As: fmt.Sprint(i)}
			if _, err := r.Start(context.Background(), "dev", nil, as); err != nil {
				fmt.Println(err)
			}
		}
	}
	before := runtime.NumGoroutine()
	startMany() // whatever is opened once is open from here on
	stopMany(r)
	files := listing()
	startMany()
	goroutines := func() int { return runtime.NumGoroutine() - before }
	poll(5*time.Second, func() bool { return polling() == 0 && goroutines() == 16 })
	fmt.Println(goroutines(), "goroutines", polling(), "threads")
	stopMany(r)
	if after := listing(); after != files {
		fmt.Printf("before:\n%s\nafter:\n%s\n", files, after)
	}
	_, _ = r.Close(context.Background())
})

func stopMany(r *commands.Runner) {
	for _, s := range r.Processes() {
		if _, err := r.Stop(context.Background(), s.Name, commands.StopOptions{}); err != nil {
			fmt.Println(err)
		}
	}
}

// polling returns how many threads of this process are in poll(2) or ppoll(2).
func polling() (n int) {
	numbers := map[string]string{"amd64": "7 ", "arm64": "73 "}
	files, _ := filepath.Glob("/proc/self/task/*/syscall")
	for _, file := range files {
		call, _ := os.ReadFile(file) // a thread that has gone is fine
		if strings.HasPrefix(string(call), numbers[runtime.GOARCH]) {
			n++
		}
	}
	return n
}

func TestIdleCommandsTakeNoThread(t *testing.T) {
	t.Parallel()
	if _, err := os.ReadFile("/proc/self/syscall"); err != nil {
		t.Skip("this kernel does not tell what a thread does: ", err)
	}
	const want = "17 goroutines 0 threads\n" // one a command, and the guardian's
	if got := embed(t, idlers, t.TempDir()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// A stopped process cannot hear SIGTERM, but is to end by it.
func TestStopOfAStoppedProcess(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("0"), "ready: { log: ready }, stop: { graceMs: 60000 }"))
	pid := start(t, r, "dev").PID
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if s := stop(t, r, "dev", commands.StopOptions{}); s.ExitCode != 7 {
		t.Errorf("got %+v", s)
	}
}

// oblivious ignores SIGCHLD, so that the system reaps its children, and says how
// persistent commands end.
var oblivious = register("oblivious", func(args []string) {
	signal.Ignore(syscall.SIGCHLD)
	r := newRunner(embedded{dir: args[0]}, persistent("dev", "'sleep 0.1'", "restart: { on: always, max: 1, backoffMs: 10 }")+
		persistent("stopped", "[sleep, '3600']", "")+persistent("early", "'exit 1'", "ready: { log: up }"))
	ctx := context.Background()
	_, _ = r.Start(ctx, "dev", nil, commands.StartOptions{})
	_, _ = r.Start(ctx, "stopped", nil, commands.StartOptions{})
	s, err := r.Wait(ctx, "dev", commands.WaitOptions{For: "exit"})
	fmt.Println(s.State, s.ExitCode, s.Reason, err)
	s, err = r.Stop(ctx, "stopped", commands.StopOptions{})
	fmt.Println(s.State, s.Running, err)
	_, err = r.Start(ctx, "early", nil, commands.StartOptions{})
	fmt.Println(err)
	_, _ = r.Close(ctx)
})

// Commands are the guardian's children: what the embedder ignores is no matter.
func TestPersistentInAnEmbedderThatIgnoresSIGCHLD(t *testing.T) {
	t.Parallel()
	want := "failed 0 given up, for restart.max is 1: exit status 0 <nil>\n" +
		"stopped false <nil>\n" +
		"command \"early\": exited before it was ready: exit status 1\n"
	if got := embed(t, oblivious, t.TempDir()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
