package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

// TestSecondSignal holds that the first signal cancels, and that more of them
// are answered but change nothing.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	sys, _, stderr := newTestSystem(t)
	h, err := host.New(host.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(context.Background())
	session, err := h.Session("main")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	i := &interruption{out: newConsole(sys), session: session, cancel: cancel}
	i.receive(syscall.SIGPIPE)
	if err := ctx.Err(); err != nil {
		t.Fatalf("SIGPIPE cancelled the run: %v", err)
	}
	for range 3 {
		i.receive(os.Interrupt)
	}
	var sig *signalled
	if cause := context.Cause(ctx); !errors.As(cause, &sig) || sig.status() != 130 {
		t.Errorf("the run was cancelled with %v", cause)
	}
	want := "holdfast: interrupted\n" +
		strings.Repeat("holdfast: still cleaning up: waiting for the script to end\n", 2)
	if got := stderr.String(); got != want {
		t.Errorf("stderr:\n%swant:\n%s", got, want)
	}
}

// TestSignalEndsRun sends a signal once the script has printed something.
func TestSignalEndsRun(t *testing.T) {
	t.Parallel()
	sys, _, stderr := newTestSystem(t)
	received := make(chan os.Signal, 1)
	sys.signals = func() (<-chan os.Signal, func()) { return received, func() {} }
	sys.stdout = writerFunc(func([]byte) { received <- syscall.SIGTERM })
	status := execute(sys, []string{"run", "-e", "console.log(1); for (;;);"})
	if status != 143 || stderr.String() != "holdfast: terminated\n" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

// TestSignalInDocument holds that an interrupted run prints its document.
func TestSignalInDocument(t *testing.T) {
	t.Parallel()
	sys, stdout, stderr := newTestSystem(t)
	received := make(chan os.Signal, 1)
	received <- os.Interrupt
	sys.signals = func() (<-chan os.Signal, func()) { return received, func() {} }
	status := execute(sys, []string{"run", "--json", "-e", "for (;;);"})
	if status != 130 || stderr.String() != "holdfast: interrupted\n" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	var got document
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	if got.Error == nil || got.Error.Kind != host.KindCancelled {
		t.Errorf("document %s, want an error of kind cancelled", stdout)
	}
}

// A writerFunc is called with what is written.
type writerFunc func(text []byte)

// Write implements io.Writer.
func (f writerFunc) Write(text []byte) (int, error) {
	f(text)
	return len(text), nil
}
