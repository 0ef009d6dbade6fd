package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
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

// Run runs a script in a session and returns how it ended. With req.Stream,
// console gets what it prints as it prints it.
//
// When ctx ends the run is cancelled, for its cause, and Run returns how it ended
// then; if the server does not say so in 15 seconds, the error is that cause. If
// this process dies the server cancels the run too.
func (c *Client) Run(
	ctx context.Context, session string, req api.RunRequest, console func(api.Entry),
) (*api.Outcome, error) {
	connected, disconnect := context.WithCancelCause(context.WithoutCancel(ctx))
	defer disconnect(nil)
	accepted := limit(ctx, accepting, disconnect)
	response, err := c.send(connected, http.MethodPost, api.Path(api.PathRuns, session), req)
	accepted()
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	run := response.Header.Get(api.RunHeader)
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
	outcome, err := read(response.Body, req.Stream, console)
	if err != nil {
		return nil, c.lost(connected, err)
	}
	return outcome, nil
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

// read reads the answer to a run.
func read(body io.Reader, streamed bool, console func(api.Entry)) (*api.Outcome, error) {
	answer := json.NewDecoder(body)
	if !streamed {
		outcome := new(api.Outcome)
		return outcome, answer.Decode(outcome)
	}
	for {
		var event api.Event
		if err := answer.Decode(&event); err != nil {
			return nil, err
		}
		switch {
		case event.Console != nil:
			console(*event.Console)
		case event.Result != nil:
			return event.Result, nil
		}
	}
}

// errUnfinished is the error of a log that ends before its process does.
var errUnfinished = errors.New("the log ends here")

// Follow gives to handle each event of the log at path, which has a query, until
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
