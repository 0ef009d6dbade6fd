package commands_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// daemon writes its first argument to stdout, its second to stderr, and waits
// until it is ended.
var daemon = register("daemon", func(args []string) {
	fmt.Fprint(os.Stdout, args[0])
	fmt.Fprint(os.Stderr, args[1])
	forever()
})

// persistent declares a persistent command; more are further keys.
func persistent(name, argv, more string) string {
	if more != "" {
		more = ", " + more
	}
	return "  " + name + ": { run: " + argv + ", persistent: true" + more + " }\n"
}

// start starts a command that must become ready.
func start(t testing.TB, r *commands.Runner, name string) commands.Status {
	t.Helper()
	s, err := r.Start(context.Background(), name, nil, commands.StartOptions{})
	if err != nil {
		t.Fatalf("Start(%q): %v", name, err)
	}
	return s
}

// status returns the status of an instance that there must be.
func status(t testing.TB, r *commands.Runner, name string) commands.Status {
	t.Helper()
	s, err := r.Status(name)
	if err != nil {
		t.Fatalf("Status(%q): %v", name, err)
	}
	return s
}

// asError returns err as an *Error of that code.
func asError(t testing.TB, err error, code commands.Code) *commands.Error {
	t.Helper()
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != code {
		t.Fatalf("got %v, want an *Error with %s", err, code)
	}
	return e
}

// gone reports whether there is no such process.
func gone(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	defer process.Release()
	if errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone) {
		return true
	}
	// A guardian tells how a command ended a moment before it reaps it.
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestStart(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("hello\n", "warning\n"), ""))
	began := time.Now()
	s := start(t, r, "dev")
	if s.Name != "dev" || s.Command != "dev" || s.PID <= 1 || gone(s.PID) {
		t.Errorf("started %+v", s)
	}
	if !s.Running || !s.Ready || s.State != "ready" || s.Restarts != 0 || s.Reason != "" {
		t.Errorf("started %+v", s)
	}
	if s.StartedAt.Before(began) || !s.EndedAt.IsZero() || s.Uptime > time.Since(began) {
		t.Errorf("started %v, ended %v, up for %v", s.StartedAt, s.EndedAt, s.Uptime)
	}
	eventually(t, "both streams are shown", func() bool {
		s := status(t, r, "dev")
		return s.Stdout == "hello\n" && s.Stderr == "warning\n"
	})
	if later := status(t, r, "dev"); later.Uptime <= s.Uptime {
		t.Errorf("up for %v, then %v", s.Uptime, later.Uptime)
	}
	if list := r.List(); !list[0].Running {
		t.Errorf("List = %+v, want it running", list)
	}
}

func TestStartIsIdempotent(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("${port}", ""),
		"params: { port: { type: integer, default: 3000 } }"))
	first := start(t, r, "dev")
	for _, values := range []map[string]any{nil, {"port": 3000}, {"port": 3000.0}} {
		s, err := r.Start(t.Context(), "dev", values, commands.StartOptions{})
		if err != nil || s.PID != first.PID {
			t.Errorf("Start with %v = process %d, %v, want %d", values, s.PID, err, first.PID)
		}
	}
}

func TestStartConflict(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("${port}", "${mode}"),
		"params: { port: { type: integer, default: 3000 }, mode: { type: string, default: fast } }")+
		persistent("other", hang.argv(), ""))
	s := start(t, r, "dev")
	tests := []struct {
		name, command, as string
		values            map[string]any
		code              commands.Code
		want              string
	}{
		{"another value", "dev", "", map[string]any{"port": 3001}, commands.CodeConflict,
			`command "dev" is running with port 3000, not 3001; ` +
				`stop it first, or start another under a name of its own`},
		{"another value of two", "dev", "", map[string]any{"port": 3000, "mode": "slow"},
			commands.CodeConflict, `command "dev" is running with mode "fast", not "slow"; ` +
				`stop it first, or start another under a name of its own`},
		{"another command's name", "other", "dev", nil, commands.CodeParam,
			`command "other" cannot be started as "dev": that is another command's name`},
		{"no name", "dev", "a b", nil, commands.CodeParam,
			`command "dev" cannot be started as "a b": ` +
				`a name is letters, digits and _ - . :, and begins with a letter or digit`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := r.Start(t.Context(), test.command, test.values, commands.StartOptions{As: test.as})
			if e := asError(t, err, test.code); e.Error() != test.want {
				t.Errorf("got %q\nwant %q", e, test.want)
			}
		})
	}
	if now := status(t, r, "dev"); now.PID != s.PID || !now.Running {
		t.Errorf("after the conflicts: %+v", now)
	}
}

