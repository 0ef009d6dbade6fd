// Package inspect prints JavaScript values as Node 20's console.log and
// util.inspect do, and survives whatever the values are made of.
//
// It is a port of Node's lib/internal/util/inspect.js with one difference in
// principle: it reads a value without running any of the script's code.
// Getters are never called and proxies are shown as their targets. The only
// user code that runs is what Node promises to call: a method under
// Symbol.for('nodejs.util.inspect.custom'), the conversions behind %s, %d, %i
// and %f, and the toJSON methods and getters behind %j.
package inspect

import (
	"errors"
	"math"

	"github.com/dop251/goja"
)

const (
	defaultDepth  = 2
	maxDepth      = 400 // of Options.Depth: time grows with its square
	defaultBytes  = 1 << 20
	maxCustomNest = 20 // custom methods that call inspect that calls custom methods
	unlimited     = math.MaxInt32
)

// Options say how values are printed. For every number 0 is the default and
// a negative value means no limit.
type Options struct {
	Colors     bool // with ANSI escapes, in Node's palette
	ShowHidden bool // with non-enumerable properties
	Sorted     bool // properties in alphabetical order
	NoCustom   bool // methods under the custom symbol are not called: no user code runs

	Depth           int // levels of nesting below the first; default 2, at most 400
	BreakLength     int // columns before a line is broken; default 80
	Compact         int // inner levels joined on one line; default 3, negative is none
	MaxArrayLength  int // elements of an array, Map or Set; default 100
	MaxStringLength int // UTF-16 units of a string inside a value; default 10000
	MaxBytes        int // bytes of the whole output; default 1 MiB, also for negative values
}

// Inspector prints the values of one runtime. It is used on the goroutine
// that owns the runtime, like the values themselves.
type Inspector struct {
	rt      *goja.Runtime
	custom  *goja.Symbol // that of custom methods; nil until a script asks for it
	engine  *realm       // nil until the first object is printed
	inspect goja.Value   // the function custom methods get; nil until the first one
	nested  int          // custom methods on the stack
}

// New returns an Inspector for rt. It costs nothing until an object is
// printed.
func New(rt *goja.Runtime) *Inspector { return &Inspector{rt: rt} }

// Inspect renders v as util.inspect does. It never panics: a part of v that
// cannot be read is shown as such. See [Inspector.Format] about interrupts.
func (ins *Inspector) Inspect(v goja.Value, o Options) string {
	p := ins.printer(o.settings())
	return p.finish(p.value(v, 0))
}

// printer returns a printer with the whole output budget of s to spend.
func (ins *Inspector) printer(s settings) *printer {
	return &printer{ins: ins, settings: s, left: s.maxBytes}
}

// realm returns the engine's own functions, which are built on first use.
func (ins *Inspector) realm() *realm {
	if ins.engine == nil {
		ins.engine = newRealm(ins.rt)
	}
	return ins.engine
}

// settings are Options with defaults filled in and no special values.
type settings struct {
	colors, showHidden, showProxy, sorted bool
	noCustom                              bool
	depth, breakLength, compact           int
	maxArray, maxString, maxBytes         int
}

func (o Options) settings() settings {
	or := func(n, zero, negative int) int {
		switch {
		case n == 0:
			return zero
		case n < 0:
			return negative
		}
		return n
	}
	return settings{
		colors: o.Colors, showHidden: o.ShowHidden, sorted: o.Sorted,
		noCustom:    o.NoCustom,
		depth:       min(or(o.Depth, defaultDepth, maxDepth), maxDepth),
		breakLength: or(o.BreakLength, 80, unlimited),
		compact:     or(o.Compact, 3, 0),
		maxArray:    or(o.MaxArrayLength, 100, unlimited),
		maxString:   or(o.MaxStringLength, 10000, unlimited),
		maxBytes:    or(o.MaxBytes, defaultBytes, defaultBytes),
	}
}

// interrupted reports whether err is an interrupt of the runtime, after which
// no more of the script's code may be started.
func interrupted(err error) bool {
	var stop *goja.InterruptedError
	return errors.As(err, &stop)
}
