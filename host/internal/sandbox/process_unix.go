//go:build unix && !linux

package sandbox

// The host's side of a worker, by os/exec.

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/holdfast-run/holdfast/internal/launch"
)

// A Process is the host's handle of one worker. It is safe for concurrent use.
// Close must be called.
type Process struct {
	cmd    *exec.Cmd
	socket *os.File
	words  words
	ended  chan struct{} // closed when death is known
	death  Death
}

func (p *Process) start() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	ours, theirs, err := socketpair()
	if err != nil {
		return os.NewSyscallError("socketpair", err)
	}
	defer theirs.Close()
	p.socket = ours
	p.cmd = &exec.Cmd{
		Path:        program,
		Args:        []string{launch.Name},
		Dir:         "/", // so that it keeps no file system from being unmounted
		Env:         []string{launch.Role(os.Getpid()), launch.OneProcessor},
		Stderr:      &p.words,
		ExtraFiles:  []*os.File{theirs},
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true},
		WaitDelay:   time.Second,
	}
	if zone, ok := os.LookupEnv("TZ"); ok {
		p.cmd.Env = append(p.cmd.Env, "TZ="+zone)
	}
	if err := p.cmd.Start(); err != nil {
		_ = p.socket.Close()
		return err
	}
	return nil
}

// socketpair returns the ends of a stream. The first is the host's.
func socketpair() (ours, theirs *os.File, err error) {
	syscall.ForkLock.RLock()
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(ends[0])
		syscall.CloseOnExec(ends[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, err
	}
	_ = syscall.SetNonblock(ends[0], true)
	return os.NewFile(uintptr(ends[0]), "worker"), os.NewFile(uintptr(ends[1]), "host"), nil
}

// reap waits for the worker to end, and learns how.
func (p *Process) reap() {
	_ = p.cmd.Wait()
	p.death = Death{Code: -1, LastWords: p.words.String()}
	if state := p.cmd.ProcessState; state != nil {
		p.death.Known, p.death.Code = true, state.ExitCode()
		if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			p.death.Signal = signalName(status.Signal())
		}
	}
	close(p.ended)
}

// signalName names the signals by which a worker can be expected to end.
func signalName(s syscall.Signal) string {
	switch s {
	case syscall.SIGKILL:
		return "SIGKILL"
	case syscall.SIGABRT:
		return "SIGABRT"
	case syscall.SIGSEGV:
		return "SIGSEGV"
	case syscall.SIGQUIT:
		return "SIGQUIT"
	default:
		return "signal " + strconv.Itoa(int(s))
	}
}

// PID returns the number of the worker's process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Memory returns an error that wraps errors.ErrUnsupported.
func (p *Process) Memory() (bytes int, err error) {
	return 0, fmt.Errorf("memory of a worker: %w", errors.ErrUnsupported)
}

// CPUTime returns an error that wraps errors.ErrUnsupported.
func (p *Process) CPUTime() (time.Duration, error) {
	return 0, fmt.Errorf("processor time of a worker: %w", errors.ErrUnsupported)
}

// LimitMemory returns an error that wraps errors.ErrUnsupported.
func (p *Process) LimitMemory(bytes int) error {
	return fmt.Errorf("limiting a worker's memory: %w", errors.ErrUnsupported)
}

// Kill ends the worker with SIGKILL, and does not wait. It does nothing when the
// worker has ended.
func (p *Process) Kill() { _ = p.cmd.Process.Kill() }

// Alive reports whether the worker runs, as far as is known.
func (p *Process) Alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// words keeps the first launch.WordsBytes of what is written.
type words struct {
	mu   sync.Mutex // guards kept
	kept []byte
}

func (w *words) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = append(w.kept, b[:min(len(b), launch.WordsBytes-len(w.kept))]...)
	return len(b), nil
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.kept)
}
