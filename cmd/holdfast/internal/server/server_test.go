package server

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	goleak.VerifyTestMain(m)
}

const testSpecs = `
commands:
  fails: echo oops >&2; exit 3
  greet: { run: [echo, "${name}"], description: Greet, params: { name: { type: string, description: Who } } }
  slow: exec sleep 1000
  server: { run: "echo one; echo two >&2; exec sleep 1000", persistent: true, ready: { log: one } }
  brief: { run: "echo one; exit 3", persistent: true }
`

// A fixture is a server on a socket, and a client that knows where.
type fixture struct {
	*Server
	t      *testing.T
	client *http.Client
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	dir := t.TempDir()
	set, err := specs.Parse(filepath.Join(dir, "holdfast.yaml"), []byte(testSpecs))
	if err != nil {
		t.Fatal(err)
	}
	metrics := new(Metrics)
	h, err := host.New(host.Config{
		Specs: set, Environ: []string{"PATH=/usr/bin:/bin"}, Observer: metrics.Observer(),
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s")
	l, err := socket.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	s := New(Config{
		Host: h, Metrics: metrics, Logger: slog.New(slog.DiscardHandler), Specs: set.File(),
		RunTimeout: host.DefaultRunTimeout,
	})
	web := s.HTTP()
	served := make(chan error, 1)
	go func() { served <- web.Serve(l) }()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return socket.Dial(ctx, path)
	}}
	t.Cleanup(func() {
		now, cancel := context.WithCancel(context.Background())
		cancel()
		s.Drain(now)
		if _, err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
		s.End()
		transport.CloseIdleConnections()
		if err := web.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		<-served
		if _, err := os.Lstat(path); err == nil {
			t.Error("the socket is still there")
		}
	})
	return &fixture{s, t, &http.Client{Transport: transport}}
}

// send sends a request and returns the answer, whose body the end of the test
// closes.
func (f *fixture) send(ctx context.Context, method, path, body string) *http.Response {
	f.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, "http://holdfast"+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	res, err := f.client.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// ask sends a request and returns status, media type and body of the answer.
func (f *fixture) ask(method, path, body string) (status int, media string, text []byte) {
	f.t.Helper()
	res := f.send(f.t.Context(), method, path, body)
	text, err := io.ReadAll(res.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), text
}

func (f *fixture) mustAsk(method, path, body string) string {
	f.t.Helper()
	status, _, text := f.ask(method, path, body)
	if status != http.StatusOK {
		f.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	return string(text)
}

// eventually fails the test unless done becomes true.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); !done(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("not within 10s: %s", what)
		}
	}
}

// TestGoneClient holds that a client whose connection ends cancels its run and
// the one-shots of it, and that the session goes on.
func TestGoneClient(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx, leave := context.WithCancel(t.Context())
	f.send(ctx, "POST", "/v1/sessions/s/runs", `{"source": "vars.set('n', 1); await commands.run('slow')"}`)
	session, _ := f.cfg.Host.Lookup("s")
	eventually(t, "the one-shot runs", func() bool { return len(session.Activities()) == 1 })
	leave()
	eventually(t, "the run ends", func() bool { return !session.Status().Running })
	if got := session.Activities(); len(got) > 0 {
		t.Errorf("still there: %v", got)
	}
	if got := f.mustAsk("GET", "/v1/sessions/s/vars", ""); got != `{"vars":{"n":1}}`+"\n" {
		t.Errorf("variables %s", got)
	}
}

// TestStalledClient holds that a client which takes nothing holds up neither the
// end of its session nor what others ask.
func TestStalledClient(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.send(t.Context(), "POST", "/v1/sessions/s/runs",
		`{"source": "const line = 'x'.repeat(1e4); for (;;) console.log(line)", "stream": true}`)
	session, _ := f.cfg.Host.Lookup("s")
	eventually(t, "the run is there", func() bool { return session.Status().Running })
	f.mustAsk("GET", "/v1/sessions/s", "")
	f.mustAsk("GET", "/v1/sessions/s/processes", "")
	began := time.Now()
	if got := f.mustAsk("DELETE", "/v1/sessions/s", ""); strings.Contains(got, `"error"`) {
		t.Errorf("closing: %s", got)
	}
	if took := time.Since(began); took > farewell+3*time.Second {
		t.Errorf("closing took %v", took)
	}
}

