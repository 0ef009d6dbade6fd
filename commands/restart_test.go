package commands_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// ended waits until an instance has ended for good.
func ended(t *testing.T, r *commands.Runner, name string) commands.Status {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	s, err := r.Wait(ctx, name, commands.WaitOptions{For: "exit"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRestart(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, line, restart string
		state               string
		restarts            int
		reason              string
	}{
		{"never by default", "exit 1", "", "exited", 0, ""},
		{"never", "exit 1", "on: never", "exited", 0, ""},
		{"failure, and it fails", "echo fatal: no; exit 1", "on: failure, max: 3", "failed", 3,
			"given up, for restart.max is 3: exit status 1: fatal: no"},
		{"failure, by a signal", "kill -KILL $$", "on: failure, max: 1", "failed", 1,
			"given up, for restart.max is 1: killed by SIGKILL"},
		{"failure, but it is well", "exit 0", "on: failure", "exited", 0, ""},
		{"always", "exit 0", "on: always, max: 2", "failed", 2,
			"given up, for restart.max is 2: exit status 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			more := ""
			if test.restart != "" {
				more = "restart: { " + test.restart + ", backoffMs: 10 }"
			}
			r := newRunner(t, persistent("dev", strconv.Quote("echo begun; "+test.line), more))
			start(t, r, "dev")
			s := ended(t, r, "dev")
			if s.State != test.state || s.Restarts != test.restarts || s.Reason != test.reason || s.Running {
				t.Errorf("got %+v, want %s after %d restarts: %q", s, test.state, test.restarts, test.reason)
			}
			if n := strings.Count(texts(t, r, "dev"), "begun"); n != 1+test.restarts {
				t.Errorf("the log shows %d beginnings, want %d", n, 1+test.restarts)
			}
		})
	}
}

// The backoff doubles, and ends when the command is stopped.
func TestBackoff(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'exit 1'", "restart: { on: always, max: -1, backoffMs: 40 }"))
	began := time.Now()
	start(t, r, "dev")
	eventually(t, "three restarts", func() bool { return status(t, r, "dev").Restarts == 3 })
	if took := time.Since(began); took < (40+80+160)*time.Millisecond {
		t.Errorf("three restarts took %v", took)
	}
	eventually(t, "it waits", func() bool { return status(t, r, "dev").State == "restarting" })
	if s := status(t, r, "dev"); s.Running || s.Ready || s.ExitCode != 1 || s.EndedAt.IsZero() {
		t.Errorf("in the backoff: %+v", s)
	}
	if list := r.List(); !list[0].Running {
		t.Errorf("List = %+v", list)
	}
	stop(t, r, "dev", commands.StopOptions{})
}

func TestStopEndsABackoff(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'exit 1'", "restart: { on: always, backoffMs: 3600000 }"))
	start(t, r, "dev")
	eventually(t, "it waits", func() bool { return status(t, r, "dev").State == "restarting" })
	if s := stop(t, r, "dev", commands.StopOptions{}); s.ExitCode != 1 || s.Restarts != 0 {
		t.Errorf("got %+v", s)
	}
}

// A restarted process is ready anew, and a Start joins it.
func TestReadyAgain(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'sleep 0.1; echo up; exec sleep 3600'",
		"ready: { log: up }, restart: { on: failure, backoffMs: 10 }"))
	first := start(t, r, "dev")
	process, err := os.FindProcess(first.PID)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is not ready", func() bool { return !status(t, r, "dev").Ready })
	second := start(t, r, "dev")
	if second.PID == first.PID || !second.Ready || second.Restarts != 1 {
		t.Errorf("started %+v", second)
	}
	logs, err := r.Logs("dev", commands.LogOptions{})
	if err != nil || len(logs.Lines) != 2 || logs.Lines[1].Seq != 1 || logs.Next != 2 {
		t.Errorf("Logs = %+v, %v", logs, err)
	}
}

