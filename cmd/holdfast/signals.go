package main

import (
	"cmp"
	"context"
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

	mu     sync.Mutex             // guards the fields below; held while a signal is answered
	busy   func() []host.Activity // nil while there is no run
	cancel context.CancelCauseFunc
	asked  bool // a signal has come during this run
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

// begin has signals cancel a run; busy says what it is waiting for.
func (i *interruption) begin(busy func() []host.Activity, cancel context.CancelCauseFunc) {
	<-i.ready
	i.mu.Lock()
	defer i.mu.Unlock()
	i.busy, i.cancel = busy, cancel
}

// end says that all is cleaned up. It waits for an answer in progress.
func (i *interruption) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.busy, i.cancel = nil, nil
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
	if i.busy == nil {
		i.sys.exit(why.status())
		return
	}
	if i.asked {
		names := cmp.Or(activityNames(i.busy()), "the script")
		i.answer("still cleaning up: waiting for " + names + " to end")
		return
	}
	i.asked = true
	names := activityNames(i.busy())
	i.cancel(why) // before the note, which waits while output is stuck
	note := why.Error()
	if names != "" {
		note += ": ending " + names
	}
	i.answer(note)
}

// answer tells the user, in place of the ^C that a terminal shows by itself.
func (i *interruption) answer(note string) {
	if canTakeBack(i.sys) {
		i.out.transient("^C")
	}
	i.out.note(note)
}
