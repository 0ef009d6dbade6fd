package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/commands"
)

func (s *Server) logs(w http.ResponseWriter, r *http.Request) error {
	session, err := s.lookup(r)
	if err != nil {
		return err
	}
	o, follow, err := logOptions(r.URL.Query())
	if err != nil {
		return err
	}
	process := r.PathValue("process")
	logs, err := session.Commands().Logs(process, o)
	if err != nil {
		return err
	}
	if !follow {
		return answer(w, api.NewLogs(logs))
	}
	s.follow(w, r, func(ctx context.Context, out *stream) error {
		return session.Commands().Follow(ctx, process, o, commands.Follower{
			Logs: func(logs commands.Logs) error { return out.send(logEvents(logs)...) },
			State: func(status commands.Status) error {
				p := api.NewProcess(session.Name(), status)
				return out.send(api.Event{Type: api.EventState, State: &p})
			},
		})
	})
	return nil
}

// follow answers with the events that tell sends, until it returns: the process
// has ended for good, or its context has, for the client is gone or the server
// ends.
func (s *Server) follow(
	w http.ResponseWriter, r *http.Request, tell func(ctx context.Context, out *stream) error,
) {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	defer context.AfterFunc(s.life, func() { cancel(context.Cause(s.life)) })()
	out := newStream(ctx, w, 0)
	defer out.close()
	w.Header().Set("Content-Type", api.Stream)
	if err := tell(ctx, out); errors.Is(err, errEnding) {
		_ = out.send(api.Event{Type: api.EventError,
			Error: &api.Error{Code: api.CodeDraining, Message: err.Error()}})
	}
}

func logEvents(logs commands.Logs) []any {
	var events []any
	if logs.Dropped > 0 {
		events = append(events, api.Event{Type: api.EventDropped, Dropped: logs.Dropped})
	}
	for _, line := range api.NewLogs(logs).Lines {
		events = append(events, api.Event{Type: api.EventLine, Line: &line})
	}
	return events
}

// logOptions reads the query of logs.
func logOptions(query url.Values) (o commands.LogOptions, follow bool, err error) {
	for name := range query {
		if !slices.Contains([]string{"stream", "since", "limit", "follow"}, name) {
			return o, false, badRequest("unknown parameter %q of the query", name)
		}
	}
	o.Stream = query.Get("stream")
	if text := query.Get("since"); text != "" {
		if o.Since, err = strconv.ParseUint(text, 10, 64); err != nil {
			return o, false, badRequest("since: %q is no cursor; take what next was", text)
		}
	}
	if text := query.Get("limit"); text != "" {
		if o.Limit, err = strconv.Atoi(text); err != nil || o.Limit < 0 {
			return o, false, badRequest("limit: %q is no number of lines", text)
		}
	}
	if text := query.Get("follow"); text != "" {
		if follow, err = strconv.ParseBool(text); err != nil {
			return o, false, badRequest("follow: %q is neither 1 nor 0", text)
		}
	}
	return o, follow, nil
}
