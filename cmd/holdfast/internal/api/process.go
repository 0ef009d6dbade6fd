package api

// Persistent commands and their logs, from what package commands returns and
// back.

import (
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// NewProcess makes a Process of the session of that name.
func NewProcess(session string, s commands.Status) Process {
	p := Process{
		Name: s.Name, Session: session, Command: s.Command,
		State: s.State, Reason: s.Reason, Running: s.Running, Ready: s.Ready,
		PID: s.PID, UptimeMs: s.Uptime.Milliseconds(), Restarts: s.Restarts, Signal: s.Signal,
	}
	if !s.StartedAt.IsZero() {
		p.StartedAtMs = s.StartedAt.UnixMilli()
	}
	if !s.EndedAt.IsZero() {
		p.ExitCode = &s.ExitCode
	}
	if s.Restart != (commands.Restart{}) {
		restart := Restart(s.Restart)
		p.Restart = &restart
	}
	return p
}

// Status is NewProcess undone, but for when it ended, which nobody is told.
func (p Process) Status() commands.Status {
	s := commands.Status{
		Name: p.Name, Command: p.Command, State: p.State, Reason: p.Reason,
		Running: p.Running, Ready: p.Ready, PID: p.PID, Restarts: p.Restarts, Signal: p.Signal,
		Uptime: time.Duration(p.UptimeMs) * time.Millisecond, Stderr: p.Stderr,
	}
	if p.StartedAtMs != 0 {
		s.StartedAt = time.UnixMilli(p.StartedAtMs)
	}
	if p.ExitCode != nil {
		s.ExitCode = *p.ExitCode
	}
	if p.Restart != nil {
		s.Restart = commands.Restart(*p.Restart)
	}
	return s
}

// NewLogs makes Logs.
func NewLogs(l commands.Logs) Logs {
	return Logs{Lines: newLines(l.Lines), Next: l.Next, Dropped: l.Dropped}
}

func newLines(lines []commands.Line) []Line {
	all := make([]Line, len(lines))
	for i, line := range lines {
		all[i] = Line{
			Seq: line.Seq, TimeMs: line.Time.UnixMilli(), Stream: line.Stream, Text: line.Text,
			Continued: line.Continued,
		}
	}
	return all
}

// Logs is NewLogs undone.
func (l Logs) Logs() commands.Logs {
	return commands.Logs{Lines: linesOf(l.Lines), Next: l.Next, Dropped: l.Dropped}
}

// linesOf is newLines undone.
func linesOf(lines []Line) []commands.Line {
	all := make([]commands.Line, len(lines))
	for i, line := range lines {
		all[i] = commands.Line{
			Seq: line.Seq, Time: line.Time(), Stream: line.Stream, Text: line.Text,
			Continued: line.Continued,
		}
	}
	return all
}
