package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// What a progress looks like, and when it appears and changes.
const (
	progressFrames   = "|/-\\"
	progressPatience = time.Second
	progressInterval = 100 * time.Millisecond
	progressWidth    = 60
)

// A progress shows on a terminal what a run waits for and for how long already,
// once that takes longer than progressPatience.
type progress struct {
	sys     *system
	out     *console
	waiting func() string // what for; called again and again
	over    chan struct{}
	shower  sync.WaitGroup
}

// startProgress shows progress on stderr until stop is called, if stderr is a
// terminal that can take a line back.
func startProgress(sys *system, out *console, waiting func() string) (stop func()) {
	if !canTakeBack(sys) {
		return func() {}
	}
	p := &progress{sys: sys, out: out, waiting: waiting, over: make(chan struct{})}
	// Owner: p. Ends with stop, which waits.
	p.shower.Go(p.show)
	return func() {
		close(p.over)
		p.shower.Wait()
	}
}

// showing asks a server for what may take long, and shows that. A signal ends it, and
// nothing of the progress stays.
func showing(
	ctx context.Context, sys *system, out *console, what string, ask func(context.Context) error,
) error {
	ctx, stop := untilSignal(ctx, sys)
	defer stop()
	defer startProgress(sys, out, func() string { return what })()
	return remoteError(ask(ctx))
}

// canTakeBack reports whether stderr is a terminal that can take a line back.
func canTakeBack(sys *system) bool {
	_, terminal := sys.columns(sys.stderr)
	return terminal && sys.getenv("TERM") != "dumb"
}

func (p *progress) show() {
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	defer p.out.transient("")
	for since, last, frame := time.Now(), "", 0; ; frame++ {
		select {
		case <-p.over:
			return
		case <-tick.C:
		}
		if now := p.waiting(); now != last {
			since, last = time.Now(), now
		}
		elapsed := time.Since(since)
		if elapsed < progressPatience {
			p.out.transient("")
			continue
		}
		spinner := progressFrames[frame%len(progressFrames)]
		text := fmt.Sprintf("%c %v %s", spinner, elapsed.Truncate(time.Second), last)
		p.out.transient(cut(text, p.width()))
	}
}

// width is how wide a line may be: one that wraps could not be taken back.
func (p *progress) width() int {
	columns, _ := p.sys.columns(p.sys.stderr)
	return max(1, min(columns-1, progressWidth))
}
