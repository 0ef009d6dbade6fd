package remote

// A worker that says what a test likes.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

// A puppet stands for a worker's process. Its socket is a net.Pipe, on which a
// write waits until somebody reads: no worker can be slower.
type puppet struct {
	socket io.ReadWriteCloser
	conn   *wire.Conn
	close  func() // of the host's end

	spent func() time.Duration // its CPU time; nil: it is not known

	once  sync.Once
	ended chan struct{}
	death sandbox.Death
}

// newPuppet returns a VM with the durable tier of cfg and the puppet behind it.
func newPuppet(cfg jsapi.Config, console func(jsapi.ConsoleEntry)) (*VM, *puppet) {
	host, worker := net.Pipe()
	return newPuppetOn(host, worker, cfg, console)
}

// newPuppetOn is newPuppet with another connection.
func newPuppetOn(
	host, worker io.ReadWriteCloser, cfg jsapi.Config, console func(jsapi.ConsoleEntry),
) (*VM, *puppet) {
	p := &puppet{
		socket: worker, conn: wire.New(worker, wire.FromHost, wire.FromWorker),
		close: func() { _ = host.Close() }, ended: make(chan struct{}),
	}
	vm := newVM(p, host)
	vm.Attach(&Tier{
		Commands: cfg.Commands, Vars: cfg.Vars, Call: cfg.Call, Console: console,
		Logger: slog.New(slog.DiscardHandler),
	})
	return vm, p
}

func (p *puppet) end(d sandbox.Death) {
	p.once.Do(func() {
		p.death = d
		_ = p.socket.Close()
		close(p.ended)
	})
}

func (p *puppet) PID() int               { return 42 }
func (p *puppet) Memory() (int, error)   { return 1 << 20, nil }
func (p *puppet) LimitMemory(int) error  { return nil }
func (p *puppet) Kill()                  { p.end(sandbox.Death{Known: true, Code: -1, Signal: "SIGKILL"}) }
func (p *puppet) Ended() <-chan struct{} { return p.ended }
func (p *puppet) Alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}
func (p *puppet) Death() sandbox.Death { <-p.ended; return p.death }
func (p *puppet) Close()               { p.Kill(); p.close() }

func (p *puppet) CPUTime() (time.Duration, error) {
	if p.spent == nil {
		return 0, errors.ErrUnsupported
	}
	return p.spent(), nil
}

// exit is what a worker does that ends by itself.
func (p *puppet) exit() {
	p.end(sandbox.Death{Known: true, Code: 2, LastWords: "fatal error: all goroutines are asleep\n"})
}

// say sends a frame. An error means that the puppet has been killed.
func (p *puppet) say(kind wire.Kind, id uint32, head any, tail string) {
	_ = p.conn.Send(kind, id, head, []byte(tail))
}

func (p *puppet) call(id uint32, method wire.Method, name string) {
	p.say(wire.KindCall, id, wire.Call{Method: method, Name: name}, "")
}

func (p *puppet) done(value string) { p.say(wire.KindDone, 0, wire.Done{}, value) }

// write sends bytes that need not be a frame.
func (p *puppet) write(b string) { _, _ = io.WriteString(p.socket, b) }

// reply reads up to the next reply.
func (p *puppet) reply() (wire.Reply, error) {
	for {
		f, err := p.conn.Receive()
		if err != nil {
			return wire.Reply{}, err
		}
		if f.Kind == wire.KindReply {
			var r wire.Reply
			return r, f.Decode(&r)
		}
	}
}

// deaf reads and forgets what the host says until that ends.
func (p *puppet) deaf() { _, _ = io.Copy(io.Discard, p.socket) }

// strict returns a tier that fails the test if it is called with what no script has.
func strict(t *testing.T) jsapi.Config {
	cfg := jsapitest.Tier()
	call := cfg.Call
	cfg.Call = func(ctx context.Context, name string, args []any) (any, error) {
		for _, arg := range args {
			if err := plain(arg); err != nil {
				t.Error(err)
			}
		}
		return call(ctx, name, args)
	}
	return cfg
}

func plain(x any) error {
	switch x := x.(type) {
	case nil, bool, float64, string, []byte:
	case []any:
		for _, x := range x {
			if err := plain(x); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, x := range x {
			if err := plain(x); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("the tier was given a %T", x)
	}
	return nil
}
