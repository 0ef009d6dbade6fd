package main

// holdfast ps --watch.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
)

// watchInterval is between two looks.
const watchInterval = time.Second

// watchPs shows processes until a signal comes.
func watchPs(ctx context.Context, sys *system, c *client.Client, f psFlags) error {
	_, terminal := sys.columns(sys.stdout)
	if !f.json && (!terminal || sys.getenv("TERM") == "dumb") {
		return misuse("with --json it prints a document per line", "--watch needs a terminal")
	}
	ctx, stop := untilSignal(ctx, sys)
	defer stop()
	screen := &screen{out: sys.stdout}
	defer screen.leave()
	w := &processWatch{sys: sys, flags: f, screen: screen, out: newConsole(sys)}
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for looks := 0; ; looks++ {
		all, err := askProcesses(ctx, c, f.session)
		if looks > 0 && errors.Is(err, client.ErrNoServer) { // there was one
			err = remoteError(fmt.Errorf("%w: %v", client.ErrLost, err))
		}
		if err == nil {
			err = w.show(all)
		}
		if err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return remoteError(context.Cause(ctx))
		}
	}
}

// untilSignal returns a context that the first signal ends, with a *signalled as
// cause. SIGPIPE is none: the write that caused it has an error.
func untilSignal(ctx context.Context, sys *system) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := sys.signals()
	// Owner: the context, with which it ends. Nobody waits.
	go func() {
		for {
			select {
			case sig, ok := <-signals:
				number, isNumber := sig.(syscall.Signal)
				if !ok {
					return
				}
				if isNumber && number != syscall.SIGPIPE {
					cancel(&signalled{number})
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return ctx, func() { cancel(errors.New("over")) }
}

// A processWatch shows processes again and again.
type processWatch struct {
	sys    *system
	flags  psFlags
	screen *screen
	out    *console
	at     time.Time
	before map[int]int64 // CPU time in milliseconds, by pid
}

func (w *processWatch) show(all api.Processes) error {
	if w.flags.json {
		return w.out.json(all)
	}
	width, _ := w.sys.columns(w.sys.stdout)
	height := w.sys.rows(w.sys.stdout)
	lines := strings.Split(processTable(all.Processes, w.shares(all.Processes), width), "\n")
	if most := max(1, height-2); len(lines) > most {
		hidden := len(lines) - most + 1
		lines = append(lines[:most-1], cut(fmt.Sprintf("… %d more", hidden), width))
	}
	return w.screen.show(lines, width)
}

// shares returns how much of a processor each process has used since the last
// call; nothing of one that is new.
func (w *processWatch) shares(all []api.Process) map[int]float64 {
	now := time.Now()
	elapsed := now.Sub(w.at)
	shares, used := map[int]float64{}, map[int]int64{}
	for _, p := range all {
		if p.Usage == nil {
			continue
		}
		used[p.PID] = p.Usage.CPUMs
		if before, ok := w.before[p.PID]; ok {
			spent := time.Duration(max(0, p.Usage.CPUMs-before)) * time.Millisecond
			shares[p.PID] = float64(spent) / float64(elapsed)
		}
	}
	w.at, w.before = now, used
	return shares
}

// A screen is lines at the end of a terminal that are written over and over.
type screen struct {
	out   io.Writer
	lines int
	width int
}

const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	clearLine  = "\x1b[K"
	clearBelow = "\x1b[J"
	clearAll   = "\x1b[H\x1b[2J"
)

// show writes lines in place of the last ones. In a terminal that has become
// narrower those take more lines than there were: then all is cleared.
func (s *screen) show(lines []string, width int) error {
	var b strings.Builder
	switch {
	case s.lines == 0:
		b.WriteString(hideCursor)
	case width < s.width:
		b.WriteString(clearAll)
	default:
		fmt.Fprintf(&b, "\x1b[%dA\r", s.lines)
	}
	for _, line := range lines {
		b.WriteString(line + clearLine + "\r\n")
	}
	b.WriteString(clearBelow)
	s.lines, s.width = len(lines), width
	_, err := io.WriteString(s.out, b.String())
	if err != nil {
		return (&outputError{err}).exit()
	}
	return nil
}

// leave gives the terminal back.
func (s *screen) leave() {
	if s.lines > 0 {
		_, _ = io.WriteString(s.out, showCursor)
	}
}
