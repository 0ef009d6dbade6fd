package remote

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
)

// A malice is what a worker does that nobody should trust, and what comes of it.
type malice struct {
	name    string
	worker  func(t *testing.T, p *puppet) // on a goroutine of its own
	timeout time.Duration                 // of the run; 0: far away
	kind    jsapi.Kind                    // "": the run succeeds
	message string                        // a part of it
	fit     bool                          // the VM can be used again
}

// TestMalice holds that whatever a worker says or leaves unsaid, a run ends, with
// an error that has a kind.
func TestMalice(t *testing.T) {
	t.Parallel()
	for _, m := range malices {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			vm, p := newPuppet(strict(t), func(jsapi.ConsoleEntry) {})
			defer vm.Close()
			fit, err := pull(t, vm, p, m)
			serr, ok := errors.AsType[*jsapi.ScriptError](err)
			switch {
			case m.kind == "" && err != nil:
				t.Errorf("got %v", err)
			case m.kind != "" && (!ok || serr.Kind != m.kind || !strings.Contains(err.Error(), m.message)):
				t.Errorf("got %v, want a %s: %s", err, m.kind, m.message)
			case m.kind == jsapi.KindTimeout && !errors.Is(err, context.DeadlineExceeded):
				t.Errorf("%v is no DeadlineExceeded", err)
			}
			if fit != m.fit {
				t.Errorf("fit for another run: %v, want %v", fit, m.fit)
			}
		})
	}
}

// pull runs a script in a puppet, and reports whether the VM is fit for another.
func pull(t *testing.T, vm *VM, p *puppet, m malice) (fit bool, err error) {
	t.Helper()
	timeout := m.timeout
	if timeout == 0 {
		timeout = time.Minute
	}
	ctx, release := context.WithTimeout(t.Context(), timeout)
	defer release()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	acted := make(chan struct{})
	go func() {
		defer close(acted)
		m.worker(t, p)
	}()
	began := time.Now()
	_, err = vm.Run(ctx, jsapi.Script{Source: "return 1"}, Limits{MemoryBytes: 64 << 20, Cancel: cancel})
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the run took %v", took)
	}
	fit = !vm.Poisoned()
	vm.Close()
	<-acted
	return fit, err
}

// listen reads the run's frame, as every worker does first.
func listen(p *puppet) { _, _ = p.conn.Receive() }

// after reads the run's frame and then acts.
func after(act func(p *puppet)) func(*testing.T, *puppet) {
	return func(_ *testing.T, p *puppet) {
		listen(p)
		act(p)
	}
}

