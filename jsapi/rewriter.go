package jsapi

import (
	"strconv"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// A declaration is a name that an entry declares at top level.
type declaration struct {
	name     string
	constant bool
	hidden   bool // not enumerable: of let, const and class
}

// A rewriter turns the declarations of an entry into assignments.
type rewriter struct {
	async    bool
	declared []declaration
}

// program rewrites a tree.
func (r *rewriter) program(tree *ast.Program) {
	if !r.async {
		tree.Body = r.body(tree.Body)
		tree.DeclarationList = nil
		return
	}
	f := asyncFunction(tree)
	block := f.Body.(*ast.BlockStatement)
	block.List = r.body(block.List)
	f.DeclarationList = nil
	if n := len(block.List); n > 0 {
		if last, ok := block.List[n-1].(*ast.ExpressionStatement); ok {
			last.Expression = callOf(resultMarker, last.Expression)
		}
	}
}

// body rewrites the statements at top level. Functions come first, as they do
// where they are declared.
func (r *rewriter) body(list []ast.Statement) []ast.Statement {
	var functions, rest []ast.Statement
	for _, s := range list {
		switch s := s.(type) {
		case *ast.FunctionDeclaration:
			name := s.Function.Name
			r.declare(name, declaration{})
			s.Function.Name = nil // the assignment gives it, and binds nothing inside
			functions = append(functions, silent(assign(name, s.Function)))
		case *ast.ClassDeclaration:
			r.declare(s.Class.Name, declaration{hidden: true})
			rest = append(rest, silent(assign(s.Class.Name, s.Class)))
		case *ast.LexicalDeclaration:
			constant := s.Token == token.CONST
			values := r.bindings(s.List, declaration{constant: constant, hidden: true})
			if constant {
				values = callOf(sealMarker, values, number(s.Idx, len(r.declared)))
			}
			rest = append(rest, statement(values))
		default:
			rest = append(rest, r.statement(s))
		}
	}
	return append(functions, rest...)
}

// statement rewrites the var declarations in a statement, at any depth: they are
// of the top level.
func (r *rewriter) statement(s ast.Statement) ast.Statement {
	switch s := s.(type) {
	case *ast.VariableStatement:
		return statement(r.bindings(s.List, declaration{}))
	case *ast.BlockStatement:
		r.block(s)
	case *ast.IfStatement:
		s.Consequent = r.statement(s.Consequent)
		s.Alternate = r.statement(s.Alternate)
	case *ast.ForStatement:
		if vars, ok := s.Initializer.(*ast.ForLoopInitializerVarDeclList); ok {
			s.Initializer = nil
			if x := r.bindings(vars.List, declaration{}); x != nil {
				s.Initializer = &ast.ForLoopInitializerExpression{Expression: x}
			}
		}
		s.Body = r.statement(s.Body)
	case *ast.ForInStatement:
		s.Into, s.Body = r.into(s.Into), r.statement(s.Body)
	case *ast.ForOfStatement:
		s.Into, s.Body = r.into(s.Into), r.statement(s.Body)
	case *ast.WhileStatement:
		s.Body = r.statement(s.Body)
	case *ast.DoWhileStatement:
		s.Body = r.statement(s.Body)
	case *ast.LabelledStatement:
		s.Statement = r.statement(s.Statement)
	case *ast.WithStatement:
		s.Body = r.statement(s.Body)
	case *ast.SwitchStatement:
		for _, c := range s.Body {
			r.list(c.Consequent)
		}
	case *ast.TryStatement:
		r.block(s.Body)
		if s.Catch != nil {
			r.block(s.Catch.Body)
		}
		r.block(s.Finally)
	}
	return s
}

func (r *rewriter) block(b *ast.BlockStatement) {
	if b != nil {
		r.list(b.List)
	}
}

func (r *rewriter) list(list []ast.Statement) {
	for i, s := range list {
		list[i] = r.statement(s)
	}
}

func (r *rewriter) into(into ast.ForInto) ast.ForInto {
	vars, ok := into.(*ast.ForIntoVar)
	if !ok {
		return into
	}
	r.declare(vars.Binding.Target, declaration{})
	return &ast.ForIntoExpression{Expression: vars.Binding.Target}
}

// bindings returns an expression that gives a declaration its values; nil if it
// gives none.
func (r *rewriter) bindings(list []*ast.Binding, kind declaration) ast.Expression {
	var all ast.Expression
	for _, b := range list {
		r.declare(b.Target, kind)
		value := b.Initializer
		if value == nil && !kind.hidden {
			continue // var x; leaves x alone
		}
		if value == nil {
			value = undefined(b.Target.Idx0())
		}
		x := assign(b.Target, value)
		if all != nil {
			x = &ast.SequenceExpression{Sequence: []ast.Expression{all, x}}
		}
		all = x
	}
	return all
}

// declare notes the names in the target of a declaration.
func (r *rewriter) declare(target ast.Expression, kind declaration) {
	switch t := target.(type) {
	case *ast.Identifier:
		kind.name = t.Name.String()
		r.declared = append(r.declared, kind)
	case *ast.AssignExpression: // a default
		r.declare(t.Left, kind)
	case *ast.ArrayPattern:
		for _, element := range t.Elements {
			r.declare(element, kind)
		}
		r.declare(t.Rest, kind)
	case *ast.ObjectPattern:
		for _, p := range t.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				r.declare(&p.Name, kind)
			case *ast.PropertyKeyed:
				r.declare(p.Value, kind)
			}
		}
		r.declare(t.Rest, kind)
	}
}

func assign(target, value ast.Expression) ast.Expression {
	return &ast.AssignExpression{Operator: token.ASSIGN, Left: target, Right: value}
}

func undefined(at file.Idx) ast.Expression {
	return &ast.UnaryExpression{Operator: token.VOID, Idx: at, Operand: number(at, 0)}
}

func number(at file.Idx, n int) ast.Expression {
	return &ast.NumberLiteral{Idx: at, Literal: strconv.Itoa(n), Value: int64(n)}
}

// statement is one of an expression, or an empty one, without a value of its
// own: a declaration has none.
func statement(x ast.Expression) ast.Statement {
	if x == nil {
		return &ast.EmptyStatement{}
	}
	return silent(x)
}

func silent(x ast.Expression) ast.Statement {
	return &ast.ExpressionStatement{
		Expression: &ast.UnaryExpression{Operator: token.VOID, Idx: x.Idx0(), Operand: x},
	}
}

func callOf(function string, arguments ...ast.Expression) ast.Expression {
	at := arguments[0].Idx0()
	return &ast.CallExpression{
		Callee:           &ast.Identifier{Name: unistring.NewFromString(function), Idx: at},
		LeftParenthesis:  at,
		ArgumentList:     arguments,
		RightParenthesis: arguments[0].Idx1(),
	}
}
