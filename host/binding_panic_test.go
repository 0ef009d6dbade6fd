package host_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/host"
)

func TestBindingPanicCostsTheVMOnly(t *testing.T) {
	t.Parallel()
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"boom": func(context.Context, host.Call) (any, error) { panic("boom") },
	}})
	eval(t, s, `globalThis.lost = 1; vars.set("kept", 1)`)
	err := fails(t, s, host.Script{Source: `await boom()`}, host.KindInternal)
	if !strings.Contains(err.Message, "panic in the host: boom") {
		t.Errorf("got %v", err)
	}
	if got := eval(t, s, `return [typeof lost, vars.get("kept")]`); got != `["undefined",1]` {
		t.Errorf("after the panic: got %s", got)
	}
}

// A lost is an error whose nil pointer, which is no nil error, panics.
type lost struct{ what string }

func (e *lost) Error() string { return e.what }

// TestErrorThatPanics holds that the error of a Func is looked at where its panic
// costs the VM and not the program.
func TestErrorThatPanics(t *testing.T) {
	t.Parallel()
	var none *lost
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"fail": func(context.Context, host.Call) (any, error) { return nil, none },
		"events": func(context.Context, host.Call) (any, error) {
			stream := host.NewStream(1, nil)
			stream.End(none)
			return stream, nil
		},
	}})
	err := fails(t, s, host.Script{Source: `await fail()`}, host.KindInternal)
	if !strings.HasPrefix(err.Message, "panic in the host: runtime error: ") {
		t.Errorf("got %v", err)
	}
	if _, err := s.Run(t.Context(), host.Script{Source: `await (await events()).next()`}); err == nil {
		t.Error("the end of a stream: no error")
	}
	eval(t, s, `return 1`)
}

// A panicking is a Commander of an embedder with a fault in it.
type panicking struct{ host.Commander }

var errBoom = errors.New("boom")

func TestCommanderPanicCostsTheVMOnly(t *testing.T) {
	t.Parallel()
	var log logText
	s := newSession(t, host.Config{
		Commands: func(*host.Session) host.Commander { return panicking{} },
		Logger:   slog.New(slog.NewTextHandler(&log, nil)),
	})
	for i, source := range []string{
		`await commands.run("x")`, `commands.list()`, `commands.status("x")`,
	} {
		err := fails(t, s, host.Script{Source: source}, host.KindInternal)
		if !strings.HasPrefix(err.Message, "panic in the host: ") {
			t.Errorf("%s: got %v", source, err)
		}
		if i < 2 && !errors.Is(err, errBoom) {
			t.Errorf("%s: %v does not wrap what it panicked with", source, err)
		}
		if got := s.Status(); got.Warm || got.Generation != i+1 {
			t.Errorf("%s: the VM is used again: %+v", source, got)
		}
		if text := log.take(); !strings.Contains(text, "command panicked") ||
			i < 2 && !strings.Contains(text, "host_test.panicking") {
			t.Errorf("%s: logged %q", source, text)
		}
	}
}

// TestPanicIsFoundAgain holds that a run's error wraps the error that a binding
// panicked with.
func TestPanicIsFoundAgain(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	s := newSession(t, host.Config{Bindings: map[string]host.Func{
		"boom": func(context.Context, host.Call) (any, error) { panic(boom) },
	}})
	if err := fails(t, s, host.Script{Source: `await boom()`}, host.KindInternal); !errors.Is(err, boom) {
		t.Errorf("%v does not wrap it", err)
	}
}
