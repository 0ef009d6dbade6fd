package main

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shownWith has the folders whose every entry point an Example shows, and of
// each the entry points that have none of their own, with the one that calls them
// instead.
var shownWith = map[string]map[string]string{
	"host": {
		"Local.Of":     "NewLocal",
		"Session.Name": "Host_Sessions",
		"Stream.Close": "Stream_Next",
		"Stream.End":   "Stream_Next",
		"Vars.Delete":  "Session_Vars",
		"Vars.Get":     "Session_Vars",
		"Vars.Keys":    "Session_Vars",
		"Vars.Set":     "Session_Vars",
	},
	"host/hosttest": {
		"Session.Console": "Session_Eval",
	},
	"commands": {
		"Ledger.Close": "OpenLedger",
		"Spare.Close":  "Spare",
		"Swept.None":   "OpenLedger",
	},
	"specs": {
		"Set.File":    "Find",
		"Set.Names":   "Set_Lookup",
		"Set.Suggest": "Set_Lookup",
	},
	"jsapi": {
		"ScriptError.Title": "VM_Run",
		"VM.Complete":       "VM_Eval",
		"VM.Poisoned":       "VM_Run",
		"VM.Preview":        "VM_Eval",
	},
}

// shownTypes are the Examples of each folder that are named after a type or one of
// its fields, or after nothing.
var shownTypes = map[string][]string{
	"host": {"", "Config_commands", "Config_console", "Config_setup", "Func", "Observer",
		"Script", "ScriptError"},
	"host/hosttest": {"Command", "Config"},
	"commands":      {"", "Error", "Spare"},
	"specs":         {"ParamError"},
}

// unshown are the methods, of whatever type, that need no Example, and why.
var unshown = map[string]string{
	"Error":       "is called by fmt, and what it returns is in many an output",
	"MarshalJSON": "is called by encoding/json",
	"Unwrap":      "is called by errors.Is and errors.AsType",
}

// TestExamples holds that every exported function and method of these packages
// has an Example, and that go test runs it.
func TestExamples(t *testing.T) {
	t.Parallel()
	for folder, with := range shownWith {
		code, tests := parseFolder(t, filepath.Join("..", "..", filepath.FromSlash(folder)))
		points, examples := entryPoints(code), doc.Examples(tests...)
		for point := range with {
			if !slices.Contains(points, point) {
				t.Errorf("shownWith has %s of %s, which does not exist", point, folder)
			}
		}
		for _, point := range missing(points, examples, with) {
			t.Errorf("%s has no Example%s, and shownWith none that calls it",
				folder, strings.Replace(point, ".", "_", 1))
		}
		for _, name := range shownTypes[folder] {
			if !slices.ContainsFunc(examples, func(x *doc.Example) bool { return x.Name == name }) {
				t.Errorf("%s has no Example%s", folder, name)
			}
		}
		for _, x := range examples {
			if x.Output == "" && !x.EmptyOutput {
				t.Errorf("%s: Example%s has no output, so go test does not run it", folder, x.Name)
			}
		}
	}
}

func TestMissingExamples(t *testing.T) {
	t.Parallel()
	const code = `package box
		type Box struct{}
		type list[T any] []T
		type Shelf[T any] struct{}
		func New() *Box { return nil }
		func shut() {}
		func (b *Box) Put() {}
		func (b Box) Take() {}
		func (b Box) turn() {}
		func (b Box) Error() string { return "" }
		func (l *list[T]) Len() {}
		func (s *Shelf[T]) Add() {}`
	with := map[string]string{"Box.Take": "Box_Put"}
	for _, c := range []struct{ name, tests, want string }{
		{"none", ``, "Box.Put Box.Take New Shelf.Add"},
		{"named", `func ExampleNew() {}; func ExampleShelf_Add() {}`, "Box.Put Box.Take"},
		{"with another", `func ExampleBox_Put() { b.Put(); b.Take() }`, "New Shelf.Add"},
		{"not called", `func ExampleBox_Put() { b.Put() }`, "Box.Take New Shelf.Add"},
		{"called elsewhere", `func ExampleNew() { b.Take() }`, "Box.Put Box.Take Shelf.Add"},
		{"of a type", `func ExampleBox_put() {}; func ExampleBox() {}`,
			"Box.Put Box.Take New Shelf.Add"},
		{"a test", `func TestNew(t *testing.T) { box.New() }`, "Box.Put Box.Take New Shelf.Add"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			points := entryPoints([]*ast.File{parseFile(t, "box.go", code)})
			tests := parseFile(t, "example_test.go", "package box_test\n"+c.tests)
			got := strings.Join(missing(points, doc.Examples(tests), with), " ")
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// entryPoints returns the exported functions ("New") and methods of exported types
// ("Session.Run"), sorted.
func entryPoints(files []*ast.File) []string {
	found := make(map[string]bool) // a platform's version of one is no other
	for _, file := range files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() {
				continue
			}
			if f.Recv == nil {
				found[f.Name.Name] = true
			} else if of := receiver(f.Recv.List[0].Type); ast.IsExported(of) {
				found[of+"."+f.Name.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// receiver returns the name of a receiver's type.
func receiver(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr: // of a generic type
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// missing returns the entry points that have no Example: none that is named
// after them, and none that with names and that calls them.
func missing(points []string, examples []*doc.Example, with map[string]string) []string {
	named := make(map[string]*doc.Example, len(examples))
	for _, x := range examples {
		named[x.Name] = x
	}
	var all []string
	for _, point := range points {
		name := point[strings.LastIndex(point, ".")+1:]
		if _, ok := unshown[name]; ok && name != point {
			continue
		}
		if named[strings.Replace(point, ".", "_", 1)] != nil {
			continue
		}
		if x := named[with[point]]; with[point] == "" || x == nil || !calls(x.Code, name) {
			all = append(all, point)
		}
	}
	return all
}

// calls reports whether code calls a method of that name; of what type is not
// looked at.
func calls(code ast.Node, name string) bool {
	found := false
	ast.Inspect(code, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			f, ok := call.Fun.(*ast.SelectorExpr)
			found = found || ok && f.Sel.Name == name
		}
		return !found
	})
	return found
}

// parseFolder parses the Go files of a folder, for whatever platform.
func parseFolder(t *testing.T, folder string) (code, tests []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file := parseFile(t, name, nil)
		if strings.HasSuffix(name, "_test.go") {
			tests = append(tests, file)
		} else {
			code = append(code, file)
		}
	}
	if len(code) == 0 {
		t.Fatalf("found no Go files in %s", folder)
	}
	return code, tests
}

// parseFile parses a Go file; src is its text, or nil if it is to be read.
func parseFile(t *testing.T, name string, src any) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