var malices = []malice{
	{name: "nothing wrong", fit: true, worker: after(func(p *puppet) { p.done("42") })},
	{name: "no value", fit: true, worker: after(func(p *puppet) { p.done("") })},
	{name: "exits at once", kind: jsapi.KindCrash, message: "all goroutines are asleep",
		worker: func(_ *testing.T, p *puppet) { p.exit() }},
	{name: "exits with calls under way", kind: jsapi.KindCrash, worker: after(func(p *puppet) {
		p.call(1, wire.RunShaped, "hang")
		p.call(2, wire.Bind, "page.hang")
		p.exit()
	})},
	{name: "stops in the middle of a frame", kind: jsapi.KindTimeout, timeout: 20 * time.Millisecond,
		worker: after(func(p *puppet) { p.write("\x09\x00\x00") })},
	{name: "ends in the middle of a frame", kind: jsapi.KindCrash, worker: after(func(p *puppet) {
		p.write("\x09\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x06\xa1")
		p.exit()
	})},
	{name: "a frame too large", kind: jsapi.KindCrash, message: "more data than can pass",
		worker: after(func(p *puppet) { p.write(strings.Repeat("\xff", 13)) })},
	{name: "a head that is nothing", kind: jsapi.KindCrash, message: "call frame",
		worker: after(func(p *puppet) { p.write("\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x06\xff") })},
	{name: "a level of its own", kind: jsapi.KindCrash, message: "no such level: xxx",
		worker: after(func(p *puppet) {
			p.say(wire.KindConsole, 0, wire.Entry{Level: strings.Repeat("x", 1<<20)}, "")
		})},
	{name: "an unknown kind", kind: jsapi.KindCrash, message: "unknown (77)",
		worker: after(func(p *puppet) { p.say(77, 0, nil, "") })},
	{name: "a kind for workers", kind: jsapi.KindCrash, message: "a run frame",
		worker: after(func(p *puppet) { p.say(wire.KindRun, 0, wire.Run{}, "return 1") })},
	{name: "a reply nobody asked for", kind: jsapi.KindCrash, message: "a reply frame",
		worker: after(func(p *puppet) { p.say(wire.KindReply, 7, wire.Reply{}, "") })},
	{name: "an unknown method", kind: jsapi.KindCrash, message: "method",
		worker: after(func(p *puppet) { p.call(1, 200, "x") })},
	{name: "no method", kind: jsapi.KindCrash, worker: after(func(p *puppet) { p.call(1, 0, "x") })},
	{name: "a number twice", kind: jsapi.KindCrash, message: "call 1 is under way already",
		worker: after(func(p *puppet) {
			p.call(1, wire.Bind, "page.hang")
			p.call(1, wire.Bind, "page.hang")
		})},
	{name: "a value no script has", kind: jsapi.KindCrash, message: "int64", worker: after(func(p *puppet) {
		p.say(wire.KindCall, 1, wire.Call{Method: wire.Bind, Name: "page.echo", Args: []any{[]any{1}}}, "")
	})},
	{name: "a value that is no JSON", kind: jsapi.KindCrash, message: "no JSON",
		worker: after(func(p *puppet) { p.done("{") })},
	{name: "a time that is none", kind: jsapi.KindCrash, message: "console frame",
		worker: after(func(p *puppet) { p.say(wire.KindConsole, 0, map[int]string{1: "log", 2: "x"}, "") })},
	{name: "abandons what is not there", fit: true, worker: after(func(p *puppet) {
		p.say(wire.KindAbandon, 9, wire.Cause{Kind: "nonsense"}, "")
		p.done("")
	})},
	{name: "abandons twice", fit: true, worker: after(func(p *puppet) {
		p.call(1, wire.Bind, "page.hang")
		p.say(wire.KindAbandon, 1, wire.Cause{Text: "enough"}, "")
		p.say(wire.KindAbandon, 1, wire.Cause{}, "")
		_, _ = p.reply()
		p.done("")
	})},
	{name: "ready twice", fit: true, worker: after(func(p *puppet) {
		p.say(wire.KindReady, 0, wire.Ready{}, "")
		p.say(wire.KindReady, 0, wire.Ready{}, "")
		p.done("")
	})},
	{name: "no VM", kind: jsapi.KindInternal, message: "the VM was not made: no room",
		worker: after(func(p *puppet) { p.say(wire.KindReady, 0, wire.Ready{Error: "no room"}, "") })},
	{name: "done during calls", fit: true, worker: after(func(p *puppet) {
		p.call(1, wire.Bind, "page.hang")
		p.done("")
	})},
	{name: "done, and does not read the replies", fit: true, worker: after(func(p *puppet) {
		for id := range uint32(100) {
			p.call(id+1, wire.Bind, "page.hang")
		}
		p.done("")
		<-p.ended
	})},
	{name: "done twice", fit: true, worker: after(func(p *puppet) {
		p.done("")
		p.done("")
	})},
	{name: "a call after done", fit: true, worker: after(func(p *puppet) {
		p.done("")
		p.call(1, wire.Bind, "page.hang")
	})},
	{name: "too many calls", kind: jsapi.KindCrash, message: "calls at once", worker: after(func(p *puppet) {
		for id := range uint32(maxCalls + 1) {
			p.call(id+1, wire.Bind, "page.hang")
		}
	})},
	{name: "too many replies not read", kind: jsapi.KindCrash, message: "calls at once",
		worker: after(func(p *puppet) {
			for id := range uint32(4 * maxCalls) {
				p.call(id+1, wire.Bind, "page.title")
			}
		})},
	{name: "reads nothing at all", kind: jsapi.KindTimeout, timeout: 20 * time.Millisecond,
		worker: func(_ *testing.T, p *puppet) { <-p.ended }},
	{name: "reads no replies", kind: jsapi.KindTimeout, timeout: 20 * time.Millisecond,
		worker: after(func(p *puppet) {
			for id := range uint32(100) {
				p.call(id+1, wire.VarKeys, "")
			}
			<-p.ended
		})},
	{name: "says nothing", kind: jsapi.KindTimeout, timeout: 20 * time.Millisecond,
		worker: func(_ *testing.T, p *puppet) { p.deaf() }},
	{name: "prints for ever", kind: jsapi.KindTimeout, timeout: 20 * time.Millisecond,
		worker: after(func(p *puppet) {
			for p.conn.Send(wire.KindConsole, 0, wire.Entry{Level: "log"}, []byte("x")) == nil {
			}
		})},
	{name: "a timeout that is none", kind: jsapi.KindInternal, fit: true, worker: failing(jsapi.KindTimeout)},
	{name: "a memory limit that is none", kind: jsapi.KindInternal, fit: true, worker: failing(jsapi.KindMemory)},
	{name: "a kind of error that is none", kind: jsapi.KindInternal, fit: true, worker: failing("odd")},
	{name: "a crash that is none", kind: jsapi.KindInternal, fit: true, worker: failing(jsapi.KindCrash)},
	{name: "an error of a call that never was", kind: jsapi.KindRuntime, fit: true,
		worker: failing(jsapi.KindRuntime)},
	{name: "a pattern that does not compile", fit: true, worker: refusedCall("missing closing",
		wire.Call{Method: wire.Wait, Name: "dev", Pattern: new("(")})},
	{name: "a pattern that takes much memory", fit: true, worker: refusedCall(`command "dev": the calls under way hold more`,
		wire.Call{Method: wire.Wait, Name: "dev", Pattern: new(strings.Repeat("x{1000}|", 1<<13))})},
	{name: "a binding that is not there", fit: true, worker: refusedCall("no such page",
		wire.Call{Method: wire.Bind, Name: "page.none"})},
	{name: "a binding that panics", fit: true, worker: refusedCall("the page is gone",
		wire.Call{Method: wire.Bind, Name: "page.panic"})},
	{name: "a command that is not there", fit: true, worker: refusedCall("is not declared",
		wire.Call{Method: wire.Exec, Name: "none"})},
}

