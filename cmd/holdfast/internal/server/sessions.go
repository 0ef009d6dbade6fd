package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

// lookup returns the session that a path names.
func (s *Server) lookup(r *http.Request) (*host.Session, error) {
	name := r.PathValue("session")
	session, ok := s.cfg.Host.Lookup(name)
	if !ok {
		return nil, noSession(name)
	}
	return session, nil
}

func noSession(name string) error {
	return &api.Error{Code: api.CodeNoSession, Message: fmt.Sprintf("there is no session %q", name)}
}

func (s *Server) sessions(w http.ResponseWriter, _ *http.Request) error {
	all := api.Sessions{Sessions: []api.Session{}}
	for _, session := range s.cfg.Host.Sessions() {
		all.Sessions = append(all.Sessions, s.newSession(session))
	}
	return answer(w, all)
}

func (s *Server) session(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	return answer(w, s.newSession(session))
}

// makeSession makes a session if there is none of that name.
func (s *Server) makeSession(w http.ResponseWriter, r *http.Request) error {
	session, err := s.obtain(r)
	if err != nil {
		return err
	}
	return answer(w, s.newSession(session))
}

func (s *Server) newSession(session *host.Session) api.Session {
	status := session.Status()
	answer := api.Session{
		Name: status.Name, Generation: status.Generation, Running: status.Running,
		Warm: status.Warm, Runs: status.Runs, Vars: status.Vars,
		CreatedAtMs: status.Created.UnixMilli(), LastUsedMs: status.LastUsed.UnixMilli(),
		Activities: []api.Activity{}, InFlight: s.runs.of(status.Name),
	}
	if left := status.IdleLeft; left >= 0 {
		ms := left.Milliseconds()
		answer.IdleLeftMs = &ms
	}
	for _, p := range session.Commands().Processes() {
		if p.Running {
			answer.Processes++
		}
	}
	for _, a := range session.Activities() {
		answer.Activities = append(answer.Activities, api.Activity{Name: a.Name, State: a.State})
	}
	return answer
}

func (s *Server) vars(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	all := api.Vars{Vars: map[string]json.RawMessage{}}
	for _, name := range session.Vars().Keys() {
		if value, ok := session.Vars().Get(name); ok {
			all.Vars[name] = value
		}
	}
	return answer(w, all)
}

// attend holds a session for a client until one of both is gone.
func (s *Server) attend(_ http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	defer session.Hold()()
	select {
	case <-r.Context().Done():
		return nil // nobody is there to be told
	case <-session.Done():
		return noSession(session.Name())
	}
}

// reset waits for the run in flight, as long as the client does.
func (s *Server) reset(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	if err := session.Reset(r.Context()); err != nil {
		return err
	}
	return answer(w, api.Done{Done: true})
}

// closeTimeout bounds how long the end of a session waits for processes that do
// not die although they are killed.
const closeTimeout = 10 * time.Second

// closeSession ends a session whether the client waits or not.
func (s *Server) closeSession(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), closeTimeout)
	defer cancel()
	s.runs.cancelAll(session.Name(), errClosed)
	report, err := session.Close(ctx)
	return answer(w, NewCloseReport(session.Name(), report, err))
}

// NewCloseReport makes a CloseReport of what a Close returned.
func NewCloseReport(session string, r host.Report, err error) api.CloseReport {
	answer := api.CloseReport{
		Session: session, Killed: []api.Killed{}, Total: r.Total,
		DurationMs: api.Millis(r.Duration),
	}
	for _, k := range r.Killed {
		answer.Killed = append(answer.Killed, api.Killed{
			Command: k.Command, Name: k.Name, Program: k.Program, PID: k.PID, Signal: k.Signal,
		})
	}
	if err != nil {
		answer.Error = err.Error()
	}
	return answer
}
