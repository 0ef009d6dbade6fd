package commands

// How a process is found to be ready: by its log, or by trying until it works.

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/proc"
)

// A probe tells whether a process is ready; its error says what is missing.
type probe func(ctx context.Context) error

// Between two tries of a probe there is a pause that doubles. A connection takes no
// longer than tryTime; a request may, after the first.
const (
	shortestPause = 25 * time.Millisecond
	longestPause  = 250 * time.Millisecond
	tryTime       = 5 * time.Second
	// foreignTime is how long a stranger has to answer in the place of a process
	// that is yet to be started.
	foreignTime = 250 * time.Millisecond
)

// prove finds out that the process is ready, by a proof, or ends it if it is not
// so in time. ctx ends with the process.
func (p *instance) prove(ctx context.Context, process *proc.Process, ready probe) {
	limited, limit := ctx, p.Invocation.Ready.Timeout
	if limit > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	missing := ready(limited)
	switch {
	case missing == nil:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.isReady()
	case ctx.Err() != nil: // how it ended says more
	case p.notReady(fmt.Errorf("not ready: %w: %v", timeoutError{limit}, missing)):
		p.dismiss(ctx, process)
	}
}

// dismiss kills a process that was asked to end and has had its grace.
func (p *instance) dismiss(gone context.Context, process *proc.Process) {
	grace := time.NewTimer(p.Invocation.Stop.Grace)
	defer grace.Stop()
	select {
	case <-gone.Done():
	case <-grace.C:
		process.Kill()
	}
}

// proof returns what waits until the process is ready, or says what is missing
// when its context ends. It is called before anything is read from the process,
// so that no line is missed.
func (p *instance) proof() probe {
	switch ready := p.Invocation.Ready; {
	case ready.Log != "":
		return p.logged(ready.Log)
	case ready.TCP != "":
		return repeat(func(ctx context.Context) error { return accepts(ctx, ready.TCP) })
	case ready.HTTP != "":
		limit := tryTime // and more if that was too little, for a server that compiles, say
		return repeat(func(ctx context.Context) error {
			err := answers(ctx, ready.HTTP, limit)
			if errors.Is(err, context.DeadlineExceeded) {
				limit *= 2
			}
			return err
		})
	default:
		return repeat(func(ctx context.Context) error { return p.succeeds(ctx, ready.Exec) })
	}
}

// foreign returns an error if what is to show that the process is ready shows so
// before there is one: then it would show nothing.
func (p *instance) foreign() error {
	ready := p.Invocation.Ready
	if ready == nil || ready.TCP == "" && ready.HTTP == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), foreignTime)
	defer cancel()
	var silent error
	if ready.TCP != "" {
		silent = accepts(ctx, ready.TCP)
	} else {
		silent = answers(ctx, ready.HTTP, foreignTime)
	}
	if silent != nil {
		return nil
	}
	return p.refused(CodeNotReady, fmt.Errorf(
		"not started: %s answers already, so something else listens there; end that or change ready",
		ready.TCP+ready.HTTP))
}

// logged waits for a line of the process that matches the pattern.
func (p *instance) logged(pattern string) probe {
	matcher, err := regexp.Compile(pattern)
	if err != nil {
		return func(context.Context) error { return err }
	}
	found, stop := p.tail.Watch(p.tail.Next(), matcher.Match)
	return func(ctx context.Context) error {
		defer stop()
		select {
		case <-found:
			return nil
		case <-ctx.Done():
		}
		select { // a line that has come wins over an end
		case <-found:
			return nil
		default:
			return fmt.Errorf("no line matches %q", pattern)
		}
	}
}

// repeat tries until it works. When the context ends, the error is that of the
// last try that came to its own end.
func repeat(try probe) probe {
	return func(ctx context.Context) error {
		var last error
		for pause := shortestPause; ; pause = min(2*pause, longestPause) {
			err := try(ctx)
			if err == nil {
				return nil
			}
			if last == nil || !isOver(ctx) {
				last = err
			}
			timer := time.NewTimer(pause)
			select {
			case <-timer.C:
			case <-ctx.Done():
				timer.Stop()
				return last
			}
		}
	}
}

// isOver reports whether ctx has ended, or is about to: a connection may notice
// its deadline before ctx does.
func isOver(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return ctx.Err() != nil || limited && !time.Now().Before(deadline)
}

// accepts tries to connect.
func accepts(ctx context.Context, address string) error {
	dialer := net.Dialer{Timeout: tryTime}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// probeClient is an HTTP client for one request, that of ctx. It asks the server
// itself, whatever proxy the environment names, and keeps no connection. Left to
// itself it would go on to connect when the request has been given up.
func probeClient(ctx context.Context) *http.Client {
	dial := func(_ context.Context, network, address string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, DialContext: dial},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answers tries to get url, for as long as limit. A redirection is an answer, and
// is not followed.
func answers(ctx context.Context, url string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := probeClient(ctx).Do(request)
	if err != nil {
		return err
	}
	_ = response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 399 {
		return fmt.Errorf("GET %s: %s", url, response.Status)
	}
	return nil
}

// succeeds runs a one-shot, which takes no values, to find out whether another
// command is ready.
func (r *Runner) succeeds(ctx context.Context, name string) error {
	spec, err := r.rules.lookup(name)
	if err != nil {
		return err
	}
	inv, err := spec.Fill(nil, r.rules.Environ)
	if err != nil {
		return err
	}
	s := newOneshot(inv, &r.chunks)
	s.probe = true
	res, err := r.carryOut(ctx, s, "")
	if err != nil {
		return err
	}
	if err := exitError(inv, res); err != nil {
		return &Error{Code: CodeExit, Command: name, Result: res, Err: err}
	}
	return nil
}
