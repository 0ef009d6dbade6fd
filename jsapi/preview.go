package jsapi

// What an entry would give, shown while it is being typed. Only expressions are
// previewed whose evaluation cannot run a script's code or change anything.

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"github.com/holdfast-run/holdfast/jsapi/internal/inspect"
)

// Bounds of a preview: of what is typed, and of what is shown.
const (
	maxPreviewSource = 300
	maxPreviewDepth  = 10 // of parentheses: nested parameters take the parser exponential time
	maxPreviewRunes  = 120
)

// Preview returns in one line what text evaluates to, "" if it is not certain
// that evaluating it has no effect, or if it says nothing new. It must not be
// called during a run; ctx ends it early.
func (vm *VM) Preview(ctx context.Context, text string) (string, error) {
	text = strings.TrimSpace(text)
	x := previewed(text)
	if x == nil {
		return "", nil
	}
	release := interruptOn(ctx, vm.rt)
	defer release()
	shown := ""
	err := vm.attempt(func() {
		if v, ok := vm.pure(x); ok && v != nil {
			shown = vm.short(v)
		}
	})
	unify := strings.NewReplacer(`"`, "'", "`", "'")
	if unify.Replace(shown) == unify.Replace(text) {
		return "", err
	}
	return shown, err
}

// previewed parses text as an expression; nil if it is none, or a large one.
func previewed(text string) ast.Expression {
	open, ok := openBrackets(text, Tokens(text))
	if text == "" || len(text) > maxPreviewSource || !ok || len(open) > 0 ||
		strings.Count(text, "(") > maxPreviewDepth || checkSource(text) != nil {
		return nil
	}
	tree, err := parse("", "("+text+"\n)")
	if err != nil || len(tree.Body) != 1 {
		return nil
	}
	if statement, ok := tree.Body[0].(*ast.ExpressionStatement); ok {
		return statement.Expression
	}
	return nil
}

// short renders a value in one line.
func (vm *VM) short(v goja.Value) string {
	s := vm.console.inspector.Inspect(v, inspect.Options{
		Depth: 1, BreakLength: -1, MaxArrayLength: 20, MaxStringLength: 200,
		MaxBytes: 4 << 10, NoCustom: true,
	})
	s, _, more := strings.Cut(s, "\n")
	if utf8.RuneCountInString(s) > maxPreviewRunes {
		s, more = string([]rune(s)[:maxPreviewRunes]), true
	}
	if more {
		s += "…"
	}
	return s
}

// pure evaluates an expression; ok is false if that could run a script's code or
// change anything, or if it would throw.
func (vm *VM) pure(x ast.Expression) (v goja.Value, ok bool) {
	switch x := x.(type) {
	case *ast.NumberLiteral:
		return vm.rt.ToValue(x.Value), isPlainNumber(x.Value)
	case *ast.StringLiteral:
		return vm.rt.ToValue(x.Value.String()), true
	case *ast.BooleanLiteral:
		return vm.rt.ToValue(x.Value), true
	case *ast.NullLiteral:
		return goja.Null(), true
	case *ast.ThisExpression:
		return vm.rt.GlobalObject(), true
	case *ast.Identifier:
		return vm.global(x.Name.String())
	case *ast.DotExpression:
		return vm.pureMember(x.Left, x.Identifier.Name.String())
	case *ast.BracketExpression:
		key, ok := vm.purePrimitive(x.Member)
		if !ok {
			return nil, false
		}
		return vm.pureMember(x.Left, key.String())
	case *ast.UnaryExpression:
		return vm.pureUnary(x)
	case *ast.BinaryExpression:
		return vm.pureBinary(x)
	case *ast.ConditionalExpression:
		test, ok := vm.pure(x.Test)
		if !ok {
			return nil, false
		}
		if test.ToBoolean() {
			return vm.pure(x.Consequent)
		}
		return vm.pure(x.Alternate)
	}
	return nil, false
}

func isPlainNumber(v any) bool {
	switch v.(type) {
	case int64, float64, int:
		return true
	}
	return false
}

func (vm *VM) pureMember(holder ast.Expression, name string) (goja.Value, bool) {
	v, ok := vm.pure(holder)
	if !ok {
		return nil, false
	}
	return vm.console.inspector.Member(v, name)
}

// purePrimitive is pure for the operands of operators: no object, whose
// conversion runs code, no symbol, which throws, and no bigint, which can be
// endless.
func (vm *VM) purePrimitive(x ast.Expression) (goja.Value, bool) {
	v, ok := vm.pure(x)
	if !ok || v == nil {
		return nil, false
	}
	switch v.(type) {
	case *goja.Object, *goja.Symbol:
		return nil, false
	}
	return v, !goja.IsBigInt(v)
}

func (vm *VM) pureUnary(x *ast.UnaryExpression) (goja.Value, bool) {
	operand := vm.purePrimitive
	switch x.Operator {
	case token.NOT, token.TYPEOF, token.VOID:
		operand = vm.pure
	case token.PLUS, token.MINUS, token.BITWISE_NOT:
	default:
		return nil, false
	}
	v, ok := operand(x.Operand)
	if !ok {
		return nil, false
	}
	return vm.operate("(_,v)=>"+x.Operator.String()+" v", goja.Undefined(), v)
}

func (vm *VM) pureBinary(x *ast.BinaryExpression) (goja.Value, bool) {
	operand := vm.purePrimitive
	switch x.Operator {
	case token.LOGICAL_AND, token.LOGICAL_OR, token.COALESCE,
		token.STRICT_EQUAL, token.STRICT_NOT_EQUAL:
		operand = vm.pure
	case token.IN, token.INSTANCEOF:
		return nil, false
	}
	a, ok := operand(x.Left)
	if !ok {
		return nil, false
	}
	b, ok := operand(x.Right)
	if !ok {
		return nil, false
	}
	return vm.operate("(a,b)=>a "+x.Operator.String()+" b", a, b)
}

// operate applies an operator, written as a function.
func (vm *VM) operate(function string, a, b goja.Value) (goja.Value, bool) {
	f, err := vm.rt.RunString(function)
	if err != nil {
		return nil, false
	}
	call, ok := goja.AssertFunction(f)
	if !ok {
		return nil, false
	}
	v, err := call(goja.Undefined(), a, b)
	return v, err == nil
}
