package jsapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// installBindings defines the embedder's functions: "page.title" becomes title
// on a global object page.
func (vm *VM) installBindings() error {
	names := slices.Clone(vm.cfg.Bindings)
	slices.Sort(names) // "a" before "a.b", which then clashes
	made := make(map[string]*goja.Object)
	var errs []error
	for _, name := range names {
		if err := vm.installBinding(name, made); err != nil {
			errs = append(errs, fmt.Errorf("binding %q: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

func (vm *VM) installBinding(name string, made map[string]*goja.Object) error {
	parts := strings.Split(name, ".")
	if i := slices.IndexFunc(parts, func(p string) bool { return !isIdentifier(p) }); i >= 0 {
		return fmt.Errorf("%q is not a JavaScript name", parts[i])
	}
	if isTaken(parts[0]) {
		return fmt.Errorf("%q means something else in a script", parts[0])
	}
	parent := vm.rt.GlobalObject()
	for i := range parts[:len(parts)-1] {
		path := strings.Join(parts[:i+1], ".")
		if made[path] == nil {
			if has(parent, parts[i]) {
				return fmt.Errorf("%s exists already", path)
			}
			made[path] = vm.rt.NewObject()
			vm.put(parent, parts[i], made[path])
		}
		parent = made[path]
	}
	last := parts[len(parts)-1]
	if has(parent, last) {
		return fmt.Errorf("%s exists already", name)
	}
	vm.put(parent, last, vm.function(last, vm.binding(name)))
	return nil
}

// binding returns the JavaScript side of one of the embedder's functions. A
// function as last argument is called for each item of the Stream that the
// binding must return then.
func (vm *VM) binding(name string) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		given, callback := splitCallback(c.Arguments)
		args := make([]any, len(given))
		for i, v := range given {
			args[i] = vm.toGoAs(v, "", fmt.Sprintf("argument %d of %s", i+1, name))
		}
		loop := vm.inRun(name)
		var stack []goja.StackFrame
		if callback != nil {
			stack = vm.rt.CaptureCallStack(0, nil)
		}
		return vm.async(name, "", goja.Undefined(), func(ctx context.Context) settle {
			result, err := vm.cfg.Call(ctx, name, args)
			stream, streams := result.(Stream)
			if streams && err == nil {
				err = loop.keep(stream)
			}
			return func() (goja.Value, error) {
				switch {
				case err != nil:
					return nil, err
				case streams:
					return vm.stream(stream, name, callback, stack), nil
				case callback != nil:
					return nil, fmt.Errorf("%s %w", name, errNoStream)
				}
				return vm.toJS(result)
			}
		})
	}
}

// splitCallback takes a function off the end of arguments.
func splitCallback(args []goja.Value) (rest []goja.Value, callback goja.Callable) {
	if last := len(args) - 1; last >= 0 {
		if f, ok := goja.AssertFunction(args[last]); ok {
			return args[:last], f
		}
	}
	return args, nil
}

func has(obj *goja.Object, name string) bool { return obj.Get(name) != nil }

// isTaken reports whether a name cannot be that of a global, or is hidden in scripts.
func isTaken(name string) bool {
	_, err := goja.Compile("", "async () => { let "+name+" }", true)
	return err != nil || name == "args"
}

// isIdentifier reports whether s is an ASCII JavaScript name.
func isIdentifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || r == '$' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
