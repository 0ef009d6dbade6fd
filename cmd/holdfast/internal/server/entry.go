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
	entry, streamed, err := decodeEntry(w, r)
	if err != nil {
		return err
	}
	return s.conduct(w, r, job{
		find: s.lookup, streamed: streamed, stall: max(0, entry.Timeout),
		do: func(ctx context.Context, session *host.Session, h hooks) (api.Event, error) {
			entry.Started, entry.Console = h.started, h.console
			ev, err := session.Eval(ctx, entry)
			evaluation := api.NewEvaluation(ev, err)
			return api.Event{Type: api.EventEvaluation, Evaluation: &evaluation}, err
		},
	})
}

// decodeEntry reads what a request asks the host for.
func decodeEntry(w http.ResponseWriter, r *http.Request) (e host.Entry, streamed bool, err error) {
	var req struct {
		api.EntryRequest
		Source *string `json:"source"` // nil: it is missing
	}
	if err := decode(w, r, api.MaxRunBytes, &req); err != nil {
		return e, false, err
	}
	e = host.Entry{
		Name: req.Name, Colors: req.Colors, Columns: req.Columns, MemoryBytes: req.MemoryBytes,
	}
	if e.Source, err = need("source", req.Source); err != nil {
		return e, false, err
	}
	e.Timeout, err = limits(req.TimeoutMs, req.MemoryBytes)
	return e, req.Stream, err
}

// helpTime bounds how long a session is kept from its runs by what helps to type.
const helpTime = time.Second

func (s *Server) complete(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	req, err := decodeCompletion(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), helpTime)
	defer cancel()
	found, err := session.Complete(ctx, req.Text, req.Cursor)
	if err != nil {
		return err
	}
	return answer(w, api.NewCompletions(found))
}

func decodeCompletion(w http.ResponseWriter, r *http.Request) (c api.CompletionRequest, err error) {
	var req struct {
		Text   *string `json:"text"`
		Cursor *int    `json:"cursor"`
	}
	if err := decode(w, r, api.MaxBodyBytes, &req); err != nil {
		return c, err
	}
	if c.Text, err = need("text", req.Text); err != nil {
		return c, err
	}
	if c.Cursor, err = need("cursor", req.Cursor); err != nil {
		return c, err
	}
	if c.Cursor < 0 || c.Cursor > len(c.Text) {
		err = badRequest("cursor: %d is not in the text, which has %d bytes", c.Cursor, len(c.Text))
	}
	return c, err
}

func (s *Server) preview(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	var req struct {
		Text *string `json:"text"`
	}
	if err := decode(w, r, api.MaxBodyBytes, &req); err != nil {
		return err
	}
	source, err := need("text", req.Text)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), helpTime)
	defer cancel()
	text, err := session.Preview(ctx, source)
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
