package main

import (
	"context"
	_ "embed" // for chromium.yaml
	"errors"
	"os"
	"strings"
	"sync"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

//go:embed chromium.yaml
var chromiumYAML []byte

// A browser is the one that all sessions share, each with a browser context. It
// runs while somebody uses it, as a persistent command in a host of its own, so
// that scripts can neither start nor stop it.
type browser struct {
	host *host.Host

	mu      sync.Mutex // guards what follows, also while the browser starts or ends
	users   int
	session *host.Session // nil without users
	profile string        // its folder, which stays if this program is killed
	address string        // of the process below
	pid     int
}

func newBrowser() (*browser, error) {
	set, err := specs.Parse("chromium.yaml", chromiumYAML)
	if err != nil {
		return nil, err
	}
	// It runs no scripts, and needs no worker for them.
	h, err := host.New(host.Config{Specs: set, Isolation: host.InProcess})
	if err != nil {
		return nil, err
	}
	return &browser{host: h}, nil
}

// Close ends the browser.
func (b *browser) Close(ctx context.Context) error {
	_, err := b.host.Close(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	return errors.Join(err, b.forget())
}

// use counts a user of the browser until release, which waits for the browser's
// end if it was the last one.
func (b *browser) use() (release func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.users == 0 {
		if b.session, err = b.host.Session("chromium"); err != nil {
			return nil, err
		}
		if b.profile, err = os.MkdirTemp("", "holdfast-chromium-"); err != nil {
			return nil, err
		}
	}
	b.users++
	return b.release, nil
}

func (b *browser) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.users--; b.users == 0 && b.session != nil {
		_, _ = b.session.Close(context.Background()) // an error comes again from Close
		_ = b.forget()
	}
}

// forget removes what a browser that has ended left behind.
func (b *browser) forget() error {
	profile := b.profile
	b.session, b.profile, b.pid = nil, "", 0
	if profile == "" {
		return nil
	}
	return os.RemoveAll(profile)
}

const debugAddress = "DevTools listening on "

// find returns the WebSocket address of the browser, which it starts if it does
// not run: for the first time, or after a crash.
func (b *browser) find(ctx context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.session == nil {
		return "", host.ErrClosed
	}
	runner := b.session.Commands()
	if s, err := runner.Status("chromium"); err == nil && s.Ready && s.PID == b.pid {
		return b.address, nil
	}
	start := func() (commands.Status, error) {
		return runner.Start(ctx, "chromium", map[string]any{"profile": b.profile}, commands.StartOptions{})
	}
	s, err := start()
	if e, ok := errors.AsType[*commands.Error](err); ok && e.Code == commands.CodeNotReady {
		s, err = start() // one in a hundred crashes as it starts, where there is much to do
	}
	if err != nil {
		return "", err
	}
	logs, err := runner.Logs("chromium", commands.LogOptions{Stream: "stderr"})
	if err != nil {
		return "", err
	}
	b.address = ""
	for _, line := range logs.Lines { // the last one is that of the last restart
		if address, ok := strings.CutPrefix(line.Text, debugAddress); ok {
			b.address = address
		}
	}
	if b.address == "" {
		return "", errors.New("the browser does not say where it listens")
	}
	b.pid = s.PID
	return b.address, nil
}