// failing makes a worker that says its script failed.
func failing(kind jsapi.Kind) func(*testing.T, *puppet) {
	return after(func(p *puppet) {
		e := &wire.ScriptError{Kind: kind, Message: "made up", Line: -1, Calls: []uint32{1 << 31}}
		p.say(wire.KindDone, 0, wire.Done{Error: e}, "")
	})
}

// refusedCall makes a worker whose call must fail, and no more.
func refusedCall(want string, c wire.Call) func(*testing.T, *puppet) {
	return func(t *testing.T, p *puppet) {
		listen(p)
		p.say(wire.KindCall, 1, c, "")
		r, err := p.reply()
		if err != nil || r.Error == nil || !strings.Contains(r.Error.Text, want) {
			t.Errorf("got %+v, %v; want %q", r.Error, err, want)
		}
		p.done("")
	}
}

// TestPanicOfThePromptTier holds that a panic under a call that takes no time is
// an error of that call, too.
func TestPanicOfThePromptTier(t *testing.T) {
	t.Parallel()
	cfg := strict(t)
	cfg.Commands = brokenCommands{cfg.Commands}
	vm, p := newPuppet(cfg, nil)
	defer vm.Close()
	_, err := pull(t, vm, p, malice{worker: refusedCall("no logs", wire.Call{Method: wire.Logs, Name: "x"})})
	if err != nil {
		t.Error(err)
	}
}

type brokenCommands struct{ jsapi.Commander }

func (brokenCommands) Logs(string, commands.LogOptions) (commands.Logs, error) { panic("no logs") }

