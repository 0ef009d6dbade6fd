package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"syscall"

	"github.com/holdfast-run/holdfast/host"
)

// signalled is why a run was cancelled: this process got a signal.
type signalled struct{ signal syscall.Signal }

// Error says what the signal did, for a person.
func (s *signalled) Error() string {
	switch s.signal {
	case syscall.SIGINT:
		return "interrupted"
	case syscall.SIGTERM:
		return "terminated"
	case syscall.SIGHUP:
		return "terminal closed"
	}
	return s.signal.String()
}

func (s *signalled) status() int { return statusSignal + int(s.signal) }

// An interruption lets signals end a run. The first one cancels it; more of them
// change nothing, because the clean-up must not be skipped, but are answered.
// While no run needs cleaning up, a signal ends the process at once.
type interruption struct {
	sys   *system
	out   *console
	ready chan struct{} // closed when signals come here

	mu      sync.Mutex // guards the fields below; held while a signal is answered
	session *host.Session
	cancel  context.CancelCauseFunc
	asked   bool // a signal has come during this run
}

// watchSignals returns at once: handing signals over takes a round trip between
// threads for each, so that is done beside what comes before the run.
func watchSignals(sys *system, out *console) *interruption {
	i := &interruption{sys: sys, out: out, ready: make(chan struct{})}
	// Owner: the process, with which it ends. Nobody waits: to give signals back
	// would take as long again.
	go i.watch()
	return i
}

func (i *interruption) watch() {
	received := i.sys.signals()
	close(i.ready)
	for sig := range received {
		if number, ok := sig.(syscall.Signal); ok {
			i.receive(number)
		}
	}
}

// begin has signals cancel a run of session.
func (i *interruption) begin(session *host.Session, cancel context.CancelCauseFunc) {
	<-i.ready
	i.mu.Lock()
	defer i.mu.Unlock()
	i.session, i.cancel = session, cancel
}

// end says that all is cleaned up. It waits for an answer in progress.
func (i *interruption) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.session, i.cancel = nil, nil
}

// receive answers a signal. SIGPIPE needs no answer: the write that caused it has
// an error.
func (i *interruption) receive(number syscall.Signal) {
	if number == syscall.SIGPIPE {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	why := &signalled{number}
	if i.session == nil {
		i.sys.exit(why.status())
		return
	}
	busy := running(i.session)
	if i.asked {
		i.out.note("still cleaning up: waiting for " + cmp.Or(busy, "the script") + " to end")
		return
	}
	i.asked = true
	i.cancel(why) // before the note, which waits while output is stuck
	note := why.Error()
	if busy != "" {
		note += ": ending " + busy
	}
	i.out.note(note)
}

// running names a session's commands in flight.
func running(session *host.Session) string {
	var names []string
	for _, info := range session.Commands().List() {
		if info.Running {
			names = append(names, fmt.Sprintf("%q", info.Name))
		}
	}
	return strings.Join(names, ", ")
}
