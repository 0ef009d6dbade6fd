//go:build !unix

package sandbox

// Systems without workers.

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

const available = false

var errUnavailable = fmt.Errorf("scripts in a process of their own on %s: %w",
	runtime.GOOS, errors.ErrUnsupported)

func becomeWorker() (socket *os.File, ok bool) { return nil, false }

func confine() (Confinement, error) { return Confinement{}, errUnavailable }

// A Process is the host's handle of one worker. There are none on this system.
type Process struct{}

// Start returns Ready's error, which wraps errors.ErrUnsupported.
func Start() (*Process, error) { return nil, Ready() }

// Socket returns nil.
func (*Process) Socket() *os.File { return nil }

// PID returns 0.
func (*Process) PID() int { return 0 }

// Memory returns an error that wraps errors.ErrUnsupported.
func (*Process) Memory() (bytes int, err error) { return 0, errUnavailable }

// CPUTime returns an error that wraps errors.ErrUnsupported.
func (*Process) CPUTime() (time.Duration, error) { return 0, errUnavailable }

// LimitMemory returns an error that wraps errors.ErrUnsupported.
func (*Process) LimitMemory(bytes int) error { return errUnavailable }

// Kill does nothing.
func (*Process) Kill() {}

// Alive returns false.
func (*Process) Alive() bool { return false }

// Ended returns nil.
func (*Process) Ended() <-chan struct{} { return nil }

// Death returns nothing.
func (*Process) Death() Death { return Death{} }

// Close does nothing.
func (*Process) Close() {}
