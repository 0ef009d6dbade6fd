package jsapi

// The functions of commands for persistent ones. They outlive the run, and the
// VM: what ends with the run is only the waiting.

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// commandsStart is commands.start(name, params?, { as?, signal? }): the status,
// once it is ready.
func (vm *VM) commandsStart(c goja.FunctionCall) goja.Value {
	const function = "commands.start"
	call := vm.commandCall(function, c)
	var o commands.StartOptions
	vm.options(function, c.Argument(2), []option{
		{"as", func(v goja.Value) { o.As = vm.stringOption(function, "as", v) }},
		{"signal", func(v goja.Value) { call.signal = v }},
	})
	return vm.statusLater(call.what, call.name, call.signal,
		func(ctx context.Context) (commands.Status, error) {
			return vm.cfg.Commands.Start(ctx, call.name, call.values, o)
		})
}

// commandsStatus is commands.status(name).
func (vm *VM) commandsStatus(c goja.FunctionCall) goja.Value {
	status, err := vm.cfg.Commands.Status(vm.nameArgument("commands.status", c))
	if err != nil {
		vm.throw(err)
	}
	return vm.statusToJS(status)
}

// commandsStop is commands.stop(name, { signal?, graceMs? }): how it ended.
func (vm *VM) commandsStop(c goja.FunctionCall) goja.Value {
	const function = "commands.stop"
	name := vm.nameArgument(function, c)
	var o commands.StopOptions
	vm.options(function, c.Argument(1), []option{
		{"signal", func(v goja.Value) { o.Signal = vm.stringOption(function, "signal", v) }},
		{"graceMs", func(v goja.Value) {
			grace, ok := duration(v)
			if !ok {
				panic(vm.rt.NewTypeError("%s: graceMs must be a number, 0 or more", function))
			}
			o.Grace = &grace
		}},
	})
	return vm.statusLater(callText(function, name), name, goja.Undefined(),
		func(ctx context.Context) (commands.Status, error) {
			return vm.cfg.Commands.Stop(ctx, name, o)
		})
}

// commandsLogs is commands.logs(name, { since?, stream?, limit? }).
func (vm *VM) commandsLogs(c goja.FunctionCall) goja.Value {
	const function = "commands.logs"
	name := vm.nameArgument(function, c)
	var o commands.LogOptions
	vm.options(function, c.Argument(1), []option{
		{"since", func(v goja.Value) { o.Since = vm.countOption(function, "since", v) }},
		{"stream", func(v goja.Value) { o.Stream = vm.stringOption(function, "stream", v) }},
		{"limit", func(v goja.Value) { o.Limit = int(vm.countOption(function, "limit", v)) }},
	})
	logs, err := vm.cfg.Commands.Logs(name, o)
	if err != nil {
		vm.throw(err)
	}
	obj := vm.rt.NewObject()
	vm.put(obj, "lines", vm.linesToJS(logs.Lines))
	vm.put(obj, "next", logs.Next)
	vm.put(obj, "dropped", logs.Dropped)
	return obj
}

// commandsWait is commands.wait(name, { for, timeoutMs?, since? }): the status
// once it is ready, has ended or has written a line.
func (vm *VM) commandsWait(c goja.FunctionCall) goja.Value {
	const function = "commands.wait"
	name := vm.nameArgument(function, c)
	var o commands.WaitOptions
	var timeout time.Duration
	vm.options(function, c.Argument(1), []option{
		{"for", func(v goja.Value) { o.For, o.Pattern = vm.awaited(function, v) }},
		{"timeoutMs", func(v goja.Value) { timeout = vm.timeoutOption(function, v) }},
		{"since", func(v goja.Value) { o.Since = vm.countOption(function, "since", v) }},
	})
	if o.For == "" && o.Pattern == nil {
		panic(vm.rt.NewTypeError(`%s: say what for: "ready", "exit" or a regular expression`, function))
	}
	return vm.statusLater(callText(function, name), name, goja.Undefined(),
		func(ctx context.Context) (commands.Status, error) {
			if timeout > 0 {
				var cancel context.CancelFunc
				late := &waited{timeout: timeout, over: ctx.Done()}
				ctx, cancel = context.WithTimeoutCause(ctx, timeout, late)
				defer cancel()
			}
			return vm.cfg.Commands.Wait(ctx, name, o)
		})
}

