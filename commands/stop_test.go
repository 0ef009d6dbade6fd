package commands_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// polite says which signal it gets, takes as many milliseconds as its argument
// says to tidy up, and exits with 7.
var polite = register("polite", func(args []string) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	fmt.Println("ready")
	fmt.Println(<-signals)
	pause, _ := strconv.Atoi(args[0])
	tidy := time.After(time.Duration(pause) * time.Millisecond)
	for {
		select {
		case <-tidy:
			os.Exit(7)
		case s := <-signals:
			fmt.Println("again:", s)
		}
	}
})

// family is a leader whose child ignores SIGTERM. It writes the child's number.
const family = `"trap 'exit 0' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $!; wait"`

// stop stops a command that can be stopped.
func stop(t testing.TB, r *commands.Runner, name string, o commands.StopOptions) commands.Status {
	t.Helper()
	s, err := r.Stop(context.Background(), name, o)
	if err != nil {
		t.Fatalf("Stop(%q): %v", name, err)
	}
	if s.Running || s.State != "stopped" || s.EndedAt.IsZero() || s.Reason != "" {
		t.Errorf("Stop(%q) = %+v", name, s)
	}
	return s
}

// texts returns what an instance has written.
func texts(t testing.TB, r *commands.Runner, name string) string {
	t.Helper()
	logs, err := r.Logs(name, commands.LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, line := range logs.Lines {
		all = append(all, line.Text)
	}
	return strings.Join(all, "|")
}

func TestStop(t *testing.T) {
	t.Parallel()
	ready := "ready: { log: ready }"
	tests := []struct {
		name, argv, more, signal string
		code                     int
		by, said                 string
	}{
		{"as declared", polite.argv("0"), ready, "", 7, "", "ready|terminated"},
		{"another signal declared", polite.argv("0"), ready + ", stop: { signal: SIGINT }", "",
			7, "", "ready|interrupt"},
		{"another signal given", polite.argv("0"), ready, "SIGHUP", 7, "", "ready|hangup"},
		{"it does not care", hang.argv(), "", "", -1, "SIGTERM", ""},
		{"killed", polite.argv("0"), ready, "SIGKILL", -1, "SIGKILL", "ready"},
		{"stubborn", polite.argv("60000"), ready + ", stop: { graceMs: 100 }", "",
			-1, "SIGKILL", "ready|terminated"},
		{"no grace", polite.argv("60000"), ready + ", stop: { graceMs: 0 }", "", -1, "SIGKILL", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, persistent("dev", test.argv, test.more))
			pid := start(t, r, "dev").PID
			s := stop(t, r, "dev", commands.StopOptions{Signal: test.signal})
			if s.PID != pid || s.ExitCode != test.code || s.Signal != test.by || !gone(pid) {
				t.Errorf("got %+v, want code %d, signal %q", s, test.code, test.by)
			}
			if said := texts(t, r, "dev"); test.said != "" && said != test.said {
				t.Errorf("it said %q, want %q", said, test.said)
			}
		})
	}
}

func TestStopGraceGiven(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("60000"), "ready: { log: ready }, stop: { graceMs: 60000 }"))
	start(t, r, "dev")
	if s := stop(t, r, "dev", commands.StopOptions{Grace: new(50 * time.Millisecond)}); s.Signal != "SIGKILL" {
		t.Errorf("got %+v", s)
	}
}

func TestStopWaitsForTheGroup(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", family, "ready: { log: . }"))
	child := strings.TrimSpace(start(t, r, "dev").Stdout)
	if s := stop(t, r, "dev", commands.StopOptions{}); s.ExitCode != 0 {
		t.Errorf("got %+v", s)
	}
	if alive(t, child) {
		t.Errorf("process %s of its group lives on", child)
	}
}

func TestStopIsIdempotent(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("100"), "ready: { log: ready }"))
	start(t, r, "dev")
	var calls sync.WaitGroup
	for range 5 {
		calls.Go(func() { stop(t, r, "dev", commands.StopOptions{}) })
	}
	calls.Wait()
	again := stop(t, r, "dev", commands.StopOptions{})
	later := status(t, r, "dev")
	if again != later || later.Uptime <= 0 {
		t.Errorf("stopped %+v, then %+v", again, later)
	}
	if said := texts(t, r, "dev"); said != "ready|terminated" {
		t.Errorf("it said %q, want one signal", said)
	}
}

