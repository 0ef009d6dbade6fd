package jsapi

import (
	"strings"
	"sync"
	"unicode"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
	"github.com/holdfast-run/holdfast/jsapi/internal/nesting"
)

// parserOptions keep goja from opening the file that a sourceMappingURL comment
// names.
var parserOptions = []parser.Option{parser.WithDisableSourceMaps}

// A script is compiled inside these, as an expression that gives a function: the
// loop calls it, so that no frame of a wrapper shows in stacks. prefix has no
// line end, so that lines keep their numbers; columns are mended in shift.
const (
	prefix = "(async()=>{"
	suffix = "\n})"
)

// A wrapping is the text around a source when it is parsed. Its prefix has no
// line end; its suffix, if there is one, begins with one.
type wrapping struct{ prefix, suffix string }

// inFunction reports whether the source is the body of an async function.
func (w wrapping) inFunction() bool { return strings.HasSuffix(w.suffix, suffix) }

// maxProgramBytes bounds the sources whose programs are kept.
const maxProgramBytes = 8 << 20

// Programs keeps compiled scripts, which VMs can share. Its zero value is empty
// and ready to use; it is safe for concurrent use. A nil *Programs keeps none.
type Programs struct {
	mu    sync.Mutex // guards kept and bytes
	kept  map[programKey]*program
	bytes int
}

type programKey struct{ name, source string }

// A program is a compiled script, whose value is an async function.
type program struct {
	*goja.Program
	needs globals.Needs // what must be mended in the engine before it runs
	evals bool          // the function takes an evalGuard
}

// compile returns the program of a script.
func (ps *Programs) compile(name, source string) (*program, *ScriptError) {
	if ps == nil {
		return compile(name, source)
	}
	key := programKey{name, source}
	ps.mu.Lock()
	p := ps.kept[key]
	ps.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := compile(name, source)
	if err == nil {
		ps.keep(key, p)
	}
	return p, err
}

// keep adds a program; when there are too many, it forgets all the others, which
// costs each of them one compilation at the next use.
func (ps *Programs) keep(key programKey, p *program) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.kept == nil || ps.bytes+len(key.source) > maxProgramBytes {
		ps.kept = make(map[programKey]*program)
		ps.bytes = 0
	}
	ps.kept[key] = p
	ps.bytes += len(key.source)
}

func compile(name, source string) (*program, *ScriptError) {
	if fault := checkSource(source); fault != nil {
		return nil, syntaxFault(name, source, fault)
	}
	w := wrapping{prefix, suffix}
	tree, serr := w.parse(name, source)
	if serr != nil {
		return nil, serr
	}
	return w.compile(tree, name, source, strings.Contains(source, "Proxy"))
}

// parse returns the tree of a wrapped source, with positions in the whole text.
func (w wrapping) parse(name, source string) (*ast.Program, *ScriptError) {
	body := withoutHashbang(source)
	tree, err := parse(name, w.prefix+body+w.suffix)
	if err != nil {
		return nil, w.syntaxError(name, source, err)
	}
	if w.inFunction() && functionEnd(tree) != len(w.prefix+body+w.suffix)-1 {
		return nil, w.strayBrace(name, source, functionEnd(tree))
	}
	return tree, nil
}

// compile makes a program of a tree that parse returned; proxies says that it may
// await one.
func (w wrapping) compile(
	tree *ast.Program, name, source string, proxies bool,
) (*program, *ScriptError) {
	tree.File = file.NewFile(name, source, 1)
	prepared, err := prepare(tree, len(w.prefix), w.inFunction(), proxies)
	if err != nil {
		return nil, w.syntaxError(name, source, err)
	}
	guarded := len(prepared.evals) > 0
	if guarded {
		takeEvalGuard(tree)
	}
	compiled, err := goja.CompileAST(tree, false)
	if err != nil {
		return nil, w.syntaxError(name, source, err)
	}
	return &program{compiled, globals.NeedsOf(source), guarded}, nil
}

// syntaxFault reports what keeps a source from being parsed at all.
func syntaxFault(name, source string, fault *nesting.Fault) *ScriptError {
	e := &ScriptError{Kind: KindSyntax, Name: "SyntaxError", Message: fault.Message}
	return e.at(positionOf(name, source[:min(fault.Offset, len(source))]))
}

// withoutHashbang makes a comment, of the same length, of a first line that is
// for the system.
func withoutHashbang(source string) string {
	if strings.HasPrefix(source, "#!") {
		return "//" + source[2:]
	}
	return source
}

func parse(name, text string) (*ast.Program, error) {
	return parser.ParseFile(nil, name, text, 0, parserOptions...)
}

