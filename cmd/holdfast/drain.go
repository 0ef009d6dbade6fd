package main

// The end of holdfast serve.

import (
	"context"
	"errors"
	"net/http"
	"os"
	"syscall"
	"time"
)

// endingSignals passes on what is more than the notice of a closed pipe, which
// whoever writes is told anyway.
func endingSignals(signals <-chan os.Signal) <-chan os.Signal {
	ending := make(chan os.Signal, 1)
	// Owner: the process, with which it ends, if not with the signal.
	go func() {
		for sig := range signals {
			if sig != syscall.SIGPIPE {
				ending <- sig
				return
			}
		}
	}()
	return ending
}

// end refuses new runs, gives those in flight their grace, which a signal cuts
// short, and then ends everything. The error says what survives.
func (s *service) end(signals <-chan os.Signal, endpoints []endpoint) error {
	grace, cancel := context.WithTimeout(context.Background(), time.Duration(s.flags.grace))
	defer cancel()
	// Owner: this call. It ends with a signal, or the process; nobody waits.
	go func() {
		select {
		case sig := <-endingSignals(signals):
			s.logger.Info("grace cut short", "signal", sig.String())
			cancel()
		case <-grace.Done():
		}
	}()
	if cancelled := s.server.Drain(grace); cancelled > 0 {
		s.logger.Warn("runs cancelled", "runs", cancelled)
	}
	ctx, release := context.WithTimeout(context.Background(), closeTimeout)
	defer release()
	report, err := s.host.Close(ctx)
	s.server.End()
	for _, e := range endpoints {
		err = errors.Join(err, shut(e.http))
	}
	if err != nil {
		s.logger.Error("ended", "killed", report.Total, "error", err)
		return &exitError{status: statusFailed}
	}
	s.logger.Info("ended", "killed", report.Total)
	return nil
}

// farewell is how long clients have to take the ends of their answers.
const farewell = 3 * time.Second

// shut closes connections once what is being answered is, or after the farewell.
func shut(h *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	if err := h.Shutdown(ctx); err != nil {
		return h.Close()
	}
	return nil
}
