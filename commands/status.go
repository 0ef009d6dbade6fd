package commands

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/tail"
)

// A Status is what is known of a persistent command, while it runs and after,
// until its name is started again.
type Status struct {
	Name    string // of the instance
	Command string // as declared

	// State is "starting" (there is a process, not known to be ready), "ready",
	// "restarting" (there is none until a backoff is over), "stopping" (it is
	// told to end), or one of those that stay: "exited" (by itself), "stopped"
	// (by Stop or Close), "failed" (was never ready, or crashed after the last
	// restart allowed; see Reason) or "lost" (ended nobody knows how).
	State   string
	Reason  string // why it failed or is lost, else ""
	Running bool   // there is a process
	Ready   bool   // and it is ready

	PID       int           // of the process, or the last one; 0 if there was none
	StartedAt time.Time     // of that process; zero if there was none
	EndedAt   time.Time     // of that process; zero while it runs
	ExitCode  int           // once it has ended; -1 if a signal ended it
	Signal    string        // that signal, "SIGTERM"; "" if it exited
	Uptime    time.Duration // from StartedAt until EndedAt, or now
	Restarts  int           // how many processes there were before that one
	Restart   Restart       // the last of them; in a backoff, the one to come

	Stdout string // the last lines, whole ones, some 4 KiB
	Stderr string // likewise
}

// A Restart is why a persistent command was started again by itself. The zero
// value is none.
type Restart struct {
	Consecutive int    // how many restarts in a row this one makes, from 1
	Max         int    // how many there may be; negative: any number
	ExitCode    int    // of the process before; -1 if a signal ended it
	Signal      string // that signal; "" if it exited
	Why         string // the line it complained with, or why it was ended; may be ""
}

// tailBytes is how much of a stream a Status shows.
const tailBytes = 4 << 10

// Status returns what is known of the instance of that name: a command's, or
// StartOptions.As. The error is an *Error (CodeNotRunning) if none was started,
// or 64 others have ended since it did.
func (r *Runner) Status(name string) (Status, error) {
	p, err := r.find(name)
	if err != nil {
		return Status{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status(), nil
}

// Processes returns the Status of every instance that there is one of, ordered
// by name.
func (r *Runner) Processes() []Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]Status, 0, len(r.instances))
	for _, p := range r.instances {
		p.mu.Lock()
		all = append(all, p.status())
		p.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b Status) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// find returns the instance of that name, live or not.
func (r *Runner) find(name string) (*instance, error) {
	if err := r.refusalOf(name); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.instances[name]
	if !ok {
		return nil, &Error{Code: CodeNotRunning, Command: name,
			Err: errors.New("is not running: nothing was started under that name")}
	}
	return p, nil
}

// findFor is find, and checks what is to be done with the instance.
func (r *Runner) findFor(
	name string, o interface{ Check(command string) error },
) (*instance, error) {
	p, err := r.find(name)
	if err != nil {
		return nil, err
	}
	if err := o.Check(p.Invocation.Command); err != nil {
		return nil, p.named(err)
	}
	return p, nil
}

// named has an *Error about the command name the instance.
func (p *instance) named(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Name = p.Name
	}
	return err
}

// status makes a Status. The caller holds mu.
func (p *instance) status() Status {
	s := Status{
		Name:     p.Name,
		Command:  p.Invocation.Command,
		State:    p.state,
		Running:  p.alive(),
		Ready:    p.state == stateReady,
		Restarts: p.restarts,
		Restart:  p.restart,
		Stdout:   p.tail.Text(tail.Stdout, tailBytes),
		Stderr:   p.tail.Text(tail.Stderr, tailBytes),
	}
	if p.cause != nil && (p.state == stateFailed || p.state == stateLost) {
		s.Reason = p.cause.Error()
	}
	if p.process == nil {
		return s
	}
	s.PID, s.StartedAt, s.EndedAt = p.process.PID(), p.startedAt, p.endedAt
	if s.Running {
		s.Uptime = time.Since(p.startedAt)
	} else {
		s.Uptime = p.endedAt.Sub(p.startedAt)
		s.ExitCode, s.Signal = p.exit.Code, p.exit.Signal
	}
	return s
}
