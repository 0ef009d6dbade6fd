package jsapi

import (
	"reflect"

	"github.com/dop251/goja/ast"
)

// waits reports whether a list of statements awaits or returns, functions in it
// aside.
func waits(list []ast.Statement) bool { return waitsIn(reflect.ValueOf(list), 0) }

// maxNesting bounds a walk through a tree: the parser bounds none.
const maxNesting = 10_000

func waitsIn(v reflect.Value, depth int) bool {
	if depth > maxNesting {
		return true
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return false
		}
		switch v.Interface().(type) {
		case *ast.AwaitExpression, *ast.ReturnStatement:
			return true
		case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.MethodDefinition,
			*ast.FieldDefinition, *ast.ClassStaticBlock:
			return false
		}
		return waitsIn(v.Elem(), depth+1)
	case reflect.Slice:
		switch v.Type().Elem().Kind() {
		case reflect.Interface, reflect.Pointer, reflect.Struct:
			for i := range v.Len() {
				if waitsIn(v.Index(i), depth+1) {
					return true
				}
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && waitsIn(v.Field(i), depth+1) {
				return true
			}
		}
	}
	return false
}
