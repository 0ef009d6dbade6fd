package server

import (
	"context"
	"net/http"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

func (s *Server) allProcesses(w http.ResponseWriter, _ *http.Request) error {
	return answer(w, newProcesses(s.cfg.Host.Sessions()))
}

func (s *Server) processes(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	return answer(w, newProcesses([]*host.Session{session}))
}

// newProcesses also measures them, in one look at the system.
func newProcesses(sessions []*host.Session) api.Processes {
	all := api.Processes{Processes: []api.Process{}}
	var pids []int
	for _, session := range sessions {
		for _, p := range session.Commands().Processes() {
			all.Processes = append(all.Processes, api.NewProcess(session.Name(), p))
			if p.Running {
				pids = append(pids, p.PID)
			}
		}
	}
	used, err := commands.Measure(pids)
	if err != nil {
		return all // without: the rest is worth having
	}
	for i, p := range all.Processes {
		if u, ok := used[p.PID]; ok && p.Running {
			all.Processes[i].Usage = &api.Usage{
				Processes: u.Processes, CPUMs: u.CPU.Milliseconds(), MemoryBytes: u.MemoryBytes,
			}
		}
	}
	return all
}

// stop stops a process whether the client waits or not: one that was told to end
// gets its whole grace.
func (s *Server) stop(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	var req api.StopRequest
	if err := decode(w, r, api.MaxBodyBytes, &req); err != nil {
		return err
	}
	o := commands.StopOptions{Signal: req.Signal}
	if req.GraceMs != nil {
		if *req.GraceMs < 0 || *req.GraceMs > mostMs {
			return badRequest("graceMs: %d is not 0 to %d", *req.GraceMs, mostMs)
		}
		grace := time.Duration(*req.GraceMs) * time.Millisecond
		o.Grace = &grace
	}
	status, err := session.Commands().Stop(context.WithoutCancel(r.Context()), r.PathValue("process"), o)
	if err != nil {
		return err
	}
	return answer(w, api.NewProcess(session.Name(), status))
}

// states answers with events: the state of a process and its changes, until it has
// ended and is not restarted.
func (s *Server) states(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	process := r.PathValue("process")
	if _, err := session.Commands().Status(process); err != nil {
		return err
	}
	s.follow(w, r, func(ctx context.Context, out *stream) error {
		return session.Commands().Follow(ctx, process, commands.LogOptions{}, commands.Follower{
			State: func(status commands.Status) error {
				p := api.NewProcess(session.Name(), status)
				p.Stderr = status.Stderr
				return out.send(api.Event{Type: api.EventState, State: &p})
			},
		})
	})
	return nil
}
