package remote

// How a run ended whose worker did.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/holdfast-run/holdfast/host/internal/memory"
	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// lost is the error of a run whose worker is gone. ended is why the run's
// context has ended, if it has; broken is how the connection did.
func (r *run) lost(ended, broken error) *jsapi.ScriptError {
	process := r.vm.process
	<-process.Ended() // it has been killed, if it was not dead
	death := process.Death()
	r.vm.tier.Logger.Warn("worker lost", "script", r.head.Name, "pid", process.PID(),
		"connection", clip(broken.Error()), "signal", death.Signal,
		"code", death.Code, "memory", death.MaxMemory, "words", death.LastWords)
	if ended != nil {
		e := jsapi.ContextError(ended)
		if e.Kind != jsapi.KindMemory { // which is not always given time
			e.Message += "; it was in the middle of a native function of the engine, and its VM was killed"
		}
		return e
	}
	if e := refused(broken); e != nil {
		return e
	}
	return r.crash(death)
}

// A notMade is why a worker has no VM.
type notMade struct{ text string }

func (e *notMade) Error() string { return "the VM was not made: " + clip(e.text) }

// refused says why it was the host that gave up a worker; nil if it was not.
func refused(broken error) *jsapi.ScriptError {
	e := &jsapi.ScriptError{Kind: jsapi.KindInternal, Name: "Error", Message: clip(broken.Error())}
	if _, ok := errors.AsType[*notMade](broken); ok {
		return e
	}
	if p, ok := errors.AsType[*panicked](broken); ok {
		e.Message, e.Stack, e.Err = "panic in the host: "+p.Error(), string(p.stack), p.Unwrap()
		return e
	}
	switch {
	case errors.Is(broken, wire.ErrProtocol):
		e.Kind, e.Name = jsapi.KindCrash, "CrashError"
		e.Message = "the script's VM has gone wrong and was killed: " + e.Message
	case errors.Is(broken, wire.ErrSize):
		e.Message = "the script and its arguments are " + e.Message
	default:
		return nil
	}
	return e
}

// clip shortens what a worker says, for a message.
func clip(text string) string {
	const most = 300
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// Of what the Go runtime says when it ends a process.
const (
	saidMemory = "out of memory"
	saidMap    = "cannot allocate memory"
	saidRace   = "ThreadSanitizer failed to allocate" // of the race detector
	// Under a limit the collector may not look whether it was given what it asked
	// for. It then faults on its own stack, where no mistake of a script is found.
	saidFault = "addr=0x0\n\ngoroutine 0 "
	saidStack = "stack overflow"
	saidLimit = "stack exceeds"
)

// crash says why a worker has ended by itself.
func (r *run) crash(death sandbox.Death) *jsapi.ScriptError {
	said := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(death.LastWords, w) {
				return true
			}
		}
		return false
	}
	e := &jsapi.ScriptError{Kind: jsapi.KindCrash, Name: "CrashError"}
	switch {
	case said(saidMemory, saidMap, saidRace), r.limits.MemoryBytes >= 0 && said(saidFault):
		err := memory.Exceeded(max(r.limits.MemoryBytes, 0))
		if r.limits.MemoryBytes < 0 {
			err = fmt.Errorf("%w: the system has no more", jsapi.ErrMemory)
		}
		return jsapi.ContextError(err)
	case said(saidStack, saidLimit):
		e.Message = "the script nests deeper than the engine can follow; its VM is lost"
	case death.Signal != "":
		e.Message = fmt.Sprintf("the script's VM was killed by %s", death.Signal)
	default:
		e.Message = fmt.Sprintf("the script's VM has crashed with exit status %d", death.Code)
		if line := firstLine(death.LastWords); line != "" {
			e.Message += ": " + line
		}
	}
	return e
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
