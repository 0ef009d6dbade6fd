package commands_test

// What the program around a Runner is, and stays.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/holdfast-run/holdfast/commands"
)

// embed runs a program of this test binary in a process of its own, as the
// embedder, and returns what it writes.
func embed(t *testing.T, p *program, args ...string) string {
	t.Helper()
	p.used.Store(true)
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-program", p.name}, args...)...)
	cmd.Env = append(os.Environ(), environ()...)
	cmd.WaitDelay = time.Second
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s%s", p.name, err, out, stderr.String())
	}
	return string(out)
}

// embedded is the testing.TB of a Runner in an embedder, where nothing fails
// but by panic.
type embedded struct {
	testing.TB
	dir string
}

func (e embedded) Helper()                  {}
func (e embedded) Cleanup(func())           {}
func (e embedded) TempDir() string          { return e.dir }
func (e embedded) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }
func (e embedded) Context() context.Context { return context.Background() }

// openings opens a Runner, has commands run and fail in every way, closes it,
// and says which files it left open.
var openings = register("openings", func(args []string) {
	debug.SetGCPercent(-1) // or finalizers close what was forgotten
	var before string
	for range 2 { // whatever is opened once is open after the first
		before = listing()
		r := newRunner(embedded{dir: args[0]}, ways)
		for range 10 {
			everyWay(r)
		}
		_, _ = r.Close(context.Background())
	}
	if after := listing(); after != before {
		fmt.Printf("before:\n%s\nafter:\n%s\n", before, after)
	}
})

func listing() string {
	names, _ := filepath.Glob("/proc/self/fd/*")
	var b strings.Builder
	for _, name := range names {
		if target, err := os.Readlink(name); err == nil {
			fmt.Fprintln(&b, name, target)
		}
	}
	return b.String()
}

func TestNoFileIsLeftOpen(t *testing.T) {
	t.Parallel()
	if diff := embed(t, openings, t.TempDir()); diff != "" {
		t.Error(diff)
	}
}

// enoughFiles is more descriptors than a command takes.
const enoughFiles = 20

// starved has no descriptors for a command, or too few, and says what happens.
var starved = register("starved", func(args []string) {
	r := newRunner(embedded{dir: args[0]}, "  ok: [/bin/true]\n")
	_, _ = r.Exec(context.Background(), "ok", nil, commands.Options{})
	before := listing()
	var own syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &own); err != nil {
		panic(err)
	}
	next, err := syscall.Dup(0) // the lowest that is free
	if err != nil {
		panic(err)
	}
	_ = syscall.Close(next)
	for spare := range enoughFiles {
		limit := syscall.Rlimit{Cur: uint64(next + spare), Max: own.Max}
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			panic(err)
		}
		_, err := r.Exec(context.Background(), "ok", nil, commands.Options{})
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &own)
		fmt.Println(spare, err)
		// There may be less, for a pipe that was kept for the next command.
		if after := listing(); strings.Count(after, "\n") > strings.Count(before, "\n") {
			fmt.Printf("before:\n%s\nafter:\n%s\n", before, after)
		}
	}
})

func TestTooFewDescriptors(t *testing.T) {
	t.Parallel()
	out := strings.Split(strings.TrimSpace(embed(t, starved, t.TempDir())), "\n")
	if len(out) != enoughFiles {
		t.Fatalf("descriptors are lost:\n%s", strings.Join(out, "\n"))
	}
	if !strings.HasSuffix(out[0], ": pipe2: too many open files") {
		t.Errorf("with none left: %s", out[0])
	}
	if last := out[enoughFiles-1]; !strings.HasSuffix(last, "<nil>") {
		t.Errorf("with enough left: %s", last)
	}
}

// ignorant ignores SIGCHLD, so that the system reaps its children, and says how
// its commands end. Args[1] is its Config.Uncontained.
var ignorant = register("ignorant", func(args []string) {
	signal.Ignore(syscall.SIGCHLD)
	cfg := commands.Config{Uncontained: args[1] == "true"}
	r := newRunnerWith(embedded{dir: args[0]}, cfg, "  ok: 'echo out'\n  slow: { run: "+
		`"echo out; exec sleep 3600"`+", timeoutMs: 200 }\n  orphan: 'sleep 3600 & echo $!'\n")
	for _, name := range []string{"ok", "slow", "orphan"} {
		res, err := r.Exec(context.Background(), name, nil, commands.Options{})
		fmt.Printf("%d %q %v\n", res.Code, strings.TrimSpace(res.Stdout), err)
	}
	report, err := r.Close(context.Background())
	fmt.Println(len(report.Killed), err)
})

