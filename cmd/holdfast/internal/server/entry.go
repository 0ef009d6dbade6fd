package server

// What a REPL asks for.

import (
	"context"
	"net/http"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

// eval evaluates an entry, as run runs a script. A session that has ended is not
// made again: what earlier entries declared, set and started would be missing.
func (s *Server) eval(w http.ResponseWriter, r *http.Request) error {
	var req api.EntryRequest
	if err := decode(w, r, api.MaxRunBytes, &req); err != nil {
		return err
	}
	entry := newEntry(req)
	return s.conduct(w, r, job{
		find: s.lookup, streamed: req.Stream, stall: max(0, entry.Timeout),
		do: func(ctx context.Context, session *host.Session, h hooks) (api.Event, error) {
			entry.Started, entry.Console = h.started, h.console
			ev, err := session.Eval(ctx, entry)
			evaluation := api.NewEvaluation(ev, err)
			return api.Event{Type: api.EventEvaluation, Evaluation: &evaluation}, err
		},
	})
}

// newEntry is what a request asks the host for.
func newEntry(req api.EntryRequest) host.Entry {
	return host.Entry{
		Name: req.Name, Source: req.Source, Colors: req.Colors, Columns: req.Columns,
		Timeout: timeLimit(req.TimeoutMs), MemoryBytes: req.MemoryBytes,
	}
}

// helpTime bounds how long a session is kept from its runs by what helps to type.
const helpTime = time.Second

func (s *Server) complete(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	var req api.CompletionRequest
	if err := decode(w, r, api.MaxBodyBytes, &req); err != nil {
		return err
	}
	if req.Cursor < 0 || req.Cursor > len(req.Text) {
		return badRequest("cursor: %d is not in the text, which has %d bytes", req.Cursor, len(req.Text))
	}
	ctx, cancel := context.WithTimeout(r.Context(), helpTime)
	defer cancel()
	found, err := session.Complete(ctx, req.Text, req.Cursor)
	if err != nil {
		return err
	}
	return answer(w, api.NewCompletions(found))
}

func (s *Server) preview(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	var req api.PreviewRequest
	if err := decode(w, r, api.MaxBodyBytes, &req); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), helpTime)
	defer cancel()
	text, err := session.Preview(ctx, req.Text)
	if err != nil {
		return err
	}
	return answer(w, api.Preview{Text: text})
}

func (s *Server) commands(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	return answer(w, api.NewCommands(session.Commands().List()))
}
