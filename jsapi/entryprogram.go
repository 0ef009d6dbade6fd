package jsapi

// How the source of an entry becomes a program. Its declarations at top level
// become assignments to properties of the global object, so that later entries
// see them and may declare them again.

import (
	"strings"
	"unicode"

	"github.com/dop251/goja/ast"
)

// resultMarker names the function that takes the value of an entry that awaits.
// The space keeps scripts from writing it.
const resultMarker = "holdfast result"

// sealMarker names the function that makes constants of what a declaration has
// just given values: of those among the names that were declared before as many.
const sealMarker = "holdfast seal"

// An entryProgram is a compiled entry. Without await or return it is a plain
// script, which a Ctrl-C can stop without harm to the VM (see VM.awaits), and
// whose value the engine knows. With one it is an async function.
type entryProgram struct {
	*program
	async    bool
	declared []declaration
}

// compileEntry returns the program of an entry.
func compileEntry(name, source string) (*entryProgram, *ScriptError) {
	if fault := checkSource(source); fault != nil {
		return nil, syntaxFault(name, source, fault)
	}
	inner := wrapping{}
	if isObjectLiteral(source) {
		inner = wrapping{"(", "\n)"}
	}
	outer := wrapping{prefix + inner.prefix, inner.suffix + suffix}
	var tree *ast.Program
	var serr *ScriptError
	async := mayWait(source)
	if async {
		tree, serr = outer.parse(name, source)
		async = serr != nil || waits(entryBody(tree))
	}
	w := outer
	if !async {
		w = inner
		tree, serr = w.parse(name, source)
	}
	if serr != nil {
		return nil, serr.unwrapped(source)
	}
	r := rewriter{async: async}
	r.program(tree)
	p, serr := w.compile(tree, name, source, true)
	if serr != nil {
		return nil, serr
	}
	return &entryProgram{p, async, r.declared}, nil
}

// unwrapped puts the error of a parser that wants more at the end of the source,
// rather than into the text around it.
func (e *ScriptError) unwrapped(source string) *ScriptError {
	if e.Line <= lastLine(source) {
		return e
	}
	c := *e
	c.Message = "unexpected end of the entry"
	return c.at(positionOf(e.File, strings.TrimRightFunc(source, unicode.IsSpace)))
}

// isObjectLiteral reports whether an entry that begins with a brace is meant as
// an object and not as a block: it parses as one.
func isObjectLiteral(source string) bool {
	text := strings.TrimSpace(source)
	if !strings.HasPrefix(text, "{") || strings.HasSuffix(text, ";") {
		return false
	}
	if _, ok := openBrackets(source, Tokens(source)); !ok {
		return false
	}
	_, err := parse("", prefix+"("+source+"\n)"+suffix)
	return err == nil
}

// mayWait reports whether a source has a word that makes it wait or return.
func mayWait(source string) bool {
	for _, t := range Tokens(source) {
		word := source[t.Start:t.End]
		if t.Kind == TokenKeyword && (word == "await" || word == "return") {
			return true
		}
	}
	return false
}

// entryBody returns the statements of an entry, wrapped as outer.parse has it.
func entryBody(tree *ast.Program) []ast.Statement {
	body := asyncFunction(tree).Body.(*ast.BlockStatement)
	return body.List
}

func asyncFunction(tree *ast.Program) *ast.ArrowFunctionLiteral {
	return tree.Body[0].(*ast.ExpressionStatement).Expression.(*ast.ArrowFunctionLiteral)
}