// What goes wrong with an instance is told of its name, and of its command.
func TestErrorsNameTheInstance(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv("${port}"), "")+
		persistent("gone", "[/none]", "")+persistent("quick", "exit 3", "ready: { log: up }"))
	as := func(name string, port int) error {
		_, err := r.Start(t.Context(), "dev", map[string]any{"port": port},
			commands.StartOptions{As: name})
		return err
	}
	if err := as("web", 1); err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for want, do := range map[string]func() error{
		`command "web" is running with port 1, not 2`: func() error { return as("web", 2) },
		`command "new": cancelled before it was started`: func() error {
			_, err := r.Start(over, "dev", map[string]any{"port": 1}, commands.StartOptions{As: "new"})
			return err
		},
		`command "lost": program "/none"`: func() error {
			_, err := r.Start(t.Context(), "gone", nil, commands.StartOptions{As: "lost"})
			return err
		},
		`command "flash": exited before it was ready: exit status 3`: func() error {
			_, err := r.Start(t.Context(), "quick", nil, commands.StartOptions{As: "flash"})
			return err
		},
		`command "web" cannot be sent "x"`: func() error {
			_, err := r.Stop(t.Context(), "web", commands.StopOptions{Signal: "x"})
			return err
		},
		`command "web": waiting for an exit cancelled`: func() error {
			_, err := r.Wait(over, "web", commands.WaitOptions{For: "exit"})
			return err
		},
		`command "web" cannot be waited for like that`: func() error {
			_, err := r.Wait(t.Context(), "web", commands.WaitOptions{})
			return err
		},
		`command "web" has no stream "x"`: func() error {
			_, err := r.Logs("web", commands.LogOptions{Stream: "x"})
			return err
		},
	} {
		e, ok := errors.AsType[*commands.Error](do())
		if !ok || !strings.HasPrefix(e.Error(), want) || e.Command == e.Name {
			t.Errorf("got %v, want %s", e, want)
		}
	}
}

func TestStartAs(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("${port}\n", ""), "")+
		persistent("other", hang.argv(), ""))
	pids := map[int]bool{}
	for _, port := range []string{"1", "2", "3"} {
		s, err := r.Start(t.Context(), "dev", map[string]any{"port": port},
			commands.StartOptions{As: "dev:" + port})
		if err != nil || s.Name != "dev:"+port || s.Command != "dev" {
			t.Errorf("Start = %+v, %v", s, err)
		}
		pids[s.PID] = true
	}
	if len(pids) != 3 {
		t.Errorf("processes are %v, want three", pids)
	}
	_, err := r.Start(t.Context(), "other", nil, commands.StartOptions{As: "dev:1"})
	e := asError(t, err, commands.CodeConflict)
	if want := `command "other" cannot be started as "dev:1": "dev" is running under that name`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
	var names []string
	for _, s := range r.Processes() {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "dev:1 dev:2 dev:3" {
		t.Errorf("Processes are %s", got)
	}
}

func TestStartRefusals(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv(), "")+
		persistent("broken", "[no-such-program]", "")+"  once: echo\n")
	tests := []struct {
		name, command string
		values        map[string]any
		code          commands.Code
		want          string
	}{
		{"undeclared", "dve", nil, commands.CodeUndeclared,
			`command "dve" is not declared (did you mean "dev"?)`},
		{"a one-shot", "once", nil, commands.CodeKind,
			`command "once" is a one-shot; it is run, not started`},
		{"a value too many", "dev", map[string]any{"x": 1}, commands.CodeParam,
			`command "dev": parameter "x": is not declared: this command takes no values`},
		{"no program", "broken", nil, commands.CodeSpawn, `command "broken": program ` +
			`"no-such-program" is not on the PATH it is given, "/usr/bin:/bin": no such file or directory`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := r.Start(t.Context(), test.command, test.values, commands.StartOptions{})
			if e := asError(t, err, test.code); e.Error() != test.want || e.Result != nil {
				t.Errorf("got %q\nwant %q", e, test.want)
			}
		})
	}
	if s := status(t, r, "broken"); s.State != "failed" || s.Reason == "" || s.PID != 0 || s.Running {
		t.Errorf("after no program: %+v", s)
	}
}

func TestNeverStarted(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv(), ""))
	_, statusErr := r.Status("dev")
	_, stopErr := r.Stop(t.Context(), "dev", commands.StopOptions{})
	_, logsErr := r.Logs("dev", commands.LogOptions{})
	_, waitErr := r.Wait(t.Context(), "dev", commands.WaitOptions{For: "exit"})
	for _, err := range []error{statusErr, stopErr, logsErr, waitErr} {
		e := asError(t, err, commands.CodeNotRunning)
		if want := `command "dev" is not running: nothing was started under that name`; e.Error() != want {
			t.Errorf("got %q, want %q", e, want)
		}
	}
	if all := r.Processes(); len(all) != 0 {
		t.Errorf("Processes = %+v", all)
	}
}

