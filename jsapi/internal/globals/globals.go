package globals

// What Install does: it puts one object behind the global one and leaves
// everything else to the first use of a name.

import (
	"time"

	"github.com/dop251/goja"
)

// Host is what the globals need from the VM that holds them. A nil function
// leaves out what needs it: without After, AbortSignal.timeout throws.
type Host struct {
	// Platform and Arch are Node's words ("linux", "x64"). Argv, Cwd and Env
	// are all that process shows: nothing is read from the real process, and
	// scripts get copies. Argv is asked each time, for it changes with the run.
	Platform, Arch string
	Argv           func() []string
	Cwd            string
	Env            map[string]string

	// NextTick runs fn with args after the promise jobs that wait.
	NextTick func(fn goja.Callable, args []goja.Value)
	// After calls fn on the loop once d has passed. With ref false it does not
	// keep a run alive. cancel is called on the loop and may come late.
	After func(d time.Duration, ref bool, fn func()) (cancel func())
	// ReportError takes what an event listener threw: it fails the run as an
	// uncaught throw does.
	ReportError func(v goja.Value)
	// Inspect returns util.inspect. Format and FormatWithOptions are the functions
	// of that name.
	Inspect                   func() goja.Value
	Format, FormatWithOptions func(goja.FunctionCall) goja.Value
}

// Globals is the standard globals of one VM. Only the loop may touch it.
type Globals struct {
	rt       *goja.Runtime
	host     Host
	start    time.Time // performance.now counts from here
	modules  map[string]*goja.Object
	repaired Needs
}

// Install makes the globals of Names visible in rt. None of them exists until
// it is first read; installing costs about half a microsecond. What the engine
// lacks or gets wrong in its own objects is left to [Globals.Repair].
func Install(rt *goja.Runtime, h Host) *Globals {
	g := &Globals{rt: rt, host: h, start: time.Now()}
	global := rt.GlobalObject()
	behind := rt.NewDynamicObject(fallback{g})
	mustSet(behind.SetPrototype(global.Prototype()))
	mustSet(global.SetPrototype(behind))
	return g
}

// mustSet panics on an error that only a change of the engine can cause.
func mustSet(err error) {
	if err != nil {
		panic(err)
	}
}

// throwOn passes a script's exception, an interrupt or a stack overflow on to
// the code that called the host function.
func throwOn(err error) {
	if err != nil {
		panic(err)
	}
}
