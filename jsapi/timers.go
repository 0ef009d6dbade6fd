package jsapi

import (
	"container/heap"
	"math"
	"slices"
	"time"

	"github.com/dop251/goja"
)

// A timer is one pending setTimeout, setInterval or timer of a global.
type timer struct {
	id       int64
	deadline time.Time
	seq      uint64        // order among equal deadlines
	interval time.Duration // 0: fires once
	holds    bool          // keeps the run alive
	index    int           // in the heap; -1 when out of it
	call     func()
	owner    *timers
}

// fire takes the timer out, or puts an interval back in, and calls it.
func (t *timer) fire() {
	if t.interval > 0 {
		t.deadline = time.Now().Add(t.interval)
		t.seq = t.owner.nextSeq()
		heap.Fix(&t.owner.heap, t.index)
	} else {
		t.owner.remove(t)
	}
	t.call()
}

// timers is a heap ordered by deadline, then by the order of setting. Its zero
// value is empty.
type timers struct {
	heap    timerHeap
	byID    map[int64]*timer
	seq     uint64
	lastID  int64
	holding int // timers that keep the run alive
}

func (ts *timers) nextSeq() uint64 {
	ts.seq++
	return ts.seq
}

func (ts *timers) add(delay, interval time.Duration, holds bool, call func()) *timer {
	ts.lastID++
	t := &timer{
		id: ts.lastID, deadline: time.Now().Add(delay), seq: ts.nextSeq(),
		interval: interval, holds: holds, call: call, owner: ts,
	}
	if ts.byID == nil {
		ts.byID = make(map[int64]*timer)
	}
	ts.byID[t.id] = t
	heap.Push(&ts.heap, t)
	if holds {
		ts.holding++
	}
	return t
}

// adopt takes over, in their order, the timers of an earlier run that did not keep
// it alive.
func (ts *timers) adopt(earlier *timers) {
	for len(earlier.heap) > 0 {
		if t := heap.Pop(&earlier.heap).(*timer); !t.holds {
			ts.add(time.Until(t.deadline), 0, false, t.call)
		}
	}
}

// remove takes t out; it is fine if it is out already.
func (ts *timers) remove(t *timer) {
	if t == nil || t.index < 0 {
		return
	}
	heap.Remove(&ts.heap, t.index)
	delete(ts.byID, t.id)
	if t.holds {
		ts.holding--
	}
}

func (ts *timers) next() *timer {
	if len(ts.heap) == 0 {
		return nil
	}
	return ts.heap[0]
}

// due returns the first timer whose deadline is not after now, or nil.
func (ts *timers) due(now time.Time) *timer {
	if t := ts.next(); t != nil && !t.deadline.After(now) {
		return t
	}
	return nil
}

// timerHeap implements heap.Interface.
type timerHeap []*timer

func (h timerHeap) Len() int { return len(h) }

func (h timerHeap) Less(i, j int) bool {
	if h[i].deadline.Equal(h[j].deadline) {
		return h[i].seq < h[j].seq
	}
	return h[i].deadline.Before(h[j].deadline)
}

func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}

// maxDelayMs is the longest delay; a longer one becomes 1 ms, as in browsers and
// Node.
const maxDelayMs = math.MaxInt32

// delay converts a script's delay in milliseconds; at least one, as in Node.
func delay(v goja.Value) time.Duration {
	ms := v.ToFloat()
	if !(ms >= 1 && ms <= maxDelayMs) {
		ms = 1
	}
	return time.Duration(ms) * time.Millisecond
}

// installTimers defines setTimeout and its kin. Ids are numbers and timeouts and
// intervals share them, as in browsers.
func (vm *VM) installTimers() {
	vm.define("setTimeout", func(c goja.FunctionCall) goja.Value {
		return vm.setTimer(c, "setTimeout", delay(c.Argument(1)), 0, 2)
	})
	vm.define("setInterval", func(c goja.FunctionCall) goja.Value {
		every := delay(c.Argument(1))
		return vm.setTimer(c, "setInterval", every, every, 2)
	})
	vm.define("setImmediate", func(c goja.FunctionCall) goja.Value {
		return vm.setTimer(c, "setImmediate", 0, 0, 1) // due at the next turn
	})
	for _, name := range []string{"clearTimeout", "clearInterval", "clearImmediate"} {
		vm.define(name, vm.clearTimer)
	}
	vm.define("queueMicrotask", func(c goja.FunctionCall) goja.Value {
		f := vm.callback("queueMicrotask", c.Argument(0))
		vm.inRun("queueMicrotask")
		vm.queueMicrotask(f, nil)
		return goja.Undefined()
	})
}

// setTimer arms a timer that fires after and then every so long, if every is not
// zero. The arguments from index rest on go to the callback.
func (vm *VM) setTimer(
	c goja.FunctionCall, name string, after, every time.Duration, rest int,
) goja.Value {
	f := vm.callback(name, c.Argument(0))
	var args []goja.Value
	if len(c.Arguments) > rest {
		args = slices.Clone(c.Arguments[rest:]) // c's are the engine's stack
	}
	t := vm.timersFor(name).add(after, every, true, func() { vm.macrotask(f, args...) })
	return vm.rt.ToValue(t.id)
}

// timersFor returns the timers of the run for one more, or throws.
func (vm *VM) timersFor(function string) *timers {
	ts := &vm.inRun(function).timers
	if len(ts.heap) >= maxTimers {
		panic(vm.rangeError("%s: %d timers are pending already", function, maxTimers))
	}
	return ts
}

// clearTimer ignores what is not a pending timer's id, as in Node.
func (vm *VM) clearTimer(c goja.FunctionCall) goja.Value {
	v := c.Argument(0)
	if goja.IsNumber(v) || goja.IsString(v) {
		ts := &vm.inRun("clearTimeout").timers
		ts.remove(ts.byID[v.ToInteger()])
	}
	return goja.Undefined()
}

// inRun returns the loop, or throws: Setup may run scripts when there is none.
func (vm *VM) inRun(function string) *loop {
	if vm.loop == nil {
		panic(vm.rt.NewTypeError("%s: no script is running", function))
	}
	return vm.loop
}

// callback returns v as a function or throws a TypeError.
func (vm *VM) callback(name string, v goja.Value) goja.Callable {
	f, ok := goja.AssertFunction(v)
	if !ok {
		panic(vm.rt.NewTypeError("%s: the callback must be a function", name))
	}
	return f
}
