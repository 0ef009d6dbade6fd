package jsapi

// What is changed in a script's syntax tree between parsing and compiling: goja
// has no source positions that can be moved, no \p{…} in regular expressions,
// and no stack for primitives that are thrown.

import (
	"fmt"
	"reflect"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// throwMarker names the function that every thrown expression passes through.
// The space keeps scripts from writing it.
const throwMarker = "holdfast throw"

// awaitMarker names the function that what is awaited passes through.
const awaitMarker = "holdfast await"

// prepare moves every position back by shift bytes, expands \p{…}, marks throw
// statements, guards awaits where proxies are about and, where the source is in a
// function that can take the guard, direct calls of eval. What it returns knows what
// it has changed. Its error is a *ScriptError for a bad \p{…}, or for what the
// compiler could not take.
func prepare(tree *ast.Program, shift int, inFunction, proxies bool) (*preparer, error) {
	p := &preparer{
		seen: make(map[visit]bool), file: tree.File, shift: shift, guarding: inFunction,
		proxies: proxies,
	}
	p.value(reflect.ValueOf(tree.Body))
	if p.err != nil {
		return nil, p.err
	}
	return p, nil
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
	depth int // nodes around the one at hand
	withs int // with statements around it

	proxies  bool                         // awaits are guarded
	guarding bool                         // calls of eval are guarded
	evals    map[*ast.CallExpression]bool // those that are
	last     int                          // offset of the node with a position that was met last

	expanded []*ast.RegExpLiteral // that were rewritten
}

var idxType = reflect.TypeFor[file.Idx]()

func (p *preparer) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			p.value(v.Elem())
			p.replaceEval(v)
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
					p.last = int(f.Int()) - p.shift - 1
					f.SetInt(int64(p.last + 1))
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
	if p.depth++; p.depth > maxTreeDepth {
		p.fail(p.last, fmt.Sprintf("nested deeper than %d levels", maxTreeDepth))
	}
	if p.err == nil {
		p.node(v)
	}
	p.depth--
}

// node visits what is below a node, then the node.
func (p *preparer) node(v reflect.Value) {
	if with, ok := v.Interface().(*ast.WithStatement); ok {
		p.value(reflect.ValueOf(with.Object))
		p.withs++
		defer func() { p.withs-- }()
	}
	p.value(v.Elem())
	switch node := v.Interface().(type) {
	case *ast.AwaitExpression:
		if p.proxies {
			node.Argument = callOf(awaitMarker, node.Argument)
		}
	case *ast.CallExpression:
		p.call(node)
	case *ast.RegExpLiteral:
		p.regexp(node)
	case *ast.ThrowStatement:
		p.throw(node)
	}
}

// fail keeps the first fault and its place.
func (p *preparer) fail(offset int, message string) {
	if p.err == nil {
		at := p.file.Position(offset)
		p.err = (&ScriptError{
			Kind: KindSyntax, Name: "SyntaxError", Message: message,
		}).at(position{p.file.Name(), at.Line, at.Column})
	}
}

func (p *preparer) regexp(node *ast.RegExpLiteral) {
	if err := globals.CheckPattern(node.Pattern); err != nil {
		p.fail(int(node.Idx)-1, err.Error())
		return
	}
	pattern, err := globals.ExpandUnicode(node.Pattern, node.Flags)
	if err != nil {
		p.fail(int(node.Idx)-1, err.Error())
	}
	if pattern != node.Pattern {
		node.Pattern = pattern
		p.expanded = append(p.expanded, node)
	}
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
