package commands_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// chatty writes its process number, and then hangs.
var chatty = register("chatty", func([]string) {
	fmt.Printf("%d\n", os.Getpid())
	forever()
})

// alive reports whether there is a process of that number that has not exited.
func alive(t *testing.T, pid string) bool {
	t.Helper()
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return state[0] != 'Z'
}

// requireDead fails the test unless a process has gone, or goes.
func requireDead(t *testing.T, pid string) {
	t.Helper()
	if n, err := strconv.Atoi(strings.TrimSpace(pid)); err != nil || n <= 1 {
		t.Fatalf("%q is not a process", pid)
	}
	eventually(t, "process "+pid+" is dead", func() bool { return !alive(t, strings.TrimSpace(pid)) })
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  short: { run: "+chatty.argv()+", timeoutMs: 1000 }\n"+
		"  long: { run: "+chatty.argv()+" }\n")
	tests := []struct {
		name, command string
		options       commands.Options
		want          string
	}{
		{"of the spec", "short", commands.Options{}, `command "short": timed out after 1s`},
		{"of the call", "long", commands.Options{Timeout: 1500 * time.Millisecond},
			`command "long": timed out after 1.5s`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			res, err := r.Exec(t.Context(), test.command, nil, test.options)
			e, ok := errors.AsType[*commands.Error](err)
			if !ok || e.Code != commands.CodeTimeout || e.Error() != test.want || e.Result != res {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Error("not a context.DeadlineExceeded")
			}
			if !res.TimedOut || res.Cancelled || res.Signal != "SIGKILL" || res.Code != -1 {
				t.Errorf("result %+v", res)
			}
			requireDead(t, res.Stdout) // and so it was kept
		})
	}
}

func TestNoTimeout(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  say: { run: "+slow.argv("100ms")+", timeoutMs: 1 }\n")
	got, err := r.Run(t.Context(), "say", nil, commands.Options{Timeout: -1})
	if got != "late" || err != nil {
		t.Errorf("Run = %v, %v", got, err)
	}
}

// slow takes the time it is told and then says so.
var slow = register("slow", func(args []string) {
	d, _ := time.ParseDuration(args[0])
	time.Sleep(d)
	fmt.Println("late")
})

func TestSlowCommandIsCaptured(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  slow: { run: "+slow.argv("200ms")+" }\n") // long enough to leave the thread
	if got, err := r.Run(t.Context(), "slow", nil, commands.Options{}); got != "late" || err != nil {
		t.Errorf("Run = %v, %v", got, err)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+chatty.argv()+" }\n")
	cause := errors.New("the user pressed Ctrl-C")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		poll(10*time.Second, func() bool { return r.List()[0].Running })
		cancel(cause)
	}()
	res, err := r.Exec(ctx, "x", nil, commands.Options{})
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != commands.CodeCancelled || !errors.Is(err, cause) {
		t.Fatalf("got %v, want %s because of %v", err, commands.CodeCancelled, cause)
	}
	if want := `command "x": cancelled: the user pressed Ctrl-C`; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if res == nil || res != e.Result || !res.Cancelled || res.TimedOut || res.Signal != "SIGKILL" {
		t.Errorf("result %+v", res)
	}
}

func TestCancelledBeforeStart(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+chatty.argv()+" }\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	res, err := r.Exec(ctx, "x", nil, commands.Options{})
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != commands.CodeCancelled || res != nil || e.Result != nil ||
		!errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", res, err)
	}
}

// deaf ignores every signal that can be, says so and hangs.
var deaf = register("deaf", func([]string) {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	fmt.Println(os.Getpid())
	forever()
})

func TestTimeoutKillsTheDeaf(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+deaf.argv()+", timeoutMs: 200 }\n")
	res, err := r.Exec(t.Context(), "x", nil, commands.Options{})
	if !errors.Is(err, context.DeadlineExceeded) || res.Signal != "SIGKILL" {
		t.Errorf("got %+v, %v", res, err)
	}
}

// orphan starts a program that inherits its streams, writes the number of its
// process and leaves it behind.
var orphan = register("orphan", func(args []string) {
	exe, _ := os.Executable()
	cmd := exec.Command(exe, append([]string{"-program"}, args...)...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(cmd.Process.Pid)
})

func TestOrphanHoldsPipe(t *testing.T) {
	t.Parallel()
	for _, behind := range []*program{hang, deaf, flood} {
		t.Run(behind.name, func(t *testing.T) {
			t.Parallel()
			behind.used.Store(true)
			r := newRunner(t, "  x: { run: "+orphan.argv(behind.name)+", maxOutputBytes: -1 }\n")
			res, err := r.Exec(t.Context(), "x", nil, commands.Options{Timeout: time.Minute})
			if err != nil || res.Code != 0 {
				t.Fatalf("got %+v, %v", res, err)
			}
			if behind != flood { // whose output hides the number
				requireDead(t, strings.Fields(res.Stdout)[0])
			}
		})
	}
}

func TestTimeoutKillsTheGroup(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+nest.argv()+", timeoutMs: 1500 }\n")
	res, err := r.Exec(t.Context(), "x", nil, commands.Options{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	pids := strings.Fields(res.Stdout)
	if len(pids) != 2 {
		t.Fatalf("stdout is %q, want two processes", res.Stdout)
	}
	for _, pid := range pids {
		requireDead(t, pid)
	}
}

// nest starts a chatty program and is one itself.
var nest = register("nest", func([]string) {
	orphan.main([]string{"chatty"})
	forever()
})