// One that is not ready after a restart is stopped and counts as failed.
func TestNotReadyAgain(t *testing.T) {
	t.Parallel()
	once := t.TempDir() + "/once"
	r := newRunner(t, persistent("dev", strconv.Quote("mkdir "+once+" && echo up && exit 1; exec sleep 3600"),
		"ready: { log: up, timeoutMs: 100 }, restart: { on: failure, max: 2, backoffMs: 10 }"))
	start(t, r, "dev")
	s := ended(t, r, "dev")
	want := `given up, for restart.max is 2: not ready: timed out after 100ms: no line matches "up"`
	if s.State != "failed" || s.Reason != want || s.Restarts != 2 || s.Signal != "SIGTERM" {
		t.Errorf("got %+v", s)
	}
}

// A program that is gone when it is to be restarted is a failure like others.
func TestRestartWithoutProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := write(t, dir, "program", "#!/bin/sh\nrm $0; exit 1\n", 0o700)
	r := newRunner(t, persistent("dev", "["+program+"]", "restart: { on: failure, max: 2, backoffMs: 10 }"))
	start(t, r, "dev")
	s := ended(t, r, "dev")
	if s.State != "failed" || s.Restarts != 0 || !strings.Contains(s.Reason, "no such file") {
		t.Errorf("got %+v", s)
	}
}

// What was ready for a moment was ready.
func TestReadyAndGone(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'echo up'", "ready: { log: up }"))
	for range 20 {
		start(t, r, "dev")
		if s := ended(t, r, "dev"); s.State != "exited" || s.ExitCode != 0 {
			t.Errorf("it ended %+v", s)
		}
	}
}

// A command that is being dismissed, to be restarted, is stopped for good.
func TestStopWhileDismissed(t *testing.T) {
	t.Parallel()
	once := t.TempDir() + "/once"
	line := "mkdir " + once + " && echo up && exit 1; trap 'sleep 0.3; exit 1' TERM; echo again; " +
		"while :; do sleep 0.02; done"
	r := newRunner(t, persistent("dev", strconv.Quote(line),
		"ready: { log: up, timeoutMs: 300 }, restart: { on: failure, max: -1, backoffMs: 1 }"))
	start(t, r, "dev")
	eventually(t, "it was asked to end", func() bool { return commands.Asked(r, "dev") })
	stop(t, r, "dev", commands.StopOptions{})
}

// "exited" is a state that stays: nobody is told of it between restarts.
func TestRestartIsNoExit(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "[/bin/false]", "restart: { on: failure, max: -1, backoffMs: 0 }"))
	start(t, r, "dev")
	enough := errors.New("enough")
	err := r.Follow(t.Context(), "dev", commands.LogOptions{}, commands.Follower{
		State: func(s commands.Status) error {
			if s.State == "exited" {
				t.Error("it was told to have exited")
			}
			if s.Restarts > 400 {
				return enough
			}
			return nil
		},
	})
	if err != enough {
		t.Errorf("Follow: %v", err)
	}
}

// A stranger that listens by the time of a restart does not make anything ready.
func TestForeignAtRestart(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	r := newRunner(t, persistent("dev", listenOnce.argv(port, t.TempDir()+"/once"),
		"ready: { tcp: '127.0.0.1:"+port+"' }, restart: { on: always, max: 1, backoffMs: 200 }"))
	start(t, r, "dev")
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	eventually(t, "it is restarting", func() bool { return status(t, r, "dev").State == "restarting" })
	l, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if s := ended(t, r, "dev"); s.State != "failed" || !strings.Contains(s.Reason, "answers already") {
		t.Errorf("it ended %+v", s)
	}
}

// listenOnce listens on the port of its first argument until its second connection.
// From its second start on, of which the file of its second tells, it hangs.
var listenOnce = register("listenonce", func(args []string) {
	if _, err := os.Stat(args[1]); err == nil {
		forever()
	}
	_ = os.WriteFile(args[1], nil, 0o600)
	l, err := net.Listen("tcp", "127.0.0.1:"+args[0])
	for i := 0; i < 2 && err == nil; i++ {
		_, err = l.Accept()
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
})
