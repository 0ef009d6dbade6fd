package jsapi

// Values cross between scripts and Go as plain data only: nil, bool, float64,
// string, []byte (a Uint8Array), []any, map[string]any, and json.RawMessage
// towards the script. A script never holds a live Go value.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// toGo converts a script's value by the rules of JSON.stringify, but for numbers
// that JSON lacks, which stay as they are, and bytes. undefined becomes nil. It
// may call getters and toJSON: call it where a script's code may run. It throws
// a TypeError for what JSON refuses.
func (vm *VM) toGo(v goja.Value) any { return vm.toGoAs(v, "", "value") }

// toGoAs is toGo for what a script has under key, and knows as path.
func (vm *VM) toGoAs(v goja.Value, key, path string) any {
	return vm.toGoAt(vm.replaced(v, key), path, 0)
}

// replaced returns what a value is replaced by where it has a method toJSON, which
// is told the key, as JSON.stringify has it. Bytes stay bytes.
func (vm *VM) replaced(v goja.Value, key string) goja.Value {
	obj, ok := v.(*goja.Object)
	if !ok || holdsBytes(obj) {
		return v
	}
	toJSON, ok := goja.AssertFunction(obj.Get("toJSON"))
	if !ok {
		return v
	}
	plain, err := toJSON(obj, vm.rt.ToValue(key))
	if err != nil {
		panic(err)
	}
	return plain
}

// toGoAt converts what replaced has returned.
func (vm *VM) toGoAt(v goja.Value, path string, depth int) any {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil
	}
	obj, ok := v.(*goja.Object)
	if !ok {
		return vm.primitiveToGo(v, path)
	}
	if depth > maxDepth {
		panic(vm.rt.NewTypeError("%s is nested deeper than %d or contains itself", clip(path), maxDepth))
	}
	if b, ok := bytesOf(obj); ok {
		return b
	}
	if isArray(obj) {
		return vm.arrayToGo(obj, path, depth)
	}
	switch obj.ClassName() {
	case "Function":
		panic(vm.rt.NewTypeError("%s is a function, which is not data", clip(path)))
	case "String", "Number", "Boolean": // boxed
		return vm.unbox(obj)
	}
	return vm.objectToGo(obj, path, depth)
}

// unbox reads new String(x) and its like, as JSON.stringify does.
func (vm *VM) unbox(obj *goja.Object) any {
	switch obj.ClassName() {
	case "String":
		return obj.String()
	case "Number":
		return obj.ToFloat()
	}
	return obj.Export()
}

func (vm *VM) primitiveToGo(v goja.Value, path string) any {
	if _, ok := v.(*goja.Symbol); ok {
		panic(vm.rt.NewTypeError("%s is a symbol, which JSON cannot hold", clip(path)))
	}
	switch x := v.Export().(type) {
	case bool, string:
		return x
	case int64:
		return float64(x)
	case float64:
		return x
	}
	panic(vm.rt.NewTypeError("%s is a bigint, which JSON cannot hold", clip(path)))
}

func (vm *VM) arrayToGo(obj *goja.Object, path string, depth int) any {
	n := int64(0)
	if length := obj.Get("length"); length != nil { // nil: a proxy has none
		n = max(0, length.ToInteger())
	}
	if n > maxElements {
		panic(vm.rt.NewTypeError("%s has %d elements, more than %d", clip(path), n, maxElements))
	}
	list := make([]any, 0, n)
	for i := range n {
		key := strconv.FormatInt(i, 10)
		v := vm.replaced(obj.Get(key), key)
		if isFunction(v) {
			v = nil // as JSON.stringify
		}
		list = append(list, vm.toGoAt(v, path+"["+key+"]", depth+1))
	}
	return list
}

func (vm *VM) objectToGo(obj *goja.Object, path string, depth int) any {
	keys := obj.Keys()
	m := make(map[string]any, len(keys))
	for _, key := range keys {
		v := vm.replaced(obj.Get(key), key)
		if v == nil || goja.IsUndefined(v) || isFunction(v) {
			continue // as JSON.stringify
		}
		m[key] = vm.toGoAt(v, path+"."+key, depth+1)
	}
	return m
}

// isArray is Array.isArray: a proxy of an array is one.
func isArray(obj *goja.Object) bool {
	for obj != nil && obj.ExportType() == proxyType {
		obj = obj.Export().(goja.Proxy).Target()
	}
	return obj != nil && obj.ClassName() == "Array"
}

func isFunction(v goja.Value) bool {
	_, ok := goja.AssertFunction(v)
	return ok
}

var (
	bytesType       = reflect.TypeFor[[]byte]()
	arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()
	proxyType       = reflect.TypeFor[goja.Proxy]()
)

// holdsBytes reports whether obj is a Uint8Array, Buffer or ArrayBuffer.
func holdsBytes(obj *goja.Object) bool {
	t := obj.ExportType()
	return t == bytesType || t == arrayBufferType
}

