package host_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	goleak.VerifyTestMain(everywhere{m})
}

// isolation is where scripts run in tests that do not say where.
var isolation host.Isolation

// everywhere runs all tests once for each place where scripts may run, since
// nobody should see a difference.
type everywhere struct{ m *testing.M }

func (e everywhere) Run() int {
	if code := e.m.Run(); code != 0 || fuzzing() {
		return code
	}
	_ = flag.Set("test.bench", "") // benchmarks say where
	fmt.Println("again, with scripts in this process:")
	isolation = host.InProcess
	return e.m.Run()
}

// raceBuild reports whether the race detector is at work.
func raceBuild() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

func fuzzing() bool { return flag.Lookup("test.fuzz").Value.String() != "" }

// newHost returns a host that the end of the test closes.
func newHost(t testing.TB, cfg host.Config) *host.Host {
	t.Helper()
	cfg.Isolation = max(cfg.Isolation, isolation)
	h, err := host.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := h.Close(context.Background()); err != nil {
			t.Errorf("closing the host: %v", err)
		}
	})
	return h
}

func newSession(t testing.TB, cfg host.Config) *host.Session {
	t.Helper()
	return session(t, newHost(t, cfg), "test")
}

func session(t testing.TB, h *host.Host, name string) *host.Session {
	t.Helper()
	s, err := h.Session(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eval runs a script that must succeed and returns its value as JSON text.
func eval(t testing.TB, s *host.Session, source string) string {
	t.Helper()
	res, err := s.Run(t.Context(), host.Script{Source: source})
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return string(res.Value)
}

// fails runs a script that must fail with a ScriptError of that kind.
func fails(t *testing.T, s *host.Session, script host.Script, kind host.Kind) *host.ScriptError {
	t.Helper()
	res, err := s.Run(t.Context(), script)
	serr, ok := errors.AsType[*host.ScriptError](err)
	if !ok || serr.Kind != kind {
		t.Fatalf("%s: got %v, want a %s error", script.Source, err, kind)
	}
	if res == nil {
		t.Fatalf("%s: a failed run has no result", script.Source)
	}
	return serr
}

func specSet(t testing.TB, yaml string) *specs.Set {
	t.Helper()
	set, err := specs.Parse(t.TempDir()+"/holdfast.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// waitFor polls until ok: for what another goroutine or process does.
func waitFor(t testing.TB, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen")
		}
		<-tick.C
	}
}
