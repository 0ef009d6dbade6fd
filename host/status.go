package host

import (
	"slices"
	"time"
)

// Status is what a session is at one moment.
type Status struct {
	Name       string
	Running    bool // a run is in flight
	Warm       bool // the next run finds the globalThis of the last one
	Runs       int  // finished runs
	Generation int  // how many VMs the session has had
	Vars       int
	Created    time.Time
	LastUsed   time.Time // when the last run began or ended, or the session began

	// IdleLeft is how long until the session ends unless it is used; negative
	// if time does not end it: there is no TTL, a run is in flight, or a command or
	// Hold keeps it alive, or it has ended.
	IdleLeft time.Duration
}

// notIdle is the IdleLeft of a session that time does not end.
const notIdle = time.Duration(-1)

// Status never waits behind a run.
func (s *Session) Status() Status {
	vars := len(s.vars.Keys())
	warm := s.host.warm.has(s)
	kept := slices.ContainsFunc(s.runner.List(), s.keepsAlive)
	s.mu.Lock()
	defer s.mu.Unlock()
	return Status{
		Name: s.name, Running: s.running, Warm: warm || s.running, Runs: s.runs,
		Generation: s.generation, Vars: vars, Created: s.created, LastUsed: s.lastUsed,
		IdleLeft: s.idleLeft(kept),
	}
}

// idleLeft is Status.IdleLeft. The caller holds mu.
func (s *Session) idleLeft(kept bool) time.Duration {
	if s.idle == nil || s.closing != nil || s.running || s.holds > 0 || kept {
		return notIdle
	}
	return max(0, s.host.cfg.IdleTTL-time.Since(s.lastUsed))
}

// An Activity is a command that is in flight or changes its state: what a run,
// or a call of Close or Stop, may be waiting for.
type Activity struct {
	Name  string // of the command, or the instance
	State string // "running" (a one-shot), "starting", "restarting" or "stopping"
}

// Activities returns what goes on in a session, ordered by name. Persistent
// commands that are ready, or have ended, are no activity. It never waits behind
// a run.
func (s *Session) Activities() []Activity {
	var all []Activity
	for _, info := range s.runner.List() {
		if info.Running && !info.Persistent {
			all = append(all, Activity{info.Name, "running"})
		}
	}
	for _, p := range s.runner.Processes() {
		switch p.State {
		case "starting", "restarting", "stopping": // see commands.Status
			all = append(all, Activity{p.Name, p.State})
		}
	}
	return all
}