// A second Stop that means it more seriously is heard.
func TestStopWithAnotherSignal(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("300"), "ready: { log: ready }"))
	start(t, r, "dev")
	var first sync.WaitGroup
	first.Go(func() { stop(t, r, "dev", commands.StopOptions{}) })
	eventually(t, "it heard", func() bool { return strings.Contains(texts(t, r, "dev"), "terminated") })
	if s := status(t, r, "dev"); s.State != "stopping" || !s.Running || s.Ready {
		t.Errorf("while it tidies up: %+v", s)
	}
	stop(t, r, "dev", commands.StopOptions{Signal: "SIGINT"})
	first.Wait()
	if said := texts(t, r, "dev"); said != "ready|terminated|again: interrupt" {
		t.Errorf("it said %q", said)
	}
}

func TestStopCancelled(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("60000"), "ready: { log: ready }"))
	start(t, r, "dev")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := r.Stop(ctx, "dev", commands.StopOptions{Grace: new(time.Hour)})
	if e := asError(t, err, commands.CodeCancelled); !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("got %v", e)
	}
	if s := stop(t, r, "dev", commands.StopOptions{Grace: new(time.Hour)}); s.Signal != "SIGKILL" {
		t.Errorf("it was not killed: %+v", s)
	}
}

func TestStopUnknownSignal(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv(), ""))
	start(t, r, "dev")
	for signal, meant := range map[string]string{
		"TERM": "SIGTERM", "kill": "SIGKILL", "SIGint": "SIGINT",
		"9": "a name such as SIGTERM, SIGINT or SIGKILL",
	} {
		_, err := r.Stop(t.Context(), "dev", commands.StopOptions{Signal: signal})
		e := asError(t, err, commands.CodeParam)
		want := fmt.Sprintf("command %q cannot be sent %q: no such signal; write %s", "dev", signal, meant)
		if e.Error() != want {
			t.Errorf("got %q, want %q", e, want)
		}
	}
	if s := status(t, r, "dev"); !s.Running {
		t.Errorf("it is %+v", s)
	}
}

func TestStopDuringStart(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv(), "ready: { log: never }"))
	starting := make(chan error, 1)
	go func() {
		_, err := r.Start(context.Background(), "dev", nil, commands.StartOptions{})
		starting <- err
	}()
	eventually(t, "it is starting", func() bool {
		s, _ := r.Status("dev")
		return s.Running
	})
	stop(t, r, "dev", commands.StopOptions{})
	e := asError(t, <-starting, commands.CodeNotReady)
	if want := `command "dev": stopped before it was ready`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
}

// A Start that comes while the command ends waits for the end and begins anew.
func TestStartWhileStopping(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("200"), "ready: { log: ready }"))
	first := start(t, r, "dev")
	var stopping sync.WaitGroup
	stopping.Go(func() { _, _ = r.Stop(context.Background(), "dev", commands.StopOptions{}) })
	eventually(t, "it is stopping", func() bool { return status(t, r, "dev").State == "stopping" })
	second := start(t, r, "dev")
	if second.PID == first.PID || alive(t, strconv.Itoa(first.PID)) {
		t.Errorf("processes %d, then %d", first.PID, second.PID)
	}
	stopping.Wait()
}

// What is stopped while Start still looks whether something else is there, is not
// started.
func TestStopBeforeTheStart(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // and nobody answers
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	r := newRunner(t, "  dev: { run: "+hang.argv()+", persistent: true, "+
		"ready: { http: 'http://"+silent.Addr().String()+"/' } }\n")
	var start sync.WaitGroup
	start.Go(func() {
		_, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{})
		e := asError(t, err, commands.CodeNotReady)
		if want := `command "dev": stopped before it was ready`; e.Error() != want {
			t.Errorf("got %q, want %q", e, want)
		}
	})
	eventually(t, "Start has begun", func() bool { return commands.Starters(r, "dev") == 1 })
	status, err := r.Stop(t.Context(), "dev", commands.StopOptions{})
	if err != nil || status.PID != 0 || status.State != "stopped" {
		t.Errorf("Stop = %+v, %v", status, err)
	}
	start.Wait()
}