func TestCancelRun(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	res := f.send(t.Context(), "POST", "/v1/sessions/s/runs", `{"source": "await commands.run('slow')"}`)
	session, _ := f.cfg.Host.Lookup("s")
	eventually(t, "the one-shot runs", func() bool { return len(session.Activities()) == 1 })
	path := "/v1/sessions/s/runs/" + res.Header.Get("Holdfast-Run")
	f.mustAsk("DELETE", path+"?reason=enough", "")
	text, err := io.ReadAll(res.Body)
	if err != nil || !bytes.Contains(text, []byte(`"kind":"cancelled"`)) || !bytes.Contains(text, []byte("enough")) {
		t.Errorf("answer %s, %v", text, err)
	}
	<-time.After(farewell + 100*time.Millisecond) // past the deadline, which must be gone
	f.mustAsk("POST", "/v1/sessions/s/runs", `{"source": ""}`)
	if status, _, _ := f.ask("DELETE", path, ""); status != http.StatusNotFound {
		t.Errorf("cancelling what has ended: %d", status)
	}
}

// TestPresence holds that a session knows who is there, and that they are told of
// its end.
func TestPresence(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.mustAsk("PUT", "/v1/sessions/s", "")
	session, _ := f.cfg.Host.Lookup("s")
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://holdfast/v1/sessions/s/presence", nil)
		if res, err := f.client.Do(req); err == nil {
			_ = res.Body.Close()
		}
	}()
	eventually(t, "it is held", func() bool { return session.Status().IdleLeft < 0 })
	leave()
	eventually(t, "it is idle", func() bool { return session.Status().IdleLeft > 0 })
	told := make(chan int)
	go func() {
		status, _, _ := f.ask("GET", "/v1/sessions/s/presence", "")
		told <- status
	}()
	eventually(t, "it is held again", func() bool { return session.Status().IdleLeft < 0 })
	f.mustAsk("DELETE", "/v1/sessions/s", "")
	if status := <-told; status != http.StatusNotFound {
		t.Errorf("told %d", status)
	}
}

// TestDrain holds that a run in flight gets its grace, that new ones are refused
// meanwhile and that it is cancelled in the end.
func TestDrain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	res := f.send(t.Context(), "POST", "/v1/sessions/s/runs", `{"source": "await commands.run('slow')"}`)
	grace, end := context.WithCancel(t.Context())
	cancelled := make(chan int)
	go func() { cancelled <- f.Drain(grace) }()
	eventually(t, "it drains", func() bool { _, draining := f.runs.count(); return draining })
	status, _, text := f.ask("POST", "/v1/sessions/s/runs", `{"source": ""}`)
	if status != http.StatusServiceUnavailable || !bytes.Contains(text, []byte(`"draining"`)) {
		t.Errorf("a new run: %d %s", status, text)
	}
	if got := f.mustAsk("GET", "/v1/status", ""); !strings.Contains(got, `"draining":true`) {
		t.Errorf("status %s", got)
	}
	end()
	if got := <-cancelled; got != 1 {
		t.Errorf("%d runs cancelled, want 1", got)
	}
	if text, _ := io.ReadAll(res.Body); !bytes.Contains(text, []byte(errEnding.Error())) {
		t.Errorf("the run's answer: %s", text)
	}
	if got := f.Drain(t.Context()); got != 0 {
		t.Errorf("nothing to drain, but %d cancelled", got)
	}
	if _, err := f.cfg.Host.Close(t.Context()); err != nil {
		t.Error(err)
	}
	status, _, text = f.ask("PUT", "/v1/sessions/new", "")
	if status != http.StatusServiceUnavailable || !bytes.Contains(text, []byte(`"draining"`)) {
		t.Errorf("a new session: %d %s", status, text)
	}
}

// TestFollowEnds holds that a log can be followed while it grows, and that the
// end of the server ends that and says so.
func TestFollowEnds(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.mustAsk("POST", "/v1/sessions/s/runs", `{"source": "await commands.start('server')"}`)
	res := f.send(t.Context(), "GET", "/v1/sessions/s/processes/server/logs?follow=1", "")
	var lines []string
	for s := bufio.NewScanner(res.Body); s.Scan(); {
		lines = append(lines, s.Text())
		if strings.Contains(s.Text(), `"two"`) {
			f.End()
		}
	}
	if last := lines[len(lines)-1]; !strings.Contains(last, `"draining"`) {
		t.Errorf("the last event is %s", last)
	}
}

func TestOtherUserIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ours, theirs := net.Pipe() // not a Unix socket: nobody knows who that is
	defer ours.Close()
	defer theirs.Close()
	req := httptest.NewRequest("GET", "/v1/status", nil)
	w := httptest.NewRecorder()
	f.ServeHTTP(w, req.WithContext(f.HTTP().ConnContext(t.Context(), ours)))
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), `"forbidden"`) {
		t.Errorf("answer %d %s", w.Code, w.Body)
	}
}
