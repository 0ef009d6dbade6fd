package jsapi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/inspect"
)

// A console is the console object of a VM. Groups, counters and timers end with
// the VM.
type console struct {
	vm        *VM
	inspector *inspect.Inspector
	indent    string
	counts    map[string]int
	started   map[string]time.Time
}

func newConsole(vm *VM, inspector *inspect.Inspector) *console {
	return &console{vm: vm, inspector: inspector}
}

// install defines the console object.
func (c *console) install() {
	c.vm.defineValue("console", c.vm.object([]method{
		{"log", c.printer("log")},
		{"info", c.printer("info")},
		{"debug", c.printer("debug")},
		{"warn", c.printer("warn")},
		{"error", c.printer("error")},
		{"trace", c.trace},
		{"assert", c.assert},
		{"dir", c.dir},
		{"table", c.table},
		{"group", c.group},
		{"groupCollapsed", c.group},
		{"groupEnd", c.groupEnd},
		{"count", c.count},
		{"countReset", c.countReset},
		{"time", c.time},
		{"timeLog", c.timeLog},
		{"timeEnd", c.timeEnd},
	}))
}

// print hands an entry over, indented by the open groups.
func (c *console) print(level, message string) {
	if c.vm.cfg.Console == nil {
		return
	}
	message = cut(message, maxEntryBytes+cutNoteBytes)
	if c.indent != "" {
		message = c.indented(message)
	}
	c.vm.cfg.Console(ConsoleEntry{Level: level, Message: message, Time: time.Now()})
}

// indented puts the indent of the open groups before each line, of as many lines
// as fit an entry.
func (c *console) indented(message string) string {
	if len(message)+(1+strings.Count(message, "\n"))*len(c.indent) <= maxEntryBytes {
		return c.indent + strings.ReplaceAll(message, "\n", "\n"+c.indent)
	}
	var b strings.Builder
	for line := range strings.Lines(message) {
		if b.Len() > maxEntryBytes {
			break
		}
		b.WriteString(c.indent + line)
	}
	return cut(b.String(), maxEntryBytes)
}

// cutNoteBytes is room for the note of an inspector that has cut a message.
const cutNoteBytes = 100

// cut shortens s to at most limit bytes and a note of how many are missing,
// without cutting a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := limit
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return fmt.Sprintf("%s… cut here: %d more bytes", s[:end], len(s)-end)
}

// inspect renders one value for an error message.
func (c *console) inspect(v goja.Value) string {
	return c.inspector.Inspect(v, inspect.Options{})
}

func (c *console) format(args []goja.Value) string {
	return c.inspector.Format(args, inspect.Options{})
}

func (c *console) printer(level string) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		c.print(level, c.format(call.Arguments))
		return goja.Undefined()
	}
}

func (c *console) trace(call goja.FunctionCall) goja.Value {
	title := "Trace"
	if message := c.format(call.Arguments); message != "" {
		title += ": " + message
	}
	c.print("trace", formatStack(title, framesOf(c.vm.rt.CaptureCallStack(0, nil))))
	return goja.Undefined()
}

func (c *console) assert(call goja.FunctionCall) goja.Value {
	if call.Argument(0).ToBoolean() {
		return goja.Undefined()
	}
	message := "Assertion failed"
	if len(call.Arguments) > 1 {
		message += ": " + c.format(call.Arguments[1:])
	}
	c.print("warn", message)
	return goja.Undefined()
}

// dir prints one value; its options are util.inspect's, but that without one for
// it no custom method is called.
func (c *console) dir(call goja.FunctionCall) goja.Value {
	options := c.vm.rt.NewObject()
	c.vm.put(options, "customInspect", false)
	if given, ok := call.Argument(1).(*goja.Object); ok {
		for _, key := range given.Keys() {
			c.vm.put(options, key, given.Get(key))
		}
	}
	c.print("log", c.inspectWith(call.Argument(0), options))
	return goja.Undefined()
}

// inspectWith is util.inspect with a script's options.
func (c *console) inspectWith(v, options goja.Value) string {
	f, _ := goja.AssertFunction(c.inspector.Function())
	text, err := f(goja.Undefined(), v, options)
	if err != nil {
		panic(err)
	}
	return text.String()
}

const groupIndent = "  "

func (c *console) group(call goja.FunctionCall) goja.Value {
	if len(call.Arguments) > 0 {
		c.print("log", c.format(call.Arguments))
	}
	const deepest = 100
	if len(c.indent) < deepest*len(groupIndent) {
		c.indent += groupIndent
	}
	return goja.Undefined()
}

func (c *console) groupEnd(goja.FunctionCall) goja.Value {
	c.indent = strings.TrimSuffix(c.indent, groupIndent)
	return goja.Undefined()
}

// label is the first argument, "default" if it is not given.
func label(call goja.FunctionCall) string {
	if v := call.Argument(0); !goja.IsUndefined(v) {
		return v.String()
	}
	return "default"
}

func (c *console) count(call goja.FunctionCall) goja.Value {
	if c.counts == nil {
		c.counts = make(map[string]int)
	}
	name := label(call)
	c.counts[name]++
	c.print("log", fmt.Sprintf("%s: %d", name, c.counts[name]))
	return goja.Undefined()
}

func (c *console) countReset(call goja.FunctionCall) goja.Value {
	delete(c.counts, label(call))
	return goja.Undefined()
}

func (c *console) time(call goja.FunctionCall) goja.Value {
	if c.started == nil {
		c.started = make(map[string]time.Time)
	}
	if name := label(call); c.started[name].IsZero() {
		c.started[name] = time.Now()
	}
	return goja.Undefined()
}

func (c *console) timeLog(call goja.FunctionCall) goja.Value {
	if text, ok := c.taken(call, "timeLog"); ok {
		if len(call.Arguments) > 1 {
			text += " " + c.format(call.Arguments[1:])
		}
		c.print("log", text)
	}
	return goja.Undefined()
}

func (c *console) timeEnd(call goja.FunctionCall) goja.Value {
	if text, ok := c.taken(call, "timeEnd"); ok {
		delete(c.started, label(call))
		c.print("log", text)
	}
	return goja.Undefined()
}

// taken says how long ago a timer was started, or warns that it was not.
func (c *console) taken(call goja.FunctionCall, method string) (text string, ok bool) {
	name := label(call)
	began, ok := c.started[name]
	if !ok {
		c.print("warn", fmt.Sprintf("No such label '%s' for console.%s()", name, method))
		return "", false
	}
	return fmt.Sprintf("%s: %s", name, elapsed(time.Since(began))), true
}

// elapsed formats a duration as Node's console does: 1.234ms, 1.234s, and
// 1:02.345 (m:ss.mmm).
func elapsed(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	rest := (d % time.Minute).Seconds()
	switch {
	case d < time.Second:
		return strconv.FormatFloat(math.Round(ms*1000)/1000, 'f', -1, 64) + "ms"
	case d < time.Minute:
		return fmt.Sprintf("%.3fs", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d:%06.3f (m:ss.mmm)", d/time.Minute, rest)
	}
	return fmt.Sprintf("%d:%02d:%06.3f (h:mm:ss.mmm)", d/time.Hour, d%time.Hour/time.Minute, rest)
}
