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
	options *goja.Object // util.inspect.defaultOptions; nil until a script asks for it
	nested  int          // custom methods on the stack
}

// New returns an Inspector for rt. It costs nothing until an object is
// printed.
func New(rt *goja.Runtime) *Inspector { return &Inspector{rt: rt} }

// Inspect renders v as util.inspect does. It never panics: a part of v that
// cannot be read is shown as such. See [Inspector.Format] about interrupts.
func (ins *Inspector) Inspect(v goja.Value, o Options) string {
	p := ins.printer(ins.settings(o))
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

// defaults are what is not said by Options: Node's, or what a script has made of
// them.
func (ins *Inspector) defaults() settings {
	s := settings{
		depth: defaultDepth, breakLength: 80, compact: 3,
		maxArray: 100, maxString: 10000, maxBytes: defaultBytes,
	}
	if ins.options != nil {
		ins.read(&s, ins.options)
	}
	return s
}

// settings fills in what o does not say. A script does not decide on colours:
// they are for a terminal.
func (ins *Inspector) settings(o Options) settings {
	s := ins.defaults()
	or := func(to *int, n, negative int) {
		switch {
		case n > 0:
			*to = n
		case n < 0:
			*to = negative
		}
	}
	s.colors, s.noCustom = o.Colors, s.noCustom || o.NoCustom
	s.showHidden, s.sorted = s.showHidden || o.ShowHidden, s.sorted || o.Sorted
	or(&s.depth, min(o.Depth, maxDepth), maxDepth)
	or(&s.breakLength, o.BreakLength, unlimited)
	or(&s.compact, o.Compact, 0)
	or(&s.maxArray, o.MaxArrayLength, unlimited)
	or(&s.maxString, o.MaxStringLength, unlimited)
	or(&s.maxBytes, o.MaxBytes, defaultBytes)
	return s
}

// interrupted reports whether err is an interrupt of the runtime, after which
// no more of the script's code may be started.
func interrupted(err error) bool {
	var stop *goja.InterruptedError
	return errors.As(err, &stop)
}
