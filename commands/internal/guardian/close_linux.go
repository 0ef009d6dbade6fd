package guardian

// The host's side of a guardian's end: to ask for it, and what it has come to.

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// answerGrace is how much longer than agreed Close waits for a guardian, which
// may have been stopped.
const answerGrace = 500 * time.Millisecond

// Close ends everything and then the guardian. It reports what had to be
// killed, and what is still there when ctx ends; the guardian goes on killing
// that. If the guardian itself does not answer, it is killed and the error is
// ErrLost: what had left its group may live on. Further calls wait again and
// return what it has come to by then.
func (g *Guardian) Close(ctx context.Context) (Report, error) {
	g.closing.Do(func() {
		g.closed.Store(true)
		if !g.killUnused() && !g.askEnd(timeLeft(ctx)) {
			g.abandon()
		}
	})
	select {
	case <-g.ended:
	case <-ctx.Done():
	}
	return g.outcome()
}

// Discard ends a guardian that has nothing to end, or kills it if it was stopped.
func (g *Guardian) Discard() {
	ctx, cancel := context.WithTimeout(context.Background(), answerGrace)
	defer cancel()
	_, _ = g.Close(ctx)
	<-g.ended
}

// outcome is the last report. The error is ErrLost if there is none, or if the
// guardian has ended and that was not the last it had to say.
func (g *Guardian) outcome() (Report, error) {
	ended := false
	select {
	case <-g.ended:
		ended = true
	default:
	}
	g.reporting.Lock()
	defer g.reporting.Unlock()
	if !g.reported || ended && len(g.report.Survivors) > 0 {
		return Report{}, ErrLost
	}
	return g.report, nil
}

// timeLeft is how long it is until ctx ends.
func timeLeft(ctx context.Context) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return forever
}

// askEnd asks the guardian to end everything, and waits for its first report. It
// is false if none comes.
func (g *Guardian) askEnd(within time.Duration) bool {
	patience := forever
	if within < forever-answerGrace {
		patience = within + answerGrace
		_ = g.reports.SetReadDeadline(time.Now().Add(patience))
	}
	if g.askWithin(patience, request{kind: askEnd, number: int64(within)}) == nil {
		if conn, err := g.reports.SyscallConn(); err == nil {
			_ = conn.Read(func(fd uintptr) bool { return g.takeReports(int(fd)) })
		}
	}
	g.reporting.Lock()
	defer g.reporting.Unlock()
	return g.reported
}

// takeReports takes the reports that are there, of which the last one counts. It
// is false if there is reason to wait for one.
func (g *Guardian) takeReports(fd int) bool {
	g.reporting.Lock()
	defer g.reporting.Unlock()
	b := make([]byte, reportBytes)
	for {
		n, _, err := receive(fd, b)
		if err != nil {
			return g.reported || err != unix.EAGAIN
		}
		if report, err := decodeReport(b[:n]); err == nil {
			g.report, g.reported = report, true
		}
	}
}

// abandon has the guardian end everything as it does when the host is gone. One
// that does not react is killed.
func (g *Guardian) abandon() {
	g.hangUp()
	select {
	case <-g.ended:
		return
	case <-time.After(answerGrace):
	}
	g.kill()
}

// use has Close ask the guardian what there is to end.
func (g *Guardian) use() {
	g.asking.Lock()
	defer g.asking.Unlock()
	g.used = true
}

// killUnused kills a guardian that has nothing to end. It need not even have come
// to its main.
func (g *Guardian) killUnused() bool {
	g.asking.Lock()
	defer g.asking.Unlock()
	if g.used {
		return false
	}
	g.reporting.Lock()
	defer g.reporting.Unlock()
	g.reported = true
	g.kill()
	return true
}

// kill ends the guardian and nothing else.
func (g *Guardian) kill() {
	if conn, err := g.pidfd.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) {
			_ = unix.PidfdSendSignal(int(fd), unix.SIGKILL, nil, 0)
		})
	}
}
