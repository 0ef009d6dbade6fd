package ledger

import (
	"errors"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// A Session records one session. It is safe for concurrent use.
//
// An error of its methods is the system's and means that the file lacks that
// fact: a full disk, say. What depends on it may be left behind if this process
// is killed, and nothing else is amiss.
type Session struct {
	ledger *Ledger
	marker marker.Marker

	// What follows is guarded by ledger.mu.
	guardian  *procfs.Identity
	group     string
	processes map[int]procfs.Identity
}

// Guardian records the process that is the parent of the session's commands, in
// the place of one before.
func (s *Session) Guardian(pid int) error {
	return s.identified(pid, func(id procfs.Identity) record {
		s.guardian = &id
		return record{Session: s.marker, Guardian: &id}
	})
}

// Group records the folder of the session's control group.
func (s *Session) Group(dir string) error {
	if s == nil {
		return nil
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	s.group = dir
	return s.ledger.append(record{Session: s.marker, Group: dir})
}

// Started records a command. It is for a process that cannot have been replaced
// by another: one whose end has not been seen yet. One that has ended all the
// same need not be recorded.
func (s *Session) Started(pid int) error {
	return s.identified(pid, func(id procfs.Identity) record {
		s.processes[pid] = id
		return record{Session: s.marker, Process: &id}
	})
}

// identified appends what keep makes of the process that has the number pid.
func (s *Session) identified(pid int, keep func(procfs.Identity) record) error {
	if s == nil {
		return nil
	}
	id, err := procfs.Identify(pid)
	if errors.Is(err, procfs.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return s.ledger.append(keep(id))
}

// Ended says that a command has ended. Nothing is written: the file may name
// what is dead, and says so little about it that it is dropped as the file is
// rewritten.
func (s *Session) Ended(pid int) {
	if s == nil {
		return
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	delete(s.processes, pid)
}

// Close says that nothing of the session is left. A session with survivors is
// not closed, so that the next host tries again.
func (s *Session) Close() {
	if s == nil {
		return
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	delete(s.ledger.live, s)
}

// records returns what a new file is to say about the session. It is called
// with ledger.mu held.
func (s *Session) records() []record {
	list := []record{{Session: s.marker, Guardian: s.guardian, Group: s.group}}
	for _, id := range s.processes {
		list = append(list, record{Session: s.marker, Process: &id})
	}
	return list
}