// awaited reads what to wait for: a word, or a RegExp that a line has to match.
func (vm *VM) awaited(function string, v goja.Value) (word string, pattern *regexp.Regexp) {
	if goja.IsString(v) {
		return v.String(), nil
	}
	obj, ok := v.(*goja.Object)
	if !ok || obj.ClassName() != "RegExp" {
		panic(vm.rt.NewTypeError(`%s: for must be "ready", "exit" or a regular expression`, function))
	}
	pattern, err := linePattern(stringProperty(obj, "source"), stringProperty(obj, "flags"))
	if err != nil {
		panic(vm.rt.NewTypeError("%s: %s cannot be matched against lines, which takes a regular "+
			"expression without look-around and backreferences: %s", function, clip(obj.String()), err.Error()))
	}
	return "", pattern
}

// linePattern converts a JavaScript regular expression to Go's. Lines are
// matched where they are written, not in the VM.
func linePattern(source, flags string) (*regexp.Regexp, error) {
	if written, ok := globals.OriginalPattern(source); ok {
		source = written
	}
	// A line is one, and is matched once: neither m nor g mean anything.
	source, err := globals.ExpandUnicode(source, strings.NewReplacer("m", "", "g", "").Replace(flags))
	if err != nil {
		return nil, err
	}
	text, err := parser.TransformRegExp(source,
		strings.Contains(flags, "s"), strings.Contains(flags, "u"))
	if err != nil {
		return nil, err
	}
	if strings.Contains(flags, "i") {
		text = "(?i)" + text
	}
	if strings.Contains(flags, "m") {
		text = "(?m)" + text
	}
	return regexp.Compile(text)
}

// statusLater is async for what gives a status.
func (vm *VM) statusLater(
	what, command string, signal goja.Value,
	work func(context.Context) (commands.Status, error),
) goja.Value {
	return vm.async(what, command, signal, func(ctx context.Context) settle {
		status, err := work(ctx)
		return func() (goja.Value, error) {
			if err != nil {
				return nil, err
			}
			return vm.statusToJS(status), nil
		}
	})
}

// statusToJS gives null for what there is not yet, as Node does for exit codes.
func (vm *VM) statusToJS(s commands.Status) goja.Value {
	obj := vm.rt.NewObject()
	set := func(name string, v any) { vm.put(obj, name, v) }
	set("name", s.Name)
	set("command", s.Command)
	set("state", s.State)
	set("reason", orNull(s.Reason, s.Reason != ""))
	set("running", s.Running)
	set("ready", s.Ready)
	set("pid", orNull(s.PID, s.PID != 0))
	ended := !s.EndedAt.IsZero()
	set("exitCode", orNull(s.ExitCode, ended && s.Signal == ""))
	set("signal", orNull(s.Signal, s.Signal != ""))
	set("uptimeMs", milliseconds(s.Uptime))
	set("restarts", s.Restarts)
	set("stdout", s.Stdout)
	set("stderr", s.Stderr)
	return obj
}

// orNull is v if there is one, else null.
func orNull(v any, is bool) any {
	if !is {
		return goja.Null()
	}
	return v
}

func (vm *VM) linesToJS(lines []commands.Line) goja.Value {
	list := make([]any, len(lines))
	for i, line := range lines {
		obj := vm.rt.NewObject()
		vm.put(obj, "seq", line.Seq)
		vm.put(obj, "timeMs", line.Time.UnixMilli())
		vm.put(obj, "stream", line.Stream)
		vm.put(obj, "text", line.Text)
		vm.put(obj, "continued", line.Continued)
		list[i] = obj
	}
	return vm.rt.NewArray(list...)
}
