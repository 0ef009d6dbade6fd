package jsapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
)

// TestErrorCodes holds the table both ways: every code of package commands has
// one for scripts, and the table has no other.
func TestErrorCodes(t *testing.T) {
	t.Parallel()
	declared := commandCodes(t)
	for name, code := range declared {
		if got := errorCodes[code]; !strings.HasPrefix(got, "ERR_COMMAND_") {
			t.Errorf("commands.%s has the code %q for scripts", name, got)
		}
	}
	if len(errorCodes) != len(declared) {
		t.Errorf("%d codes in the table, %d in package commands", len(errorCodes), len(declared))
	}
}

// commandCodes reads the constants of type Code from the source of commands.
func commandCodes(t *testing.T) map[string]commands.Code {
	t.Helper()
	packages, err := parser.ParseFile(token.NewFileSet(), "../commands/error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[string]commands.Code)
	ast.Inspect(packages, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes[spec.Names[0].Name] = commands.Code(text)
		}
		return true
	})
	if len(codes) == 0 {
		t.Fatal("no constants found in commands/error.go")
	}
	return codes
}
