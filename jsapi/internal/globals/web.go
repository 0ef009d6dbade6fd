package globals

// Small host functions behind the web globals: time, chance, timers, classes.

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/dop251/goja"
)

func (g *Globals) webNatives() natives {
	return natives{
		"now": g.now,
		"timeOrigin": func(goja.FunctionCall) goja.Value {
			return g.rt.ToValue(float64(g.start.UnixNano()) / 1e6)
		},
		"randomFill": func(call goja.FunctionCall) goja.Value {
			_, err := rand.Read(bytesOf(call.Argument(0)))
			mustSet(err)
			return goja.Undefined()
		},
		"randomUUID": func(goja.FunctionCall) goja.Value {
			return g.rt.ToValue(randomUUID())
		},
	}
}

// now is milliseconds since the VM's globals were installed.
func (g *Globals) now(goja.FunctionCall) goja.Value {
	return g.rt.ToValue(float64(time.Since(g.start)) / float64(time.Millisecond))
}

// randomUUID is a UUID of version 4, RFC 9562.
func randomUUID() string {
	var b [16]byte
	_, err := rand.Read(b[:])
	mustSet(err)
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (g *Globals) eventNatives() natives {
	return natives{
		"now": g.now,
		"reportError": func(call goja.FunctionCall) goja.Value {
			if g.host.ReportError != nil {
				g.host.ReportError(call.Argument(0))
			}
			return goja.Undefined()
		},
	}
}

func (g *Globals) abortNatives() natives {
	return natives{"after": g.abortAfter}
}

// abortAfter is the timer of AbortSignal.timeout: (delayMs, fn). It does not
// keep a run alive.
func (g *Globals) abortAfter(call goja.FunctionCall) goja.Value {
	fn, ok := goja.AssertFunction(call.Argument(1))
	if !ok || g.host.After == nil {
		panic(g.rt.NewTypeError("AbortSignal.timeout: this VM has no timers"))
	}
	delay := time.Duration(call.Argument(0).ToInteger()) * time.Millisecond
	g.host.After(delay, false, func() {
		if _, err := fn(goja.Undefined()); err != nil {
			g.reportFailure(err)
		}
	})
	return goja.Undefined()
}

// reportFailure hands a script's exception to the host; anything else, an
// interrupt say, is the loop's to see and passes on.
func (g *Globals) reportFailure(err error) {
	exception, ok := err.(*goja.Exception)
	if !ok || g.host.ReportError == nil {
		panic(err)
	}
	g.host.ReportError(exception.Value())
}

func (g *Globals) cloneNatives() natives {
	return natives{
		"classOf": func(call goja.FunctionCall) goja.Value {
			return g.rt.ToValue(ClassOf(call.Argument(0)))
		},
		"detached": func(call goja.FunctionCall) goja.Value {
			buffer, ok := call.Argument(0).Export().(goja.ArrayBuffer)
			return g.rt.ToValue(ok && buffer.Detached())
		},
		"detach": func(call goja.FunctionCall) goja.Value {
			buffer, ok := call.Argument(0).Export().(goja.ArrayBuffer)
			return g.rt.ToValue(ok && buffer.Detach())
		},
	}
}
