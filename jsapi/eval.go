package jsapi

// Source that a script compiles while it runs: eval and the constructors of
// functions. It passes the same checks as the script's own.

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
	"github.com/holdfast-run/holdfast/jsapi/internal/nesting"
)

// checkSource returns why a source must not reach the parser, nil if it may.
func checkSource(source string) *nesting.Fault {
	if len(source) > maxSourceBytes {
		return &nesting.Fault{Message: fmt.Sprintf(
			"the source has %d bytes, more than %d", len(source), maxSourceBytes)}
	}
	return nesting.Check(source)
}

// checkCompiled throws a SyntaxError for a source that would exhaust the stack of
// the parser or of the compiler, or that does not compile: the engine would name the
// error twice and count others. What it returns is nil if there is nothing to
// expand.
func (vm *VM) checkCompiled(source string) *preparer {
	if fault := checkSource(source); fault != nil {
		panic(vm.syntaxError(fault.Message))
	}
	tree, err := parse("<eval>", source)
	if list, ok := errors.AsType[parser.ErrorList](err); ok {
		at := list[0].Position
		message := explained(list[0].Message, source, position{line: at.Line, column: at.Column})
		panic(vm.syntaxError(fmt.Sprintf("%s at <eval>:%d:%d", message, at.Line, at.Column)))
	}
	if err != nil {
		return nil
	}
	const small = 1000 // bytes that can hold nothing deep: neither a tree nor a pattern
	var p *preparer
	if len(source) > small || globals.HasPattern(source) {
		if p, err = prepare(tree, 0, false, false); err != nil {
			panic(vm.syntaxError(err.(*ScriptError).Message))
		}
	}
	if _, err := goja.CompileAST(tree, false); err != nil && !ofItsPlace(err) {
		panic(vm.syntaxError(strings.TrimPrefix(err.Error(), "SyntaxError: ")))
	}
	return p
}

// ofItsPlace reports whether a compiler's error is about what may be right where
// eval is called.
func ofItsPlace(err error) bool {
	e, ok := errors.AsType[*goja.CompilerSyntaxError](err)
	return !ok || strings.HasPrefix(e.Message, "'super'") ||
		strings.HasPrefix(e.Message, "new.target") || strings.HasPrefix(e.Message, "Private field")
}

// expand returns source with each \p{…} expanded: the tree that was prepared is not
// the one that the engine makes of it. Before it are so many bytes of another text.
func (p *preparer) expand(source string, before int) string {
	slices.SortFunc(p.expanded, func(a, b *ast.RegExpLiteral) int { return int(a.Idx - b.Idx) })
	var b strings.Builder
	rest := 0
	for _, node := range p.expanded {
		at := int(node.Idx) - 1 - before
		if at < rest || at+len(node.Literal) > len(source) {
			continue // not in source
		}
		b.WriteString(source[rest:at] + "/" + inLiteral.Replace(node.Pattern) + "/" + node.Flags)
		rest = at + len(node.Literal)
	}
	return b.String() + source[rest:]
}

// inLiteral writes as escapes what ends a line, which no literal holds.
var inLiteral = strings.NewReplacer("\u2028", `\u2028`, "\u2029", `\u2029`)

// compilersProgram gives the engine's own compilers of source.
var compilersProgram = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile("holdfast:compilers",
		"[Function, (function* () {}).constructor, (async () => {}).constructor]", true)
})

// guardCompilers puts checks before everything that compiles source. A script
// cannot reach the unchecked ones, but for String.prototype.match and its kin,
// which compile regular expressions.
func (vm *VM) guardCompilers() {
	vm.evals = newEvalGuard(vm)
	vm.guardJSON()
	list, err := vm.rt.RunProgram(compilersProgram())
	vm.must(err)
	get := func(i string) *goja.Object { return list.(*goja.Object).Get(i).(*goja.Object) }
	vm.defineValue("Function", vm.guardConstructor(get("0"), "function"))
	vm.guardConstructor(get("1"), "function*")
	vm.guardConstructor(get("2"), "async function")
}

