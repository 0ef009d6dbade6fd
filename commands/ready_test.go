package commands_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// serve listens on the port of its first argument after so many milliseconds as
// its second says, and answers every request with its third.
var serve = register("serve", func(args []string) {
	delay, _ := strconv.Atoi(args[1])
	code, _ := strconv.Atoi(args[2])
	time.Sleep(time.Duration(delay) * time.Millisecond)
	fmt.Println("listening")
	err := http.ListenAndServe("127.0.0.1:"+args[0], http.HandlerFunc(
		func(w http.ResponseWriter, request *http.Request) {
			if request.URL.Path != "/health" {
				code = http.StatusTeapot // a redirection was followed
			}
			http.Redirect(w, request, "/elsewhere", code)
		}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
})

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func TestReady(t *testing.T) {
	t.Parallel()
	marker := t.TempDir() + "/ready"
	port := [4]string{freePort(t), freePort(t), freePort(t), freePort(t)}
	tests := []struct{ name, argv, ready string }{
		{"log on stdout", daemon.argv("one\nport 80 open\n", ""), "log: '^port \\d+'"},
		{"log on stderr", daemon.argv("", "port 80 open\n"), "log: open"},
		{"log lost in a flood", "'echo up; yes | head -n 200000; exec sleep 3600'", "log: ^up$"},
		{"tcp", serve.argv(port[0], "100", "500"), `tcp: "127.0.0.1:` + port[0] + `"`},
		{"http 200", serve.argv(port[1], "100", "200"), `http: "http://127.0.0.1:` + port[1] + `/health"`},
		{"http 302", serve.argv(port[2], "0", "302"), `http: "http://127.0.0.1:` + port[2] + `/health"`},
		{"exec", "'sleep 0.1; touch " + marker + "; exec sleep 3600'", "exec: check"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, persistent("dev", test.argv, "ready: { "+test.ready+" }")+
				"  check: [test, -e, "+marker+"]\n")
			if s := start(t, r, "dev"); !s.Ready || !s.Running || s.State != "ready" {
				t.Errorf("started %+v", s)
			}
		})
	}
}

// TestForeignAnswer holds that what listens already is not taken for the process.
func TestForeignAnswer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler()}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	address := l.Addr().String()
	r := newRunner(t, persistent("tcp", "'touch started; exec sleep 3600'", `ready: { tcp: "`+address+`" }`)+
		persistent("http", hang.argv(), `ready: { http: "http://`+address+`/", timeoutMs: 300 }`))
	_, err = r.Start(t.Context(), "tcp", nil, commands.StartOptions{})
	e := asError(t, err, commands.CodeNotReady)
	if want := `command "tcp": not started: ` + address + " answers already"; !strings.HasPrefix(e.Error(), want) {
		t.Errorf("got %q, want %q", e, want)
	}
	if s, err := r.Status("tcp"); err != nil || s.PID != 0 || s.State != "failed" {
		t.Errorf("status %+v, %v", s, err)
	}
	_, err = r.Start(t.Context(), "http", nil, commands.StartOptions{}) // which has not the answer that is wanted
	if e := asError(t, err, commands.CodeNotReady); !strings.Contains(e.Error(), "404 Not Found") {
		t.Errorf("got %q, want one that was started", e)
	}
}

func TestNotReady(t *testing.T) {
	t.Parallel()
	port := [2]string{freePort(t), freePort(t)}
	limit := func(ready string) string {
		return "ready: { " + ready + ", timeoutMs: 800 }"
	}
	tests := []struct{ name, argv, ready, want string }{
		{"log", daemon.argv("almost\n", ""), "log: ^ready", `no line matches "^ready"`},
		{"wrong port", hang.argv(), `tcp: "127.0.0.1:` + port[0] + `"`,
			"dial tcp 127.0.0.1:" + port[0] + ": connect: connection refused"},
		{"wrong answer", serve.argv(port[1], "0", "503"), `http: "http://127.0.0.1:` + port[1] + `/health"`,
			"GET http://127.0.0.1:" + port[1] + "/health: 503 Service Unavailable"},
		{"exec", hang.argv(), "exec: check", `command "check": exit status 1: nothing there`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			more := limit(test.ready)
			if test.name == "wrong answer" {
				more = "ready: { " + test.ready + ", timeoutMs: 3000 }"
			}
			r := newRunner(t, persistent("dev", test.argv, more)+
				"  check: 'echo nothing there >&2; exit 1'\n")
			s, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{})
			e := asError(t, err, commands.CodeNotReady)
			if !strings.HasPrefix(e.Error(), `command "dev": not ready: timed out after `) ||
				!strings.HasSuffix(e.Error(), test.want) || !errors.Is(e, context.DeadlineExceeded) {
				t.Errorf("got %q, want %q at its end", e, test.want)
			}
			if s.Running || s.State != "failed" || !gone(s.PID) || s.Signal != "SIGTERM" ||
				`command "dev": `+s.Reason != e.Error() {
				t.Errorf("left %+v", s)
			}
			if e.Result == nil || !e.Result.TimedOut || e.Result.Signal != "SIGTERM" {
				t.Errorf("result %+v", e.Result)
			}
		})
	}
}

// A process that is asked to end because it is not ready has its grace, and no
// more.
func TestNotReadyAndStubborn(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'trap \"\" TERM; while :; do sleep 1; done'",
		"ready: { log: never, timeoutMs: 50 }, stop: { graceMs: 50 }"))
	s, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{})
	asError(t, err, commands.CodeNotReady)
	if s.Signal != "SIGKILL" || !gone(s.PID) {
		t.Errorf("left %+v", s)
	}
}

func TestExitBeforeReady(t *testing.T) {
	t.Parallel()
	line := "for i in $(seq 30); do echo line $i; done; echo fatal: no config >&2; echo bye >&2; exit 3"
	r := newRunner(t, persistent("dev", strconv.Quote(line),
		"ready: { log: never }, restart: { on: always }"))
	s, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{})
	e := asError(t, err, commands.CodeNotReady)
	if want := `command "dev": exited before it was ready: exit status 3: fatal: no config`; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
	if e.Result == nil || e.Result.Code != 3 || !strings.Contains(e.Result.Stderr, "bye") {
		t.Errorf("result %+v", e.Result)
	}
	if len(e.Lines) != 20 {
		t.Errorf("error carries %d lines, want the last 20", len(e.Lines))
	}
	if s.State != "failed" || s.ExitCode != 3 || s.Restarts != 0 {
		t.Errorf("left %+v", s)
	}
}

// The probe of a command that is starting must not wait in line behind one that
// may be waiting for that command.
func TestProbeDoesNotWaitInLine(t *testing.T) {
	t.Parallel()
	r := newRunnerWith(t, commands.Config{MaxInFlight: 1},
		persistent("dev", hang.argv(), "ready: { exec: check }")+"  check: [/bin/true]\n")
	release := commands.Occupy(r, "check")
	defer release()
	start(t, r, "dev")
}

// A server may take longer for its first answer than a request does at first.
func TestSlowServer(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(6 * time.Second):
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	r := newRunner(t, persistent("dev", hang.argv(),
		"ready: { http: 'http://"+server.Listener.Addr().String()+"/', timeoutMs: 30000 }"))
	serving := time.AfterFunc(time.Second, server.Start) // or it would be a stranger
	defer serving.Stop()
	start(t, r, "dev")
}
