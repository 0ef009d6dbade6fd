package main

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/holdfast-run/holdfast"

// imports says what each folder may import besides the standard library. Ours
// are relative to the module; "name/..." is everything below name, and a folder
// without an entry has that of the one above.
var imports = map[string][]string{
	".":     {"host", "specs"},
	"specs": {"gopkg.in/yaml.v3", "mvdan.cc/sh/v3/syntax"},

	"commands":          {"specs", "commands/internal/..."},
	"commands/early":    {"commands/internal/guardian"}, // or it is initialised too late
	"commands/internal": {"commands/internal/...", "internal/launch", "golang.org/x/sys/unix"},

	"jsapi": {"commands", "specs", "jsapi/internal/...",
		"github.com/dop251/goja", "github.com/dop251/goja/...",
		"github.com/dop251/goja_nodejs/...", "github.com/dlclark/regexp2/v2",
		"golang.org/x/net/idna", "golang.org/x/text/..."},
	"jsapi/jsapitest": {"jsapi", "commands", "specs"},
	"jsapi/internal": {"jsapi/internal/...",
		"github.com/dop251/goja", "github.com/dop251/goja/...",
		"github.com/dop251/goja_nodejs/...", "github.com/dlclark/regexp2/v2",
		"golang.org/x/net/idna", "golang.org/x/text/..."},

	"host":          {"jsapi", "commands", "specs", "host/internal/...", "github.com/dop251/goja"},
	"host/hosttest": {"host", "commands", "specs"},
	// It starts workers, which is host's business, so Go's rule for internal
	// packages keeps it from being with the other platform code.
	"host/internal/sandbox": {"internal/launch", "golang.org/x/sys/unix"},
	"host/internal/wire":    {"jsapi", "commands", "github.com/fxamacker/cbor/v2"},

	"cmd/holdfast": {"host", "commands", "commands/early", "specs", "cmd/holdfast/internal/...",
		"github.com/rivo/uniseg", "github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term"},
	"cmd/holdfast/internal/api":       {"host", "commands", "specs"},
	"cmd/holdfast/internal/headstart": {"internal/launch"}, // or it is initialised too late
	"cmd/holdfast/internal/socket":    {"golang.org/x/sys/unix"},
	"cmd/holdfast/internal/server":    {"host", "commands", "cmd/holdfast/internal/..."},
	"cmd/holdfast/internal/client":    {"cmd/holdfast/internal/..."},
	"cmd/holdfast/internal/repl": {"host", "commands", "cmd/holdfast/internal/...",
		"github.com/reeflective/readline", "github.com/reeflective/readline/inputrc"},

	"examples":        {"host", "specs"},
	"internal/launch": {},
	"internal/escape": {}, // for tests of more than one of the above
	// A module of its own, which shows a browser driver.
	"examples/browser": {"host", "commands", "specs",
		"github.com/chromedp/chromedp", "github.com/chromedp/chromedp/...",
		"github.com/chromedp/cdproto/..."},
}

// TestImports holds every file of the module that is no test to the table.
func TestImports(t *testing.T) {
	t.Parallel()
	for file, syntax := range goFiles(t) {
		folder := path.Dir(file)
		for _, spec := range syntax.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !mayImport(folder, name) {
				t.Errorf("%s imports %s, which the table does not allow %s", file, name, folder)
			}
		}
	}
}

func TestImportTableHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, name string
		want         bool
	}{
		{"specs", "strings", true},
		{"specs", module + "/commands", false},
		{"commands", module + "/specs", true},
		{"commands", "golang.org/x/sys/unix", false},
		{"commands/internal/proc", "golang.org/x/sys/unix", true},
		{"commands/internal/proc", module + "/commands", false},
		{"host", "golang.org/x/sys/unix", false},
		{"host/internal/sandbox", "golang.org/x/sys/unix", true},
		{"host/internal/sandbox", module + "/jsapi", false},
		{"host/internal/wire", module + "/host", false},
		{"cmd/holdfast", module + "/host", true},
		{"cmd/holdfast", module + "/jsapi", false},
		{"cmd/holdfast", "github.com/dop251/goja", false},
		{"examples/embed", module + "/host", true},
		{"examples/embed", module + "/commands", false},
		{"util", module + "/specs", false},
	} {
		if got := mayImport(c.folder, c.name); got != c.want {
			t.Errorf("mayImport(%q, %q) = %v, want %v", c.folder, c.name, got, c.want)
		}
	}
}

// TestNoInit holds that importing a package runs none of our code, except of two that
// say why.
func TestNoInit(t *testing.T) {
	t.Parallel()
	may := []string{"cmd/holdfast/internal/headstart/headstart.go", "commands/early/early.go"}
	for file, syntax := range goFiles(t) {
		for _, decl := range syntax.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && f.Recv == nil && f.Name.Name == "init" && !slices.Contains(may, file) {
				t.Errorf("%s has an init function", file)
			}
		}
	}
}

// TestBuildTags holds that only the folders for platform code have build tags. A
// program that nothing builds with the module ("ignore") may have that one.
func TestBuildTags(t *testing.T) {
	t.Parallel()
	for file, syntax := range goFiles(t) {
		if strings.HasPrefix(file, "commands/internal/") ||
			strings.HasPrefix(file, "host/internal/sandbox/") ||
			strings.HasPrefix(file, "internal/launch/") ||
			strings.HasPrefix(file, "cmd/holdfast/internal/socket/") {
			continue
		}
		for _, group := range syntax.Comments {
			if group.Pos() > syntax.Package {
				break
			}
			for _, c := range group.List {
				if constraint.IsGoBuild(c.Text) && c.Text != "//go:build ignore" {
					t.Errorf("%s has a build tag", file)
				}
			}
		}
	}
}

func mayImport(folder, name string) bool {
	if !strings.Contains(strings.SplitN(name, "/", 2)[0], ".") {
		return true // of the standard library
	}
	name = strings.TrimPrefix(name, module+"/")
	for _, allowed := range allowedIn(folder) {
		below, tree := strings.CutSuffix(allowed, "...")
		if name == allowed || tree && strings.HasPrefix(name, below) {
			return true
		}
	}
	return false
}

// allowedIn returns the entry of a folder or of the nearest one above it. The
// module's root is above nothing: a new folder needs an entry.
func allowedIn(folder string) []string {
	for at := folder; at != "."; at = path.Dir(at) {
		if allowed, ok := imports[at]; ok {
			return allowed
		}
	}
	if folder == "." {
		return imports["."]
	}
	return nil
}

// goFiles parses the module's Go files, by slash-separated path, except tests
// and test data.
func goFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	files := make(map[string]*ast.File)
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if name == "testdata" || strings.ContainsAny(name[:1], "._") && file != root {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil,
			parser.ParseComments|parser.SkipObjectResolution)
		files[filepath.ToSlash(rel)] = syntax
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("found only %d files below %s", len(files), root)
	}
	return files
}
