package jsapi

import (
	"context"
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
	for _, name := range names {
		if err := vm.installBinding(name, made); err != nil {
			return fmt.Errorf("binding %q: %w", name, err)
		}
	}
	return nil
}

func (vm *VM) installBinding(name string, made map[string]*goja.Object) error {
	parts := strings.Split(name, ".")
	if i := slices.IndexFunc(parts, func(p string) bool { return !isIdentifier(p) }); i >= 0 {
		return fmt.Errorf("%q is not a JavaScript name", parts[i])
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

// binding returns the JavaScript side of one of the embedder's functions.
func (vm *VM) binding(name string) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		args := make([]any, len(c.Arguments))
		for i, v := range c.Arguments {
			args[i] = vm.toGoAt(v, fmt.Sprintf("argument %d of %s", i+1, name), 0)
		}
		return vm.async(name, goja.Undefined(), func(ctx context.Context) settle {
			result, err := vm.cfg.Call(ctx, name, args)
			return func() (goja.Value, error) {
				if err != nil {
					return nil, err
				}
				return vm.toJS(result)
			}
		})
	}
}

func has(obj *goja.Object, name string) bool { return obj.Get(name) != nil }

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
