package server

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

// run runs a script, in a session that it makes if there is none.
func (s *Server) run(w http.ResponseWriter, r *http.Request) error {
	script, streamed, err := decodeScript(w, r)
	if err != nil {
		return err
	}
	return s.conduct(w, r, job{
		find: s.obtain, streamed: streamed, stall: s.stall(script.Timeout),
		do: func(ctx context.Context, session *host.Session, h hooks) (api.Event, error) {
			script.Started, script.Console = h.started, h.console
			result, err := session.Run(ctx, script)
			outcome := api.NewOutcome(result, err)
			return api.Event{Type: api.EventResult, Result: &outcome}, err
		},
	})
}

// obtain returns the session that a path names, which it makes if there is none.
func (s *Server) obtain(r *http.Request) (*host.Session, error) {
	session, err := s.cfg.Host.Session(r.PathValue("session"))
	switch {
	case errors.Is(err, host.ErrClosed):
		return nil, noNewRuns()
	case err != nil:
		return nil, badRequest("%v", err)
	}
	return session, nil
}

// A job is what a request has a session do in its turn: a run or an entry.
type job struct {
	find     func(r *http.Request) (*host.Session, error)
	streamed bool          // answer with events as they happen
	stall    time.Duration // how long a client may let it wait that wants to print; 0: for ever

	// do does it. It returns the event that ends the stream, and the error that is
	// told there.
	do func(ctx context.Context, session *host.Session, h hooks) (api.Event, error)
}

// hooks are called while a job is done.
type hooks struct {
	started func()
	console func(host.ConsoleEntry) // nil unless the job is streamed
}

// conduct does a job. It answers at once with a number, then with events as they
// happen or with one document. A client that goes away, or takes no more, cancels
// the job.
func (s *Server) conduct(w http.ResponseWriter, r *http.Request, j job) error {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	id, err := s.runs.begin(r.PathValue("session"), cancel)
	if err != nil {
		return err
	}
	defer s.runs.end(id)
	session, err := j.find(r)
	if err != nil {
		return err
	}
	out := newStream(ctx, w, j.stall)
	defer out.close()
	out.open(id, j.streamed)
	h := hooks{started: func() { s.runs.start(id) }}
	if j.streamed {
		h.console = func(e host.ConsoleEntry) {
			entry := api.NewEntry(e)
			if out.send(api.Event{Type: api.EventConsole, Console: &entry}) != nil {
				cancel(errGone)
			}
		}
	}
	began := time.Now()
	last, err := j.do(ctx, session, h)
	s.cfg.Metrics.ran(err, time.Since(began))
	if j.streamed {
		_ = out.send(last)
	} else {
		_ = out.send(last.Answer())
	}
	return nil
}

// decodeScript reads what a request asks the host for.
func decodeScript(w http.ResponseWriter, r *http.Request) (s host.Script, streamed bool, err error) {
	var req struct {
		api.RunRequest
		Source *string `json:"source"` // nil: it is missing
	}
	if err := decode(w, r, api.MaxRunBytes, &req); err != nil {
		return s, false, err
	}
	s = host.Script{Name: req.Name, Args: req.Args, MemoryBytes: req.MemoryBytes}
	if s.Source, err = need("source", req.Source); err != nil {
		return s, false, err
	}
	s.Timeout, err = limits(req.TimeoutMs, req.MemoryBytes)
	return s, req.Stream, err
}

// mostMs is the longest time that a request may name.
const mostMs = math.MaxInt64 / int64(time.Millisecond)

// limits returns a limit of time as package host has it, or what is wrong with it
// or that of memory.
func limits(ms int64, memoryBytes int) (time.Duration, error) {
	switch {
	case ms < -1 || ms > mostMs:
		return 0, badRequest("timeoutMs: %d is neither 0 to %d nor -1", ms, mostMs)
	case memoryBytes < -1:
		return 0, badRequest("memoryBytes: %d is neither 0 or more nor -1", memoryBytes)
	case ms == -1:
		return -1, nil
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// stall is how long a client may leave a run of that timeout waiting: as long as
// the run may take.
func (s *Server) stall(timeout time.Duration) time.Duration {
	return max(0, cmp.Or(timeout, s.cfg.RunTimeout))
}

// maxReasonBytes bounds why a client says it cancels.
const maxReasonBytes = 200

// cancelRun cancels a run, which ends with an answer of its own. The query's
// reason is what the error of the run says.
func (s *Server) cancelRun(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.Atoi(r.PathValue("run"))
	if err != nil {
		return badRequest("run %q is no number", r.PathValue("run"))
	}
	reason := r.URL.Query().Get("reason")
	if reason == "" {
		reason = "the run was cancelled"
	}
	cause := errors.New(reason[:min(len(reason), maxReasonBytes)])
	if !s.runs.cancel(r.PathValue("session"), id, cause) {
		return &api.Error{Code: api.CodeNoRun, Message: "there is no such run in flight"}
	}
	return answer(w, api.Done{Done: true})
}