func TestEmbedderIgnoresSIGCHLD(t *testing.T) {
	t.Parallel()
	const lost = "exit status lost: this program ignores SIGCHLD, or waits for any child"
	tests := []struct {
		uncontained string
		want        []string // of orphan, what follows its number
	}{
		{"false", []string{`0 "out" <nil>`, `-1 "out" command "slow": timed out after 200ms`,
			"<nil>", "0 <nil>"}},
		{"true", []string{`-1 "out" command "ok": ` + lost,
			`-1 "out" command "slow": timed out after 200ms`, `command "orphan": ` + lost, "0 <nil>"}},
	}
	for _, test := range tests {
		out := strings.Split(embed(t, ignorant, t.TempDir(), test.uncontained), "\n")
		var code int
		var pid string
		if _, err := fmt.Sscanf(out[2], "%d %q", &code, &pid); err != nil {
			t.Fatalf("got %s", out[2])
		}
		requireDead(t, pid)
		for i, want := range test.want {
			if !strings.HasSuffix(out[i], want) {
				t.Errorf("uncontained %s: got %s\nwant %s", test.uncontained, out[i], want)
			}
		}
	}
}

// unchanged compares what its process is before and after a Runner's life,
// during which it has children of its own and waits for any of them.
var unchanged = register("unchanged", func(args []string) {
	before := self()
	waited := make(chan int)
	stop := make(chan struct{})
	go waitForAny(waited, stop)
	r := newRunner(embedded{dir: args[0]}, ways)
	everyWay(r)
	for range 20 {
		// Not by os/exec, which would wait for it.
		pid, err := syscall.ForkExec("/bin/true", []string{"true"}, &syscall.ProcAttr{})
		if err != nil {
			panic(err)
		}
		if got := <-waited; got != pid {
			fmt.Println("waited for", got, "instead of", pid)
		}
	}
	if res, err := r.Exec(context.Background(), "ok", nil, commands.Options{}); err != nil || res.Code != 0 {
		fmt.Println("a command:", res, err)
	}
	close(stop)
	_, _ = r.Close(context.Background())
	if after := self(); after != before {
		fmt.Printf("before:\n%s\nafter:\n%s\n", before, after)
	}
})

// waitForAny waits for whatever child ends, as some programs do.
func waitForAny(waited chan<- int, stop <-chan struct{}) {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if err == nil && pid > 0 {
			waited <- pid
			continue
		}
		select {
		case <-stop:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// self describes this process: what a library has no business to change.
func self() string {
	var b strings.Builder
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		switch name, _, _ := strings.Cut(line, ":"); name {
		case "Umask", "Pid", "PPid", "Uid", "Gid", "SigIgn", "SigCgt", "SigBlk", "CapEff",
			"NoNewPrivs", "Seccomp", "NSpgid", "NSsid":
			b.WriteString(line)
		}
	}
	for _, file := range []string{"limits", "cgroup", "oom_score_adj"} {
		content, _ := os.ReadFile("/proc/self/" + file)
		b.Write(content)
	}
	children, _ := filepath.Glob("/proc/self/task/*/children")
	for _, file := range children {
		content, _ := os.ReadFile(file)
		b.Write(content)
	}
	dir, _ := os.Getwd()
	const getChildSubreaper = 37
	var subreaper int32
	_, _, _ = syscall.Syscall(syscall.SYS_PRCTL, getChildSubreaper,
		uintptr(unsafe.Pointer(&subreaper)), 0)
	fmt.Fprintln(&b, dir, subreaper, os.Environ())
	return b.String()
}

func TestEmbedderIsLeftAlone(t *testing.T) {
	t.Parallel()
	if diff := embed(t, unchanged, t.TempDir()); diff != "" {
		t.Error(diff)
	}
}
