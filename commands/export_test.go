package commands

// What the tests of the public surface need to see or bring about.

import (
	"time"

	"github.com/holdfast-run/holdfast/specs"
)

// InFlight returns how many one-shots have a process.
func InFlight(r *Runner) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.inFlight {
		if s.pid() != 0 {
			n++
		}
	}
	return n
}

// SetKillWait sets how long a killed process has before it is a survivor; one
// below zero is up before it is killed.
func SetKillWait(r *Runner, d time.Duration) { r.killWait = d }

// Occupy registers a one-shot that goes only when it is released.
func Occupy(r *Runner, name string) (release func()) {
	s := newOneshot(&specs.Invocation{Command: name}, &r.chunks)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.line.places <- struct{}{}
	r.inFlight[s] = true
	return func() { r.leave(s) }
}

// Asked reports whether the process of an instance was sent a signal to end.
func Asked(r *Runner, name string) bool {
	p, err := r.find(name)
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked != ""
}

// Starters returns how many calls of Start wait for an instance.
func Starters(r *Runner, name string) int {
	p, err := r.find(name)
	if err != nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.starters
}
