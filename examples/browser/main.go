// Browser gives scripts a page of a real browser: an object page, whose functions
// are bindings, beside the commands of holdfast.yaml. It runs the scripts that it
// is given, one after the other in one session, and prints what they return.
//
//	go run . order.js report.js
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

func main() {
	if host.Child() { // this process was started as a guardian or a worker
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := automate(ctx, openChrome, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

// automate runs scripts in one session, and leaves no process behind.
func automate(ctx context.Context, open opener, out io.Writer, scripts []string) (err error) {
	h, end, err := start(open, host.Worker)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	s, err := h.Session("shop")
	if err != nil {
		return err
	}
	for _, file := range scripts {
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		result, err := s.Run(ctx, host.Script{Name: file, Source: string(source)})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\n", result.Value)
	}
	return nil
}

// start returns a host whose scripts have pages that open opens. end ends it and
// the browser.
func start(open opener, isolation host.Isolation) (h *host.Host, end func() error, err error) {
	set, err := specs.Load("holdfast.yaml")
	if err != nil {
		return nil, nil, err
	}
	b, err := newBrowser()
	if err != nil {
		return nil, nil, err
	}
	h, err = host.New(host.Config{
		Specs:     set,
		Isolation: isolation,
		Bindings:  newPages(b, open).bindings(),
		Console:   func(_ string, e host.ConsoleEntry) { fmt.Fprintln(os.Stderr, e.Message) },
	})
	if err != nil {
		return nil, nil, errors.Join(err, b.Close(context.Background()))
	}
	return h, func() error {
		_, err := h.Close(context.Background())
		return errors.Join(err, b.Close(context.Background()))
	}, nil
}