// functionEnd returns the offset of the end of the first function of a tree,
// which is the one around the script; 0 if there is none.
func functionEnd(tree *ast.Program) int {
	if f := scriptFunction(tree); f != nil {
		return int(f.Idx1()) - 1
	}
	return 0
}

// scriptFunction returns the first function of a tree, nil if there is none.
func scriptFunction(tree *ast.Program) *ast.ArrowFunctionLiteral {
	if len(tree.Body) == 0 {
		return nil
	}
	statement, ok := tree.Body[0].(*ast.ExpressionStatement)
	if !ok {
		return nil
	}
	for x := statement.Expression; ; {
		switch e := x.(type) {
		case *ast.ArrowFunctionLiteral:
			return e
		case *ast.CallExpression:
			x = e.Callee
		case *ast.DotExpression:
			x = e.Left
		case *ast.SequenceExpression:
			x = e.Sequence[0]
		default:
			return nil
		}
	}
}

// strayBrace is the error of a script that closes the function around it; end is
// the offset behind its brace in the whole text.
func (w wrapping) strayBrace(name, source string, end int) *ScriptError {
	e := &ScriptError{
		Kind: KindSyntax, Name: "SyntaxError", Message: "this } closes more than was opened",
	}
	at := end - 1 - len(w.prefix)
	if at < 0 || at >= len(source) {
		return e
	}
	return e.at(positionOf(name, source[:at]))
}

// syntaxError reports what goja's parser or compiler found, at its place in the
// user's source.
func (w wrapping) syntaxError(name, source string, err error) *ScriptError {
	e := &ScriptError{Kind: KindSyntax, Name: "SyntaxError", Message: err.Error()}
	p := position{file: name}
	switch err := err.(type) {
	case *ScriptError:
		return err
	case parser.ErrorList:
		e.Message = err[0].Message
		p.line, p.column = err[0].Position.Line, err[0].Position.Column
		if p.line == 1 {
			p.column -= len(w.prefix)
		}
	case *goja.CompilerSyntaxError:
		e.Message = err.Message
		if err.File != nil {
			at := err.File.Position(err.Offset)
			p.line, p.column = at.Line, at.Column
		}
	}
	if p.line <= lastLine(source) {
		e.Message = explained(e.Message, source, p)
		return e.at(p)
	}
	// The fault is in suffix. If the script parses without its brace, the script
	// has one too many.
	if tree, err := parse(name, w.prefix+withoutHashbang(source)+"\n)"); err == nil {
		return w.strayBrace(name, source, functionEnd(tree))
	}
	text := strings.TrimRightFunc(source, unicode.IsSpace)
	e.Message = "unexpected end of the script"
	return e.at(positionOf(name, text))
}

// explained returns what a message of goja's parser or compiler is about if that is
// syntax that it does not know, or if the message speaks of goja's own matters.
func explained(message, source string, p position) string {
	before, at := splitAt(source, p)
	switch {
	case message == "Unexpected token ILLEGAL", message == "Unexpected token PRIVATE_IDENTIFIER",
		strings.HasSuffix(message, "*ast.PrivateIdentifier"):
		return "Invalid or unexpected token" // as V8 has it
	case message == "Unexpected reserved word" && strings.HasPrefix(at, "import"):
		return "there is no import: scripts are not modules, and require loads the built-in ones"
	case message == "Unexpected reserved word" && strings.HasPrefix(at, "export"):
		return "there is no export: scripts are not modules, and return gives a value"
	case message == "Unexpected token await" && strings.HasSuffix(strings.TrimSpace(before), "for"):
		return "there is no for await: await each next() of the iterator in a loop"
	case message == "Invalid destructuring binding target" && beginsDefault(at):
		return "there is no default within a list that has one itself, as in { a: [b = 1] = [] }: " +
			"take it apart in two steps"
	}
	return message
}

// beginsDefault reports whether text begins with what has a default: a name and =,
// or else a pattern, which is a binding target where it has none.
func beginsDefault(text string) bool {
	rest := strings.TrimLeftFunc(text, func(c rune) bool {
		return c == '_' || c == '$' || unicode.IsLetter(c) || unicode.IsDigit(c)
	})
	rest = strings.TrimLeft(rest, " \t")
	return strings.HasPrefix(rest, "=") || strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")
}

// splitAt returns the line of a position before and from there.
func splitAt(source string, p position) (before, at string) {
	line, _ := sourceLine(source, p.line)
	column := max(0, min(p.column-1, len(line)))
	return line[:column], line[column:]
}
