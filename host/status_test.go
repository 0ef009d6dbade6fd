package host_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

func TestIdleLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, err := host.New(host.Config{Isolation: host.InProcess, IdleTTL: time.Minute, Bindings: map[string]host.Func{
			"nap": func(context.Context, host.Call) (any, error) { time.Sleep(3 * time.Minute); return nil, nil },
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close(context.Background())
		s := session(t, h, "test")
		time.Sleep(10 * time.Second)
		if got := s.Status(); got.IdleLeft != 50*time.Second || time.Since(got.Created) != 10*time.Second {
			t.Errorf("after 10 s: %+v", got)
		}
		ran := make(chan error)
		go func() { _, err := s.Run(t.Context(), host.Script{Source: "await nap()", Timeout: -1}); ran <- err }()
		time.Sleep(2 * time.Minute)
		if got := s.Status(); got.IdleLeft >= 0 || !got.Running {
			t.Errorf("during a run: %+v", got)
		}
		if err := <-ran; err != nil {
			t.Fatal(err)
		}
		if got := s.Status().IdleLeft; got != time.Minute {
			t.Errorf("after a run: %v", got)
		}
	})
	forever := newSession(t, host.Config{IdleTTL: -1})
	if got := forever.Status().IdleLeft; got >= 0 {
		t.Errorf("without a TTL: %v", got)
	}
}

// TestActivities holds that what a session waits for is named, and that a
// command which is simply there is not.
func TestActivities(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Environ: []string{"PATH=/usr/bin:/bin"}, Specs: specSet(t, `
commands:
  slow: exec sleep 1000
  server: { run: "exec sleep 1000", persistent: true, keepAlive: true }
  late: { run: "exec sleep 1000", persistent: true, ready: { log: never } }
`)})
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error)
	go func() {
		_, err := s.Run(ctx, host.Script{Source: `
			await commands.start("server");
			await Promise.all([commands.run("slow"), commands.start("late")]);`})
		ran <- err
	}()
	want := []host.Activity{{Name: "slow", State: "running"}, {Name: "late", State: "starting"}}
	var got []host.Activity
	for end := time.Now().Add(10 * time.Second); !reflect.DeepEqual(got, want); got = s.Activities() {
		if time.Now().After(end) {
			t.Fatalf("activities %+v, want %+v", got, want)
		}
	}
	cancel()
	<-ran
	if got := s.Activities(); len(got) > 0 {
		t.Errorf("after the run: %+v", got)
	}
	if got := s.Status().IdleLeft; got >= 0 {
		t.Errorf("kept alive, but idle left is %v", got)
	}
}

func TestScriptConsole(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Console: func(string, host.ConsoleEntry) { t.Error("Config.Console was called") }})
	var got []string
	res, err := s.Run(t.Context(), host.Script{
		Source:  `console.log(1); console.error(2); return 3`,
		Console: func(e host.ConsoleEntry) { got = append(got, e.Level+" "+e.Message) },
	})
	if err != nil || len(res.Console) > 0 {
		t.Errorf("result %+v, %v", res, err)
	}
	if want := []string{"log 1", "error 2"}; !reflect.DeepEqual(got, want) {
		t.Errorf("printed %q, want %q", got, want)
	}
}

// TestStarted holds that a run is told when its turn comes, and not before.
func TestStarted(t *testing.T) {
	t.Parallel()
	inFlight, release := make(chan struct{}), make(chan struct{})
	s := newSession(t, host.Config{Bindings: map[string]host.Func{"hold": hold(inFlight, release)}})
	told, ended := make(chan string, 2), make(chan error, 2)
	run := func(script host.Script) {
		_, err := s.Run(t.Context(), script)
		ended <- err
	}
	go run(host.Script{
		Source:  "await hold(); console.log('over')",
		Console: func(e host.ConsoleEntry) { told <- e.Message },
	})
	<-inFlight
	go run(host.Script{Started: func() { told <- "started" }})
	close(release)
	if first, second := <-told, <-told; first != "over" || second != "started" {
		t.Errorf("told %s, %s", first, second)
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestObserver(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []string
	note := func(text string) { mu.Lock(); defer mu.Unlock(); got = append(got, text) }
	s := newSession(t, host.Config{
		Environ: []string{"PATH=/usr/bin:/bin"},
		Specs: specSet(t, `
commands:
  fine: "true"
  fails: exit 3
  server: { run: "exec sleep 1000", persistent: true }
`),
		Observer: host.Observer{
			Command: func(session, command string, err error) {
				code := commands.Code("ok")
				if failed, ok := errors.AsType[*commands.Error](err); ok {
					code = failed.Code
				}
				note(session + " " + command + " " + string(code))
			},
			Closed: func(session string, r host.Report, err error) {
				note(session + " closed " + r.Killed[0].Command)
			},
		},
	})
	eval(t, s, `
		await commands.run("fine");
		await commands.run("fails").catch(() => {});
		await commands.exec("fails");
		await commands.start("server");`)
	if _, err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"test fine ok", "test fails EXIT", "test fails ok", "test server ok", "test closed server"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("told %q\nwant %q", got, want)
	}
}

// Host.Close waits for a session that ends already until its observer has been told.
func TestCloseWaitsForTheObserver(t *testing.T) {
	t.Parallel()
	telling, told := make(chan struct{}), make(chan struct{})
	h := newHost(t, host.Config{Observer: host.Observer{
		Closed: func(string, host.Report, error) { close(telling); <-told },
	}})
	s := session(t, h, "test")
	closed := make(chan error)
	go func() {
		_, err := s.Close(context.Background())
		closed <- err
	}()
	<-telling
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := h.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while the observer is told: %v, want a deadline", err)
	}
	close(told)
	if _, err := h.Close(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
