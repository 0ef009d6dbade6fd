package globals

import (
	"math/big"
	"reflect"

	"github.com/dop251/goja"
)

// ClassOf names what an object is inside, whatever it claims by
// Symbol.toStringTag: "Map", "Date", "Object" for a plain object, a view or a
// WeakMap. It is "" for a primitive. The engine calls most of its objects
// "Object"; the type they export to tells them apart.
func ClassOf(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		return ""
	}
	class, exported := o.ClassName(), o.ExportType()
	if exported == reflect.TypeFor[goja.Proxy]() { // of a function, too
		return "Proxy"
	}
	if class != "Object" {
		return class
	}
	switch exported {
	case reflect.TypeFor[[][2]any]():
		return "Map"
	case reflect.TypeFor[[]any]():
		return "Set"
	case reflect.TypeFor[goja.ArrayBuffer]():
		return "ArrayBuffer"
	case reflect.TypeFor[*goja.Promise]():
		return "Promise"
	case reflect.TypeFor[*big.Int]():
		return "BigInt"
	case reflect.TypeFor[string]():
		return "Symbol"
	case reflect.TypeFor[func(goja.FunctionCall) goja.Value]():
		return "Function"
	}
	return class
}