func TestConcurrentStartsShareOne(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'sleep 0.1; echo up; exec sleep 3600'", "ready: { log: ^up$ }"))
	pids := make(chan int, 8)
	var calls sync.WaitGroup
	for range cap(pids) {
		calls.Go(func() { pids <- start(t, r, "dev").PID })
	}
	calls.Wait()
	close(pids)
	first := <-pids
	for pid := range pids {
		if pid != first {
			t.Errorf("processes %d and %d", first, pid)
		}
	}
}

func TestMaxPersistent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		limit, allowed int
	}{
		{"default", 0, commands.DefaultMaxPersistent},
		{"two", 2, 2},
		{"no limit", -1, 20},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunnerWith(t, commands.Config{MaxPersistent: test.limit},
				persistent("dev", "[sleep, '3600']", ""))
			var names []string
			for i := range test.allowed {
				names = append(names, fmt.Sprintf("n%02d", i))
				if _, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{As: names[i]}); err != nil {
					t.Fatal(err)
				}
			}
			if test.limit < 0 {
				return
			}
			one := commands.StartOptions{As: "one"}
			_, err := r.Start(t.Context(), "dev", nil, one)
			e := asError(t, err, commands.CodeLimit)
			want := fmt.Sprintf(`command "one": %d persistent commands are running, the most allowed; `+
				"stop one of %s", test.allowed, strings.Join(names, ", "))
			if e.Error() != want {
				t.Errorf("got %q, want %q", e, want)
			}
			if _, err := r.Stop(t.Context(), "n00", commands.StopOptions{}); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Start(t.Context(), "dev", nil, one); err != nil {
				t.Errorf("after one was stopped: %v", err)
			}
		})
	}
}

func TestCancelledStart(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("starting\n", ""), "ready: { log: never }"))
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	go func() {
		poll(10*time.Second, func() bool {
			s, _ := r.Status("dev")
			return s.Stdout != ""
		})
		cancel(enough)
	}()
	s, err := r.Start(ctx, "dev", nil, commands.StartOptions{})
	e := asError(t, err, commands.CodeCancelled)
	if want := `command "dev": cancelled before it was ready: enough`; !errors.Is(e, enough) || e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
	if s.Running || s.State != "failed" || s.Signal != "SIGKILL" || !gone(s.PID) {
		t.Errorf("left %+v", s)
	}
	if s.Reason != "cancelled before it was ready: enough" {
		t.Errorf("the reason is %q", s.Reason)
	}
	if e.Result == nil || !e.Result.Cancelled || len(e.Lines) != 1 || e.Lines[0].Text != "starting" {
		t.Errorf("error without the facts: %+v", e)
	}
	_, err = r.Start(ctx, "dev", nil, commands.StartOptions{})
	e = asError(t, err, commands.CodeCancelled)
	if e.Result != nil || status(t, r, "dev").PID != s.PID {
		t.Errorf("cancelled before: %+v", e)
	}
}

// A process that two wait for lives on when one of them gives up.
func TestCancelledStartOfTwo(t *testing.T) {
	t.Parallel()
	goAhead := t.TempDir() + "/go"
	r := newRunner(t, persistent("dev",
		strconv.Quote("until [ -e "+goAhead+" ]; do sleep 0.02; done; echo up; exec sleep 3600"),
		"ready: { log: up }"))
	patient := make(chan error, 1)
	go func() {
		_, err := r.Start(context.Background(), "dev", nil, commands.StartOptions{})
		patient <- err
	}()
	eventually(t, "it is starting", func() bool {
		s, _ := r.Status("dev")
		return s.Running
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := r.Start(ctx, "dev", nil, commands.StartOptions{})
	asError(t, err, commands.CodeCancelled)
	if s := status(t, r, "dev"); !s.Running || s.State != "starting" {
		t.Fatalf("the one that another waits for is %+v", s)
	}
	if err := os.WriteFile(goAhead, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := <-patient; err != nil {
		t.Error(err)
	}
}

// A Start in the moment of an exit has a process: of what ends, or of its own.
func TestStartAtExit(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "[/bin/true]", ""))
	var starters sync.WaitGroup
	for range 4 {
		starters.Go(func() {
			for range 2000 {
				if _, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	starters.Wait()
}
