package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// patience is how long a run that was cancelled may take to end, and a server to
// take note that it is: longer than the server waits for processes that do not
// die.
const patience = 15 * time.Second

// accepting is how long a server may take to say that it has taken a run which
// was cancelled since: it says so before anything else.
const accepting = 2 * time.Second

// A Listener hears of a run, or an entry, while it is in flight. Its functions may
// be nil; they are called on the goroutine of Run or Eval, which waits meanwhile.
type Listener struct {
	Accepted func(run int)   // the server has it, under this number
	Console  func(api.Entry) // what it prints, as it prints it; of a run, with Stream only
}

// Run runs a script in a session and returns how it ended.
//
// When ctx ends the run is cancelled, for its cause, and Run returns how it ended
// then; if the server does not say so in 15 seconds, the error is that cause. If
// this process dies the server cancels the run too.
func (c *Client) Run(
	ctx context.Context, session string, req api.RunRequest, l Listener,
) (*api.Outcome, error) {
	var outcome *api.Outcome
	err := c.conduct(ctx, api.PathRuns, session, req, l, func(body io.Reader) error {
		if !req.Stream {
			outcome = new(api.Outcome)
			return json.NewDecoder(body).Decode(outcome)
		}
		last, err := readEvents(body, l)
		outcome = last.Result
		return err
	})
	if err != nil {
		return nil, err
	}
	return outcome, nil
}

// Eval evaluates an entry in a session, which must be there, and returns how it
// went. It is cancelled as a run is.
func (c *Client) Eval(
	ctx context.Context, session string, req api.EntryRequest, l Listener,
) (*api.Evaluation, error) {
	req.Stream = true
	var ev *api.Evaluation
	err := c.conduct(ctx, api.PathEntries, session, req, l, func(body io.Reader) error {
		last, err := readEvents(body, l)
		ev = last.Evaluation
		return err
	})
	if err != nil {
		return nil, err
	}
	return ev, nil
}

// conduct asks for what the server does in the session's turn, has read read the
// answer, and cancels when ctx ends.
func (c *Client) conduct(
	ctx context.Context, pattern, session string, req any, l Listener, read func(io.Reader) error,
) error {
	connected, disconnect := context.WithCancelCause(context.WithoutCancel(ctx))
	defer disconnect(nil)
	accepted := limit(ctx, accepting, disconnect)
	response, err := c.send(connected, http.MethodPost, api.Path(pattern, session), req)
	accepted()
	if err != nil {
		return err
	}
	defer response.Body.Close()
	run := response.Header.Get(api.RunHeader)
	if number, err := strconv.Atoi(run); err == nil && l.Accepted != nil {
		l.Accepted(number)
	}
	cancelled := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(cancelled)
		c.cancel(connected, session, run, context.Cause(ctx))
	})
	defer func() {
		if !stop() {
			disconnect(nil)
			<-cancelled
		}
	}()
	defer limit(ctx, patience, disconnect)()
	if err := read(response.Body); err != nil {
		return c.lost(connected, err)
	}
	return nil
}

// limit disconnects a while after ctx has ended, unless stop is called before.
func limit(
	ctx context.Context, patience time.Duration, disconnect context.CancelCauseFunc,
) (stop func()) {
	over := make(chan struct{})
	release := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-timer.C:
			disconnect(context.Cause(ctx))
		case <-over:
		}
	})
	return func() {
		release()
		close(over)
	}
}

// cancel asks the server to cancel a run. If that does not work the end of the
// connection does it.
func (c *Client) cancel(ctx context.Context, session, run string, cause error) {
	query := url.Values{"reason": {cause.Error()}}
	var done api.Done
	_ = c.Delete(ctx, api.Path(api.PathRun, session, run)+"?"+query.Encode(), &done)
}

// readEvents reads the answer to a run or an entry, and returns its last event.
func readEvents(body io.Reader, l Listener) (api.Event, error) {
	for events := json.NewDecoder(body); ; {
		var event api.Event
		if err := events.Decode(&event); err != nil {
			return api.Event{}, err
		}
		switch {
		case event.Console == nil:
			if event.Result != nil || event.Evaluation != nil {
				return event, nil
			}
		case l.Console != nil:
			l.Console(*event.Console)
		}
	}
}

// errUnfinished is the error of a log that ends before its process does.
var errUnfinished = errors.New("the log ends here")

// Follow gives to handle each event of the log, or the states, at path until
// the process has ended for good; what handle returns ends it too.
func (c *Client) Follow(ctx context.Context, path string, handle func(api.Event) error) error {
	response, err := c.send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	for events := json.NewDecoder(response.Body); ; {
		var event api.Event
		switch err := events.Decode(&event); {
		case err == io.EOF:
			return nil
		case err != nil:
			return c.lost(ctx, errors.Join(errUnfinished, err))
		case event.Error != nil:
			return event.Error
		}
		if err := handle(event); err != nil {
			return err
		}
	}
}
