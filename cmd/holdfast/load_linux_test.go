package main

// Many clients of one server at once. In full, as measured for the issue that
// asked for it:
//
//	HOLDFAST_LOAD=1m go test -run TestLoad -v ./cmd/holdfast

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
)

const loadMarker = "HOLDFAST_LOAD_TEST"

const driveSpecs = `
defaults: { env: { pass: [` + loadMarker + `] } }
commands:
  echo: printf '%s' "${text}"
  slow: exec sleep 1000
  server: { run: "while :; do echo tick; sleep 1; done", persistent: true, ready: { log: tick } }
`

// A load is how much there is to do, and what has been done.
type load struct {
	sessions, processes, clients int
	duration                     time.Duration

	serving *serving
	client  *client.Client
	counts  []atomic.Int64 // of each session: what its variable n must be
	runs    atomic.Int64
	asked   atomic.Int64

	mu        sync.Mutex // guards latencies
	latencies []time.Duration
}

// processesEach is how many a session has of those that have any.
const processesEach = 10

func newLoad(t *testing.T) *load {
	l := &load{sessions: 60, processes: 20, clients: 12, duration: 2 * time.Second}
	if text := os.Getenv("HOLDFAST_LOAD"); text != "" {
		full, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		l.sessions, l.processes, l.clients, l.duration = 1000, 200, 50, full
	}
	l.counts = make([]atomic.Int64, l.sessions)
	return l
}

func TestLoad(t *testing.T) {
	l := newLoad(t)
	mark := strconv.Itoa(os.Getpid())
	t.Setenv(loadMarker, mark)
	l.serving = newServing(t, driveSpecs, "--log-level", "warn")
	l.client = l.serving.client()
	l.fill(t)
	idle := l.serving.cpuOver(t, time.Second)
	l.drive(t, l.duration/5) // to warm up
	before := l.serving.residentBytes(t)
	l.drive(t, l.duration)
	after := l.serving.residentBytes(t)
	l.check(t)
	t.Logf("%d runs, %d questions; run latency p50 %v, p99 %v; memory %d MiB, then %d MiB; "+
		"idle: %v of CPU time a second", l.runs.Load(), l.asked.Load(), l.percentile(50),
		l.percentile(99), before>>20, after>>20, idle)
	if limit := before + before/4 + 32<<20; after > limit {
		t.Errorf("memory grew from %d to %d bytes", before, after)
	}
	if err := l.serving.end(syscall.SIGTERM); err != nil {
		t.Errorf("the server: %v\n%s", err, l.serving.log.String())
	}
	if left := marked(loadMarker + "=" + mark); len(left) > 0 {
		t.Errorf("processes left behind: %v", left)
	}
}

// fill makes the sessions and starts the processes.
func (l *load) fill(t *testing.T) {
	t.Helper()
	for i := range l.sessions {
		source := `vars.set("n", 0);`
		if i*processesEach < l.processes {
			source += fmt.Sprintf(`for (let i = 0; i < %d; i++) await commands.start("server", {}, { as: "p" + i })`,
				processesEach)
		}
		if err := l.run(t.Context(), i, source); err != nil {
			t.Fatal(err)
		}
	}
}

func name(i int) string { return "s" + strconv.Itoa(i) }

// run runs a script that must succeed.
func (l *load) run(ctx context.Context, i int, source string) error {
	began := time.Now()
	outcome, err := l.client.Run(ctx, name(i), api.RunRequest{Source: source, Stream: true}, client.Listener{})
	if err != nil {
		return err
	}
	l.runs.Add(1)
	l.mu.Lock()
	l.latencies = append(l.latencies, time.Since(began))
	l.mu.Unlock()
	_, err = outcome.Result()
	return err
}

