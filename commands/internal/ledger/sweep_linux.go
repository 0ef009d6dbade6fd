package ledger

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/cgroup"
	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

const (
	// guardianTime is how long a guardian that outlives its host is waited
	// for. It is killing, and knows better than a ledger what.
	guardianTime = 2 * time.Second

	// strangerTime is how long a file that only others can sweep is left for
	// them. A container that is made anew for each start never comes back.
	strangerTime = 7 * 24 * time.Hour
)

// A sweep ends what one dead host has left, or all of a folder's.
type sweep struct {
	scope    procfs.Scope
	programs map[procfs.Identity]string // what was seen before it was killed
	report   Report
}

// sweepFolder goes over all files of a folder. The error is the system's, if
// the folder cannot be listed.
func sweepFolder(ctx context.Context, dir *folder, now procfs.Scope) (Report, error) {
	names, err := dir.names()
	s := sweep{scope: now, programs: map[procfs.Identity]string{}}
	for _, name := range names {
		if err := s.file(ctx, dir, name); err != nil {
			s.skip(dir.file(name), err)
		}
	}
	return s.report, err
}

func (s *sweep) skip(what string, reason error) {
	s.report.Skipped = append(s.report.Skipped, Skip{what, reason})
}

// file sweeps for one file and removes it if nothing is left. The error says
// why nothing was killed; there is none for the file of a live host.
func (s *sweep) file(ctx context.Context, dir *folder, name string) error {
	file, err := dir.open(name)
	if errors.Is(err, errLive) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer release(file) // after the file is removed
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return dir.remove(name) // its host has not locked it yet, and makes another
	}
	l, err := read(file)
	if err == nil {
		err = l.check(s.scope)
	}
	switch {
	case err == nil:
		if s.host(ctx, l) {
			return dir.remove(name)
		}
		return nil
	case errors.Is(err, errGarbage), errors.Is(err, errBoot), old(file):
		return errors.Join(err, dir.remove(name))
	}
	return err
}

// old reports whether a file has not been written to for strangerTime.
func old(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && time.Since(info.ModTime()) > strangerTime
}

// host ends what one dead host has left and reports whether nothing remains.
func (s *sweep) host(ctx context.Context, l legacy) (clean bool) {
	survivors := len(s.report.Survivors)
	atWork, cancel := context.WithTimeout(ctx, guardianTime)
	defer cancel()
	procfs.Settle(atWork, l.guardians, nil)
	s.processes(ctx, slices.Concat(
		slices.Collect(maps.Keys(l.processes)), slices.Collect(maps.Keys(l.guardians))))
	for dir := range l.groups {
		s.group(ctx, dir)
	}
	s.marked(ctx, marker.Search{
		Markers: slices.Collect(maps.Keys(l.markers)),
		Since:   l.Host.Start,
	})
	return len(s.report.Survivors) == survivors
}

// processes kills the recorded processes that are still the recorded ones.
func (s *sweep) processes(ctx context.Context, ids []procfs.Identity) {
	signalled := map[procfs.Identity]bool{}
	s.name(ids)
	for _, id := range ids {
		switch err := killRecorded(id); {
		case err == nil:
			signalled[id] = true
		case errors.Is(err, procfs.ErrGone):
		default:
			s.skip(id.String(), err)
		}
	}
	s.take(procfs.Settle(ctx, signalled, nil), byLedger)
}

// killRecorded kills a process if it is still the recorded one. The error is
// procfs.ErrGone if it has ended, or the reason not to.
func killRecorded(id procfs.Identity) error {
	if id.PID <= 1 || id.PID == os.Getpid() {
		return errNever
	}
	h, err := id.Open()
	if err != nil {
		return err
	}
	defer h.Close()
	if !id.Alive() {
		return procfs.ErrGone // a zombie that its parent has not reaped
	}
	return h.Kill()
}

// errNever is for the numbers that no command can have.
var errNever = errors.New("never to be killed, whatever a ledger says")

// group kills what is in a recorded control group and removes it.
func (s *sweep) group(ctx context.Context, dir string) {
	g, err := cgroup.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		s.skip(dir, err)
		return
	}
	if present, err := g.Processes(); err == nil {
		s.name(present)
	}
	outcome, err := g.Kill(ctx)
	s.take(outcome, byGroup)
	if err := errors.Join(err, g.Close()); err != nil {
		s.skip(dir, err)
	}
}

// marked kills what carries a marker.
func (s *sweep) marked(ctx context.Context, search marker.Search) {
	if len(search.Markers) == 0 {
		return
	}
	if found, err := search.Find(); err == nil {
		s.name(found)
	}
	outcome, err := search.Kill(ctx)
	s.take(outcome, byMarker)
	if err != nil {
		s.skip("processes that carry a marker", err)
	}
}

// name remembers what processes run that are to be killed: the dead have no name.
// One that is forked meanwhile goes without.
func (s *sweep) name(ids []procfs.Identity) {
	for _, id := range ids {
		if program := id.Program(); program != "" {
			s.programs[id] = program
		}
	}
}

// take adds an outcome to the report. A survivor of one net may be caught by
// the next.
func (s *sweep) take(outcome procfs.Outcome, by string) {
	for _, id := range outcome.Killed {
		s.report.Killed = append(s.report.Killed, Kill{id, s.programs[id], by})
		s.report.Survivors = slices.DeleteFunc(s.report.Survivors,
			func(survivor procfs.Identity) bool { return survivor == id })
	}
	for _, id := range outcome.Survivors {
		if !slices.Contains(s.report.Survivors, id) {
			s.report.Survivors = append(s.report.Survivors, id)
		}
	}
}
