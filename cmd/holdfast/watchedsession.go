package main

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
	"github.com/holdfast-run/holdfast/host"
)

// A watchedSession asks a server what goes on in a session, for the eye, while a
// run of this process is there.
type watchedSession struct {
	client *client.Client
	name   string
	run    atomic.Int64 // the number of that run; 0: not known

	// What now has got, and when. One goroutine may use it.
	asked time.Time
	last  api.Session
}

// accepted notes the number of the run.
func (s *watchedSession) accepted(run int) { s.run.Store(int64(run)) }

// askTime bounds how long an answer may take.
const askTime = 200 * time.Millisecond

// ask returns what the session is, or nothing.
func (s *watchedSession) ask() api.Session {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	var session api.Session
	if s.client.Get(ctx, api.Path(api.PathSession, s.name), &session) != nil {
		return api.Session{}
	}
	return session
}

// activities returns what the run may be busy with. What goes on before its turn
// is of others.
func (s *watchedSession) activities() []host.Activity {
	session := s.ask()
	if s.waits(session) {
		return nil
	}
	return activitiesOf(session)
}

func activitiesOf(session api.Session) []host.Activity {
	all := make([]host.Activity, len(session.Activities))
	for i, a := range session.Activities {
		all[i] = host.Activity{Name: a.Name, State: a.State}
	}
	return all
}

// waits reports whether the run is behind another one in line.
func (s *watchedSession) waits(session api.Session) bool {
	return slices.Contains(session.InFlight, api.InFlight{Run: int(s.run.Load()), Waiting: true})
}

// awaited says what the run waits for, otherwise what is given. It asks once a
// second.
func (s *watchedSession) awaited(otherwise string) string {
	if time.Since(s.asked) >= time.Second {
		s.asked, s.last = time.Now(), s.ask()
	}
	if s.waits(s.last) {
		return "waiting for its turn"
	}
	return awaited(activitiesOf(s.last), otherwise)
}
