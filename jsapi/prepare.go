package jsapi

// What is changed in a script's syntax tree between parsing and compiling: goja
// has no source positions that can be moved, no \p{…} in regular expressions,
// and no stack for primitives that are thrown.

import (
	"reflect"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// throwMarker names the function that every thrown expression passes through.
// The space keeps scripts from writing it.
const throwMarker = "holdfast throw"

// prepare moves every position back by shift bytes, expands \p{…}, and marks
// throw statements. Its error is a *ScriptError for a bad \p{…}.
func prepare(tree *ast.Program, shift int) error {
	p := preparer{seen: make(map[visit]bool), file: tree.File, shift: shift}
	p.value(reflect.ValueOf(tree.Body))
	if p.err != nil {
		return p.err
	}
	return nil
}

// A visit is a node seen; a pointer to a struct and one to its first field are
// the same address, so the type is part of it.
type visit struct {
	address uintptr
	kind    reflect.Type
}

// A preparer walks a tree by reflection: goja's ast has no visitor, and some
// nodes hang in two places.
type preparer struct {
	seen  map[visit]bool
	file  *file.File
	shift int // bytes before the user's source
	err   *ScriptError
}

var idxType = reflect.TypeFor[file.Idx]()

func (p *preparer) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			p.value(v.Elem())
		}
	case reflect.Pointer:
		p.pointer(v)
	case reflect.Slice:
		switch v.Type().Elem().Kind() {
		case reflect.Interface, reflect.Pointer, reflect.Struct:
			for i := range v.Len() {
				p.value(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.Type() == idxType {
				if f.CanSet() {
					f.SetInt(f.Int() - int64(p.shift))
				}
			} else {
				p.value(f)
			}
		}
	}
}

func (p *preparer) pointer(v reflect.Value) {
	if v.IsNil() {
		return
	}
	at := visit{v.Pointer(), v.Type()}
	if p.seen[at] {
		return
	}
	p.seen[at] = true
	p.value(v.Elem())
	switch node := v.Interface().(type) {
	case *ast.RegExpLiteral:
		p.regexp(node)
	case *ast.ThrowStatement:
		p.throw(node)
	}
}

func (p *preparer) regexp(node *ast.RegExpLiteral) {
	if !strings.Contains(node.Pattern, `\p{`) && !strings.Contains(node.Pattern, `\P{`) {
		return
	}
	pattern, err := globals.ExpandUnicode(node.Pattern, node.Flags)
	if err != nil && p.err == nil {
		at := p.file.Position(int(node.Idx) - 1)
		p.err = (&ScriptError{
			Kind: KindSyntax, Name: "SyntaxError", Message: err.Error(),
		}).at(position{p.file.Name(), at.Line, at.Column})
	}
	node.Pattern = pattern
}

// throw turns "throw x" into "throw marker(x)" unless x makes an object, which
// knows its own place.
func (p *preparer) throw(node *ast.ThrowStatement) {
	if _, ok := node.Argument.(*ast.NewExpression); ok || node.Argument == nil {
		return
	}
	at := node.Throw
	node.Argument = &ast.CallExpression{
		Callee:           &ast.Identifier{Name: throwMarker, Idx: at},
		LeftParenthesis:  at,
		ArgumentList:     []ast.Expression{node.Argument},
		RightParenthesis: node.Argument.Idx1(),
	}
}
