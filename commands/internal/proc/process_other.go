//go:build !linux

package proc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/nets"
)

// drainTime is how long a process may keep a pipe open after its leader's exit.
const drainTime = 100 * time.Millisecond

// A Process is a running command and the streams between it and us.
//
// It is os/exec's, which reaps the leader before the rest of the group is
// killed: in between, the system could give the group's number to another. A
// process that holds a pipe delays the end by drainTime, and Wait waits without
// limit for one that survives SIGKILL. Kill and PID may be called from any
// goroutine; Wait by one at a time.
type Process struct {
	cmd *exec.Cmd
}

// A Parent is what the processes of one session have in common: here, nothing.
// What leaves its process group escapes, as does everything when this process
// is killed. The zero value is ready.
type Parent struct {
	Uncontained bool            // it always is
	Net         *nets.Net       // marks what is started
	Spare       *guardian.Spare // has nothing to keep ready
}

// Adopt is not supported: the error is errors.ErrUnsupported.
func (*Parent) Adopt(int) error { return errors.ErrUnsupported }

// Prepare does nothing.
func (*Parent) Prepare() {}

// Close does nothing: a process is ended by its Process alone.
func (*Parent) Close(context.Context) (Report, error) { return Report{}, nil }

// Start starts c as the leader of a process group where the platform has them.
// The error is the system's error number underneath. Wait must be called.
func (parent *Parent) Start(c Command) (*Process, error) {
	c.Env = parent.Net.Environ(c.Env)
	p := &Process{cmd: &exec.Cmd{
		Path:        c.Path,
		Args:        c.Argv,
		Env:         append([]string{}, c.Env...), // nil would be ours
		Dir:         c.Dir,
		SysProcAttr: ownGroup(),
		WaitDelay:   drainTime,
	}}
	if c.Stdin != "" {
		p.cmd.Stdin = strings.NewReader(c.Stdin)
	}
	p.cmd.Stdout = sinkWriter{p, c.Stdout}
	p.cmd.Stderr = sinkWriter{p, c.Stderr}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	return p, nil
}

// PID returns the number of the process and of its group.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ended is false: nobody has looked.
func (p *Process) Ended() bool { return false }

// Kill ends the process group, or the process where there are no groups.
func (p *Process) Kill() { killGroup(p.cmd.Process) }

// Signal sends a signal to the process group, and continues those of it that are
// stopped. Where there are no groups it ends the process.
func (p *Process) Signal(sig syscall.Signal) { signalGroup(p.cmd.Process, sig) }

// AwaitEmpty returns at once: what was left of the group was killed by Wait, and
// is on its way.
func (p *Process) AwaitEmpty() error { return nil }

// Remains says that the process survives.
func (p *Process) Remains() error { return fmt.Errorf("process %d survives SIGKILL", p.PID()) }

// Wait carries the streams until the leader has exited and kills what is left
// of its group. The error is ErrLost or one of the system's.
func (p *Process) Wait() (Exit, error) {
	err := p.cmd.Wait()
	killGroup(p.cmd.Process)
	if p.cmd.ProcessState == nil {
		return Exit{Code: -1}, errors.Join(ErrLost, err)
	}
	return exitOfState(p.cmd.ProcessState), nil
}

// errFull ends the copying of a stream.
var errFull = errors.New("too much output")

// A sinkWriter lets os/exec write to a Sink.
type sinkWriter struct {
	process *Process
	sink    Sink
}

func (w sinkWriter) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		n := copy(w.sink.Buffer(), rest)
		rest = rest[n:]
		if !w.sink.Filled(n) {
			w.process.Kill()
			return len(b) - len(rest), errFull
		}
	}
	return len(b), nil
}

var _ io.Writer = sinkWriter{}

// exitOfState translates what os/exec tells.
func exitOfState(s *os.ProcessState) Exit {
	if s.Exited() {
		return Exit{Code: s.ExitCode()}
	}
	return exitBySignal(s)
}