// guardConstructor makes the constructor of functions of one kind that checks its
// arguments, and gives it to the prototype of such functions.
func (vm *VM) guardConstructor(unchecked *goja.Object, kind string) *goja.Object {
	construct, _ := goja.AssertConstructor(unchecked)
	checked := vm.native(unchecked.Get("name").String(), 1,
		func(c goja.ConstructorCall) *goja.Object {
			args := make([]goja.Value, len(c.Arguments))
			for i, a := range c.Arguments {
				args[i] = a.ToString() // once: it may be a script's
			}
			text := functionText(kind, args)
			if p := vm.checkCompiled(text); p != nil && len(args) > 0 {
				body := args[len(args)-1].String()
				if full := p.expand(body, len(text)-len(body)-len(functionSuffix)); full != body {
					args[len(args)-1] = vm.rt.ToValue(full)
				}
			}
			f, err := construct(c.NewTarget, args...)
			if err != nil {
				panic(err)
			}
			return f
		})
	proto := unchecked.Get("prototype").(*goja.Object)
	vm.must(checked.Set("prototype", proto))
	vm.must(checked.SetPrototype(unchecked.Prototype()))
	vm.must(proto.DefineDataProperty("constructor", checked,
		goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	return checked
}

// functionText is what the engine compiles for a function's parameters and body.
func functionText(kind string, args []goja.Value) string {
	var params []string
	body := ""
	for i, a := range args {
		if i == len(args)-1 {
			body = a.String()
			break
		}
		params = append(params, a.String())
	}
	return "(" + kind + " anonymous(" + strings.Join(params, ",") + "\n) {\n" + body + functionSuffix
}

// functionSuffix is what functionText has behind the body.
const functionSuffix = "\n})"

// An evalGuard lets direct calls of eval see the variables around them, which
// they do only where the name eval gives the engine's own function, and still
// checks what they compile. The global eval is one that checks and sees global
// variables only; for the moment in which a call that prepare has changed looks
// the name up, it is the engine's. eval in source that eval compiles is not
// changed, and so sees global variables only.
type evalGuard struct {
	vm      *VM
	own     goja.Value   // the engine's eval
	checked *goja.Object // the global one
	armed   bool         // the global one is the engine's
}

func newEvalGuard(vm *VM) *evalGuard {
	g := &evalGuard{vm: vm, own: vm.rt.GlobalObject().Get("eval")}
	own, _ := goja.AssertFunction(g.own)
	g.checked = vm.native("eval", 1, func(c goja.FunctionCall) goja.Value {
		v, err := own(goja.Undefined(), g.check(c.Argument(0)))
		if err != nil {
			panic(err)
		}
		return v
	})
	vm.defineValue("eval", g.checked)
	return g
}

// The first argument of an evalGuard's function.
const (
	evalArm    = 1 // before eval is looked up to be called, with what it is
	evalDisarm = 2 // before its argument is evaluated
	evalCheck  = 3 // with the argument
)

func (g *evalGuard) call(c goja.FunctionCall) goja.Value {
	switch c.Argument(0).ToInteger() {
	case evalArm:
		g.arm(c.Argument(1))
	case evalDisarm:
		if g.armed {
			g.vm.defineValue("eval", g.checked)
			g.armed = false
		}
	case evalCheck:
		return g.check(c.Argument(1))
	}
	return goja.Undefined()
}

// arm makes the global eval the engine's if found, which is what the name eval
// gives, is the one that checks. On a global object that a script has frozen it
// cannot: the call is as an indirect one there.
func (g *evalGuard) arm(found goja.Value) {
	global := g.vm.rt.GlobalObject()
	if checked := goja.Value(g.checked); found != checked || global.Get("eval") != checked {
		return
	}
	err := global.DefineDataProperty("eval", g.own, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	g.armed = err == nil
}

// check throws if v is source that must not be compiled, and else returns what is
// to be compiled in its place.
func (g *evalGuard) check(v goja.Value) goja.Value {
	if !goja.IsString(v) {
		return v
	}
	source := v.String()
	if p := g.vm.checkCompiled(source); p != nil {
		if full := p.expand(source, 0); full != source {
			return g.vm.rt.ToValue(full)
		}
	}
	return v
}

// evalMarker names the parameter of the script's function that holds an
// evalGuard's function. The space keeps scripts from writing it.
const evalMarker = "holdfast eval"

// takeEvalGuard gives the script's function its parameter.
func takeEvalGuard(tree *ast.Program) {
	f := scriptFunction(tree)
	f.ParameterList = &ast.ParameterList{
		Opening: f.Start, Closing: f.Start,
		List: []*ast.Binding{{Target: &ast.Identifier{Name: evalMarker, Idx: f.Start}}},
	}
}

// call turns eval(x) into eval((disarm(), check(x))), and replaceEval that into
// (arm(eval), eval(…)): where eval cannot be looked up nothing must be armed, for
// nothing would disarm it. Within a with statement the lookup of eval may run a
// script's code, so nothing is changed there.
func (p *preparer) call(node *ast.CallExpression) {
	callee, ok := node.Callee.(*ast.Identifier)
	if !p.guarding || !ok || callee.Name != "eval" || p.withs > 0 || len(node.ArgumentList) == 0 {
		return
	}
	source := node.ArgumentList[0]
	if _, ok := source.(*ast.SpreadElement); ok {
		return
	}
	if p.evals == nil {
		p.evals = make(map[*ast.CallExpression]bool)
	}
	p.evals[node] = true
	node.ArgumentList[0] = &ast.SequenceExpression{Sequence: []ast.Expression{
		callEvalGuard(node, evalDisarm), callEvalGuard(node, evalCheck, source),
	}}
}

// replaceEval puts a call of the guard before a call of eval; v is the interface
// that holds it.
func (p *preparer) replaceEval(v reflect.Value) {
	if len(p.evals) == 0 || !v.CanSet() {
		return
	}
	if node, ok := v.Interface().(*ast.CallExpression); ok && p.evals[node] {
		v.Set(reflect.ValueOf(&ast.SequenceExpression{Sequence: []ast.Expression{
			callEvalGuard(node, evalArm, &ast.Identifier{Name: "eval", Idx: node.Idx0()}), node,
		}}))
	}
}

// callEvalGuard returns a call of the guard that stands where node does.
func callEvalGuard(node *ast.CallExpression, what int64, args ...ast.Expression) ast.Expression {
	at := node.Idx0()
	return &ast.CallExpression{
		Callee:          &ast.Identifier{Name: evalMarker, Idx: at},
		LeftParenthesis: node.LeftParenthesis,
		ArgumentList: append([]ast.Expression{
			&ast.NumberLiteral{Idx: at, Literal: strconv.FormatInt(what, 10), Value: what},
		}, args...),
		RightParenthesis: node.RightParenthesis,
	}
}