// TestReplyThatCannotBeSent holds that a call is answered whatever it comes to:
// else the script would wait for ever.
func TestReplyThatCannotBeSent(t *testing.T) {
	t.Parallel()
	cfg := strict(t)
	cfg.Call = func(context.Context, string, []any) (any, error) {
		return make([]byte, wire.FromHost.Tail+1), nil // the system gives no page before it is touched
	}
	vm, p := newPuppet(cfg, nil)
	defer vm.Close()
	_, err := pull(t, vm, p, malice{worker: refusedCall("more data than can pass",
		wire.Call{Method: wire.Bind, Name: "page.large"})})
	if err != nil {
		t.Error(err)
	}
}

// TestRepliesNotRead holds that the replies of a worker that does not read them are not
// kept without bound: past it a call becomes an error, and what it came to is freed.
func TestRepliesNotRead(t *testing.T) {
	t.Parallel()
	const calls = 20
	each := wire.FromHost.Waiting / 8
	var freed atomic.Int32
	cfg := strict(t)
	cfg.Call = func(context.Context, string, []any) (any, error) {
		b := make([]byte, each) // the system gives no page before it is touched
		runtime.AddCleanup(&b[0], func(int) { freed.Add(1) }, 0)
		return b, nil
	}
	vm, p := newPuppet(cfg, nil)
	defer vm.Close()
	_, err := pull(t, vm, p, malice{worker: after(func(p *puppet) {
		for id := range uint32(calls) {
			p.call(id+1, wire.Bind, "page.large")
		}
		const kept = 8 + 2 // wait; one is being written, one is queued
		deadline := time.Now().Add(20 * time.Second)
		for freed.Load() < calls-kept && time.Now().Before(deadline) {
			runtime.GC()
		}
		if n := freed.Load(); n < calls-kept {
			t.Errorf("%d of %d replies are kept, want %d at most", calls-n, calls, kept)
		}
		p.exit()
	})})
	if serr, ok := errors.AsType[*jsapi.ScriptError](err); !ok || serr.Kind != jsapi.KindCrash {
		t.Errorf("got %v, want a crash", err)
	}
}

// TestConsoleThatBlocks holds that a run whose console does not take what it
// prints ends when the console does, and says that it was late.
func TestConsoleThatBlocks(t *testing.T) {
	t.Parallel()
	var killed <-chan struct{}
	vm, p := newPuppet(strict(t), func(jsapi.ConsoleEntry) { <-killed })
	defer vm.Close()
	killed = p.ended
	_, err := pull(t, vm, p, malice{timeout: 20 * time.Millisecond, worker: after(func(p *puppet) {
		for p.conn.Send(wire.KindConsole, 0, wire.Entry{Level: "log"}, []byte("x")) == nil {
		}
	})})
	if serr, ok := errors.AsType[*jsapi.ScriptError](err); !ok || serr.Kind != jsapi.KindTimeout {
		t.Errorf("got %v, want a timeout", err)
	}
}

// TestCompletionsOutsideTheText holds that whoever replaces text by a completion need
// not check where that begins.
func TestCompletionsOutsideTheText(t *testing.T) {
	t.Parallel()
	for _, start := range []int{-1, 3, math.MaxInt32} {
		vm, p := newPuppet(strict(t), nil)
		go after(func(p *puppet) {
			p.say(wire.KindDone, 0, wire.Done{Completions: &jsapi.Completions{Start: start}}, "")
		})(t, p)
		if found, err := vm.Complete(t.Context(), "abc", 2); err == nil || !vm.Poisoned() {
			t.Errorf("start %d: got %+v, %v", start, found, err)
		}
		vm.Close()
	}
}

// TestTooManyCompletions holds that a worker cannot have the host show any number of
// candidates.
func TestTooManyCompletions(t *testing.T) {
	t.Parallel()
	vm, p := newPuppet(strict(t), nil)
	defer vm.Close()
	go after(func(p *puppet) {
		many := make([]jsapi.Candidate, jsapi.MaxCandidates+1)
		p.say(wire.KindDone, 0, wire.Done{Completions: &jsapi.Completions{Candidates: many}}, "")
	})(t, p)
	if found, err := vm.Complete(t.Context(), "abc", 2); err == nil || !vm.Poisoned() {
		t.Errorf("got %d candidates, %v", len(found.Candidates), err)
	}
}
