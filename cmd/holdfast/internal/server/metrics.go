package server

// What Prometheus gets. The text format is a dozen lines to write; the client
// library would bring twenty packages for them.

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// latencyBounds are the upper bounds of the histogram of runs, in seconds.
var latencyBounds = [...]float64{.001, .005, .01, .05, .1, .5, 1, 5, 10, 60, 300}

// Metrics counts what happens in a host. Its zero value is ready; it is safe for
// concurrent use.
type Metrics struct {
	mu       sync.Mutex // guards what follows
	runs     map[string]uint64
	commands map[string]uint64
	latency  [len(latencyBounds) + 1]uint64 // the last: above all bounds
	seconds  float64
	closed   uint64
	kills    uint64
}

// Observer returns what tells m, for host.Config.
func (m *Metrics) Observer() host.Observer {
	return host.Observer{
		Command: func(_, _ string, err error) { m.count(&m.commands, commandOutcome(err)) },
		Closed: func(_ string, r host.Report, _ error) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.closed++
			m.kills += uint64(r.Total)
		},
	}
}

const outcomeOK = "ok"

func commandOutcome(err error) string {
	if failed, ok := errors.AsType[*commands.Error](err); ok {
		return strings.ToLower(string(failed.Code))
	}
	return outcomeOK
}

// ran counts a run.
func (m *Metrics) ran(err error, took time.Duration) {
	outcome := outcomeOK
	if err != nil {
		outcome = string(host.KindCancelled) // if it did not start
	}
	if failed, ok := errors.AsType[*host.ScriptError](err); ok {
		outcome = string(failed.Kind)
	}
	m.count(&m.runs, outcome)
	m.mu.Lock()
	defer m.mu.Unlock()
	at, _ := slices.BinarySearch(latencyBounds[:], took.Seconds())
	m.latency[at]++
	m.seconds += took.Seconds()
}

func (m *Metrics) count(counts *map[string]uint64, outcome string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if *counts == nil {
		*counts = make(map[string]uint64)
	}
	(*counts)[outcome]++
}

func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", api.Text)
	_, _ = w.Write(s.exposition())
	return nil
}

// exposition is what Prometheus reads.
func (s *Server) exposition() []byte {
	var e exposition
	sessions := s.cfg.Host.Sessions()
	live, _ := s.runs.count()
	vms, processes := 0, map[string]uint64{}
	for _, session := range sessions {
		if session.Status().Warm {
			vms++
		}
		for _, p := range session.Commands().Processes() {
			processes[p.State]++
		}
	}
	e.single("sessions", "gauge", "Sessions there are.", len(sessions))
	e.single("vms", "gauge", "VMs there are.", vms)
	e.single("runs_in_flight", "gauge", "Runs in flight or waiting for their turn.", live)
	e.labelled("processes", "gauge", "Persistent commands, by state.", "state", processes)
	s.cfg.Metrics.writeTo(&e)
	return e.Bytes()
}

func (m *Metrics) writeTo(e *exposition) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.labelled("runs_total", "counter", "Runs that have ended.", "outcome", m.runs)
	e.labelled("commands_total", "counter", "Commands run or started, by how that ended.",
		"outcome", m.commands)
	e.single("sessions_closed_total", "counter", "Sessions that have ended.", m.closed)
	e.single("kills_total", "counter", "Processes that the end of a session killed.", m.kills)
	e.histogram("run_duration_seconds", "From asking for a run to its end.", m.latency[:], m.seconds)
}

// An exposition is text in Prometheus' format.
type exposition struct{ bytes.Buffer }

func (e *exposition) head(name, kind, help string) {
	fmt.Fprintf(e, "# HELP holdfast_%s %s\n# TYPE holdfast_%s %s\n", name, help, name, kind)
}

func (e *exposition) single(name, kind, help string, value any) {
	e.head(name, kind, help)
	fmt.Fprintf(e, "holdfast_%s %d\n", name, value)
}

func (e *exposition) labelled(name, kind, help, label string, values map[string]uint64) {
	e.head(name, kind, help)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(e, "holdfast_%s{%s=%q} %d\n", name, label, key, values[key])
	}
}

func (e *exposition) histogram(name, help string, counts []uint64, sum float64) {
	e.head(name, "histogram", help)
	total := uint64(0)
	for i, count := range counts {
		total += count
		bound := "+Inf"
		if i < len(latencyBounds) {
			bound = strconv.FormatFloat(latencyBounds[i], 'g', -1, 64)
		}
		fmt.Fprintf(e, "holdfast_%s_bucket{le=%q} %d\n", name, bound, total)
	}
	fmt.Fprintf(e, "holdfast_%s_sum %g\nholdfast_%s_count %d\n", name, sum, name, total)
}

// MetricsHTTP returns what serves GET /metrics and nothing else, to whoever asks.
func (s *Server) MetricsHTTP() *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+api.PathMetrics, func(w http.ResponseWriter, r *http.Request) {
		_ = s.metrics(w, r)
	})
	h := s.HTTP()
	h.Handler, h.ConnContext = mux, nil
	return h
}