// bytesOf returns a copy of the bytes of a Uint8Array, Buffer or ArrayBuffer.
func bytesOf(obj *goja.Object) ([]byte, bool) {
	switch obj.ExportType() {
	case bytesType:
		if obj.Get("length").ToInteger() == 0 {
			return []byte{}, true // goja would index an empty or detached buffer
		}
		return bytes.Clone(obj.Export().([]byte)), true
	case arrayBufferType:
		return bytes.Clone(obj.Export().(goja.ArrayBuffer).Bytes()), true
	}
	return nil, false
}

// clip shortens a path for an error message, without cutting a character.
func clip(path string) string {
	const most = 80
	if len(path) > most {
		return strings.ToValidUTF8(path[:most], "") + "…"
	}
	return path
}

// errDeep is the error of data that is nested deeper than maxDepth.
var errDeep = fmt.Errorf("a value is nested deeper than %d or contains itself: give it as JSON", maxDepth)

// toJS converts plain data to a fresh JavaScript value.
func (vm *VM) toJS(x any) (goja.Value, error) { return vm.toJSAt(x, 0) }

func (vm *VM) toJSAt(x any, depth int) (goja.Value, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	switch x := x.(type) {
	case nil:
		return goja.Null(), nil
	case string:
		return vm.text(x), nil
	case bool, int, int64, float64:
		return vm.rt.ToValue(x), nil
	case json.RawMessage:
		if len(x) == 0 {
			return goja.Null(), nil // as encoding/json has it
		}
		return vm.fromJSON(string(x))
	case []byte:
		return vm.bytes(x)
	case []string:
		list := make([]any, len(x))
		for i, s := range x {
			list[i] = vm.text(s)
		}
		return vm.rt.NewArray(list...), nil
	case []any:
		return vm.listToJS(x, depth+1)
	case map[string]any:
		return vm.mapToJS(x, depth+1)
	}
	text, err := marshal(x)
	if err != nil {
		return nil, err
	}
	return vm.fromJSON(string(text))
}

// text converts a string. goja would look for characters beyond ASCII itself, byte
// by byte when a script first uses the string: seven times what it takes here. So
// it is handed its own type of an ASCII string, which it has looked at already.
func (vm *VM) text(s string) goja.Value {
	known := reflect.TypeOf(vm.rt.ToValue(""))
	if known.Kind() != reflect.String || !isASCII(s) {
		return vm.rt.ToValue(s)
	}
	return reflect.ValueOf(s).Convert(known).Interface().(goja.Value)
}

func isASCII(s string) bool {
	const word, beyond = 8, 0x8080808080808080
	b := []byte(s) // no copy: it is only read
	for ; len(b) >= 2*word; b = b[2*word:] {
		if (binary.NativeEndian.Uint64(b)|binary.NativeEndian.Uint64(b[word:]))&beyond != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Portable returns x made of what crosses to a script that is in another process:
// nil, bool, string, int, int64, float64, json.RawMessage, []byte, []string, []any
// and map[string]any. What is of another type becomes JSON. The error says that
// it cannot.
func Portable(x any) (any, error) { return portableAt(x, 0) }

func portableAt(x any, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	switch x := x.(type) {
	case nil, bool, string, int, int64, float64, json.RawMessage:
		return x, nil
	case []byte:
		return orEmpty(x), nil
	case []string:
		return orEmpty(x), nil
	case []any:
		list := make([]any, len(x))
		for i := range x {
			var err error
			if list[i], err = portableAt(x[i], depth+1); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		m := make(map[string]any, len(x))
		for key := range x {
			var err error
			if m[key], err = portableAt(x[key], depth+1); err != nil {
				return nil, err
			}
		}
		return m, nil
	}
	return marshal(x)
}

// orEmpty keeps a list without elements from becoming null on its way.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func marshal(x any) (json.RawMessage, error) {
	text, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("result of type %T is not data for a script: %w", x, err)
	}
	return text, nil
}

func (vm *VM) listToJS(list []any, depth int) (goja.Value, error) {
	values := make([]any, len(list))
	for i, x := range list {
		v, err := vm.toJSAt(x, depth)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return vm.rt.NewArray(values...), nil
}

// mapToJS sets the keys in sorted order: a Go map has none.
func (vm *VM) mapToJS(m map[string]any, depth int) (goja.Value, error) {
	obj := vm.rt.NewObject()
	for _, key := range slices.Sorted(maps.Keys(m)) {
		v, err := vm.toJSAt(m[key], depth)
		if err != nil {
			return nil, err
		}
		// Set would call the setter of __proto__.
		err = obj.DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
		if err != nil {
			return nil, err
		}
	}
	return obj, nil
}

// bytes returns a Uint8Array that owns b.
func (vm *VM) bytes(b []byte) (goja.Value, error) {
	buffer := vm.rt.ToValue(vm.rt.NewArrayBuffer(b))
	return vm.rt.New(vm.own.uint8Array, buffer)
}
