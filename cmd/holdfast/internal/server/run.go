package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

// run runs a script. It answers at once with the run's number, then with events
// as they happen or with one document. A client that goes away, or takes no more,
// cancels its run.
func (s *Server) run(w http.ResponseWriter, r *http.Request) error {
	var req api.RunRequest
	if err := decode(w, r, api.MaxRunBytes, &req); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	name := r.PathValue("session")
	id, err := s.runs.begin(name, cancel)
	if err != nil {
		return err
	}
	defer s.runs.end(id)
	session, err := s.cfg.Host.Session(name)
	if err != nil {
		return badRequest("%v", err)
	}
	out := newStream(ctx, w, s.stall(req))
	defer out.close()
	out.open(id, req.Stream)
	script := newScript(req)
	if req.Stream {
		script.Console = func(e host.ConsoleEntry) {
			entry := api.NewEntry(e)
			if out.send(api.Event{Type: api.EventConsole, Console: &entry}) != nil {
				cancel(errGone)
			}
		}
	}
	s.conclude(out, req.Stream, func() (*host.Result, error) { return session.Run(ctx, script) })
	return nil
}

// conclude runs, counts the run, and answers with how it ended.
func (s *Server) conclude(out *stream, streamed bool, run func() (*host.Result, error)) {
	began := time.Now()
	result, err := run()
	s.cfg.Metrics.ran(err, time.Since(began))
	outcome := api.NewOutcome(result, err)
	if streamed {
		_ = out.send(api.Event{Type: api.EventResult, Result: &outcome})
	} else {
		_ = out.send(outcome)
	}
}

// newScript is what a request asks the host for.
func newScript(req api.RunRequest) host.Script {
	script := host.Script{
		Name: req.Name, Source: req.Source, Args: req.Args, MemoryBytes: req.MemoryBytes,
		Timeout: time.Duration(req.TimeoutMs) * time.Millisecond,
	}
	if req.TimeoutMs < 0 {
		script.Timeout = -1
	}
	return script
}

// stall is how long a client may leave a run waiting that wants to print: as long
// as the run may take. 0 is for ever.
func (s *Server) stall(req api.RunRequest) time.Duration {
	limit := newScript(req).Timeout
	if limit == 0 {
		limit = s.cfg.RunTimeout
	}
	return max(0, limit)
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