// drive has all clients at work for a while.
func (l *load) drive(t *testing.T, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var clients sync.WaitGroup
	for range l.clients {
		clients.Go(func() {
			for ctx.Err() == nil {
				if err := l.step(t.Context()); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
}

// step does one of the things that clients do.
func (l *load) step(ctx context.Context) error {
	i := rand.IntN(l.sessions)
	withProcesses := rand.IntN(l.processes / processesEach)
	switch dice := rand.IntN(100); {
	case dice < 80:
		l.counts[i].Add(1)
		return l.run(ctx, i, `console.log("x".repeat(100)); vars.set("n", vars.get("n") + 1)`)
	case dice < 88:
		return l.run(ctx, withProcesses, `if (await commands.run("echo", { text: "a b" }) !== "a b") throw new Error("lost")`)
	case dice < 90:
		return l.abandon(ctx, withProcesses)
	case dice < 95:
		l.asked.Add(1)
		var logs api.Logs
		return l.client.Get(ctx, api.Path(api.PathLogs, name(withProcesses), "p0"), &logs)
	case dice < 99:
		l.asked.Add(1)
		var s api.Session
		return l.client.Get(ctx, api.Path(api.PathSession, name(i)), &s)
	}
	l.asked.Add(1)
	var all api.Processes
	return l.client.Get(ctx, api.PathAll, &all)
}

// abandon begins a run that would take long, and goes away.
func (l *load) abandon(ctx context.Context, i int) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	err := l.run(ctx, i, `await commands.run("slow")`)
	if err == nil {
		return errors.New("a run that was abandoned went on")
	}
	return nil
}

// check holds that nothing is lost: no change of a variable, no process.
func (l *load) check(t *testing.T) {
	t.Helper()
	for i := range l.sessions {
		var vars api.Vars
		if err := l.client.Get(t.Context(), api.Path(api.PathVars, name(i)), &vars); err != nil {
			t.Fatal(err)
		}
		if want := json.RawMessage(strconv.FormatInt(l.counts[i].Load(), 10)); !bytes.Equal(vars.Vars["n"], want) {
			t.Errorf("session %d: n is %s, want %s", i, vars.Vars["n"], want)
		}
	}
	var all api.Processes
	if err := l.client.Get(t.Context(), api.PathAll, &all); err != nil {
		t.Fatal(err)
	}
	running := 0
	for _, p := range all.Processes {
		if p.Running && p.Restarts == 0 {
			running++
		}
	}
	if running != l.processes {
		t.Errorf("%d processes run, want %d", running, l.processes)
	}
	var status api.Status
	eventually(t, "no run is in flight", func() bool {
		return l.client.Get(t.Context(), api.PathStatus, &status) == nil && status.Runs == 0
	})
}

func (l *load) percentile(p int) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.latencies)
	return l.latencies[len(l.latencies)*p/100].Round(10 * time.Microsecond)
}

// residentBytes is how much memory the server alone has.
func (s *serving) residentBytes(t testing.TB) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// cpuOver is how much CPU time the server uses in a while.
func (s *serving) cpuOver(t testing.TB, while time.Duration) time.Duration {
	t.Helper()
	before := s.cpuTime(t)
	<-time.After(while) // what is measured, not what is waited for
	return s.cpuTime(t) - before
}

// cpuTime is how much the threads of the server have run.
func (s *serving) cpuTime(t testing.TB) (total time.Duration) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.cmd.Process.Pid))
	if err != nil || len(threads) == 0 {
		t.Fatal("no threads", err)
	}
	for _, file := range threads {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has ended
		}
		nanos, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		total += time.Duration(nanos)
	}
	return total
}

// marked returns the processes that have a variable in their environment.
func marked(variable string) (pids []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		env, _ := os.ReadFile(file) // a process that has gone is fine
		pid := strings.Split(file, "/")[2]
		if slices.Contains(strings.Split(string(env), "\x00"), variable) && pid != strconv.Itoa(os.Getpid()) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// TestIdleServer holds that a server with many sessions that nobody uses uses no
// CPU time.
func TestIdleServer(t *testing.T) {
	s := newServing(t, driveSpecs)
	c := s.client()
	const sessions = 1000
	for i := range sessions {
		req := api.RunRequest{Source: "vars.set('n', 1)"}
		if _, err := c.Run(t.Context(), name(i), req, client.Listener{}); err != nil {
			t.Fatal(err)
		}
	}
	const limit = 20 * time.Millisecond
	used := s.cpuOver(t, time.Second)
	for try := 0; used > limit && try < 5; try++ { // the garbage of the runs is being collected
		used = s.cpuOver(t, time.Second)
	}
	t.Logf("%d idle sessions: %v of CPU time a second, %d MiB", sessions, used, s.residentBytes(t)>>20)
	if used > limit {
		t.Errorf("%d idle sessions use %v of CPU time a second", sessions, used)
	}
}
