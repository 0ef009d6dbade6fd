package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
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
type interruption struct {
	out     *console
	session *host.Session
	cancel  context.CancelCauseFunc
	asked   bool // a signal has come; only watch uses it

	end     func() // no more signals
	over    chan struct{}
	watcher sync.WaitGroup
}

// interruptible lets signals end what session runs, through cancel. stop must be
// called; until then no signal ends this process.
func interruptible(
	sys *system, out *console, session *host.Session, cancel context.CancelCauseFunc,
) *interruption {
	received, end := sys.signals()
	i := &interruption{
		out: out, session: session, cancel: cancel, end: end, over: make(chan struct{}),
	}
	// Owner: i. Ends with stop, which waits.
	i.watcher.Go(func() { i.watch(received) })
	return i
}

func (i *interruption) stop() {
	i.end()
	close(i.over)
	i.watcher.Wait()
}

func (i *interruption) watch(received <-chan os.Signal) {
	for {
		select {
		case <-i.over:
			return
		case sig := <-received:
			i.receive(sig)
		}
	}
}

func (i *interruption) receive(sig os.Signal) {
	number, ok := sig.(syscall.Signal)
	if !ok || number == syscall.SIGPIPE {
		return // the write that caused it has an error, which is enough
	}
	running := i.running()
	if i.asked {
		i.out.note("still cleaning up: waiting for " + cmp.Or(running, "the script") + " to end")
		return
	}
	i.asked = true
	why := &signalled{number}
	note := why.Error()
	if running != "" {
		note += ": ending " + running
	}
	i.out.note(note)
	i.cancel(why)
}

// running names the commands in flight.
func (i *interruption) running() string {
	var names []string
	for _, info := range i.session.Commands().List() {
		if info.Running {
			names = append(names, fmt.Sprintf("%q", info.Name))
		}
	}
	return strings.Join(names, ", ")
}
