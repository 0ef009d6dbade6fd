package commands_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

func TestCloseEndsPersistent(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", polite.argv("60000"), "ready: { log: ready }")+
		persistent("over", "'exit 0'", "")+
		persistent("waiting", "'exit 1'", "restart: { on: failure, backoffMs: 3600000 }"))
	pid := start(t, r, "dev").PID
	start(t, r, "over")
	ended(t, r, "over")
	start(t, r, "waiting")
	eventually(t, "it waits", func() bool { return status(t, r, "waiting").State == "restarting" })
	report, err := r.Close(t.Context())
	if err != nil || len(report.Killed) != 1 {
		t.Fatalf("Close = %+v, %v, want one killed", report, err)
	}
	if k := report.Killed[0]; k != (commands.Killed{Command: "dev", PID: pid, Signal: "SIGKILL"}) {
		t.Errorf("killed %+v", k)
	}
	if report.Duration > 5*time.Second {
		t.Errorf("Close took %v", report.Duration)
	}
	for _, name := range []string{"dev", "waiting"} {
		if s := status(t, r, name); s.State != "stopped" || s.Running {
			t.Errorf("after Close: %+v", s)
		}
	}
	if said := texts(t, r, "dev"); said != "ready" {
		t.Errorf("after Close the log is %q", said)
	}
	_, err = r.Start(t.Context(), "dev", nil, commands.StartOptions{})
	if e := asError(t, err, commands.CodeClosed); !errors.Is(e, commands.ErrClosed) {
		t.Errorf("Start after Close: %v", e)
	}
	if _, err := r.Stop(t.Context(), "dev", commands.StopOptions{}); err != nil {
		t.Errorf("Stop after Close: %v", err)
	}
}

func TestCloseDuringPersistentStart(t *testing.T) {
	t.Parallel()
	for _, ready := range []string{"log: never", "exec: check", `tcp: "127.0.0.1:1"`} {
		t.Run(ready, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, persistent("dev", hang.argv(), "ready: { "+ready+" }")+"  check: sleep 3600\n")
			starting := make(chan error, 1)
			go func() {
				_, err := r.Start(context.Background(), "dev", nil, commands.StartOptions{})
				starting <- err
			}()
			eventually(t, "it is starting", func() bool {
				s, _ := r.Status("dev")
				return s.Running
			})
			if report, err := r.Close(t.Context()); err != nil || len(report.Killed) == 0 {
				t.Errorf("Close = %+v, %v", report, err)
			}
			e := asError(t, <-starting, commands.CodeCancelled)
			if !errors.Is(e, commands.ErrClosed) || e.Result == nil || !e.Result.Cancelled {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// A process counts as stuck before it has been killed, and so every way through
// that code is taken with one that does go. Whether Stop sees it stuck or gone
// is a matter of luck.
func TestStuck(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", hang.argv(), "ready: { exec: check }")+"  check: sleep 0.2\n")
	commands.SetKillWait(r, -time.Second)
	start(t, r, "dev")
	_, err := r.Stop(t.Context(), "dev", commands.StopOptions{Grace: new(time.Duration)})
	if err != nil {
		asError(t, err, commands.CodeTimeout)
		if !strings.HasPrefix(err.Error(), `command "dev": cannot be ended; `) || !isSurvivor.MatchString(err.Error()) {
			t.Errorf("got %q", err)
		}
	}
	if s := ended(t, r, "dev"); s.State != "stopped" || !gone(s.PID) {
		t.Errorf("at last it is %+v", s)
	}
}

// Many callers do everything to a few instances while the Runner is closed under
// them. Each call must end as it may, and the race detector must be content.
func TestPersistent_hammer(t *testing.T) {
	t.Parallel()
	for range 3 {
		r := newRunnerWith(t, commands.Config{MaxPersistent: 4},
			persistent("calm", "'echo up; exec sleep 3600'", "ready: { log: up }, stop: { graceMs: 20 }")+
				persistent("crash", "'echo up; exit 1'", "restart: { on: always, backoffMs: 1 }")+
				persistent("slow", "'exec sleep 3600'", "ready: { log: up, timeoutMs: 30 }")+
				persistent("loud", "[yes]", "")+
				persistent("absent", "[/absent]", "")+
				persistent("probed", "'exec sleep 3600'", "ready: { exec: check }")+
				"  check: '[ $(($$ % 3)) = 0 ]'\n")
		var callers sync.WaitGroup
		var made atomic.Int32
		warm := make(chan struct{})
		for range 10 {
			callers.Go(func() {
				for range 25 {
					disturb(t, r)
					if made.Add(1) == 150 {
						close(warm)
					}
				}
			})
		}
		callers.Go(func() {
			<-warm
			if _, err := r.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		callers.Wait()
		for _, s := range r.Processes() {
			switch s.State {
			case "exited", "stopped", "failed":
			default:
				t.Errorf("after Close: %+v", s)
			}
			if s.Running {
				t.Errorf("after Close: %+v", s)
			}
		}
	}
}

// disturb makes one call.
func disturb(t *testing.T, r *commands.Runner) {
	names := [...]string{"calm", "crash", "slow", "loud", "absent", "probed"}
	name := names[rand.IntN(len(names))]
	as := [...]string{"", name + ":2"}[rand.IntN(2)]
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(rand.IntN(100))*time.Millisecond)
	defer cancel()
	instance := name
	if as != "" {
		instance = as
	}
	var err error
	switch rand.IntN(6) {
	case 0, 1:
		_, err = r.Start(ctx, name, nil, commands.StartOptions{As: as})
	case 2:
		_, err = r.Stop(ctx, instance, commands.StopOptions{})
	case 3:
		_, err = r.Status(instance)
	case 4:
		_, err = r.Logs(instance, commands.LogOptions{Since: rand.Uint64N(10), Limit: 5})
	case 5:
		o := [...]commands.WaitOptions{{For: "ready"}, {For: "exit"}, {Pattern: regexp.MustCompile("up")}}
		_, err = r.Wait(ctx, instance, o[rand.IntN(len(o))])
	}
	if _, ok := errors.AsType[*commands.Error](err); err != nil && !ok {
		t.Errorf("%s: %v", instance, err)
	}
	_ = r.Processes()
}
