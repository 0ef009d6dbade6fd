package nesting_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/jsapi/internal/nesting"
)

// deep is past MaxDepth, also where two levels take one repeat.
const deep = nesting.MaxDepth + 1

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	repeat := strings.Repeat
	for name, source := range map[string]string{
		"parentheses":              repeat("(", deep),
		"arrays":                   repeat("[", deep),
		"objects":                  "x=" + repeat("{a:", deep),
		"calls":                    repeat("f(", deep),
		"blocks":                   repeat("{", deep),
		"functions":                repeat("(function(){", deep),
		"templates":                repeat("`${", deep),
		"prefixes":                 "x=" + repeat("!", deep),
		"minus":                    "x=" + repeat("- ", deep),
		"typeof":                   "x=" + repeat("typeof ", deep),
		"typeof and wide spaces":   "x=" + repeat("typeof\u00a0", deep),
		"new":                      repeat("new ", deep),
		"await":                    repeat("await ", deep),
		"yield":                    repeat("yield ", deep),
		"arrows":                   repeat("a=>", deep),
		"assignments":              repeat("a=", deep),
		"conditionals":             repeat("a?b:", deep),
		"conditionals inside":      repeat("a?", deep),
		"conditionals, functions":  repeat("a?function f(){}:", deep),
		"powers":                   repeat("2**", deep),
		"else if":                  repeat("if(a)b;else ", deep),
		"else if with blocks":      repeat("if(a){}else ", deep),
		"if":                       repeat("if(a)", deep),
		"if, on lines":             repeat("if(a)\n", deep),
		"for":                      repeat("for(;;)", deep),
		"while":                    repeat("while(a)", deep),
		"do":                       repeat("do ", deep),
		"labels":                   repeat("l:", deep),
		"with":                     repeat("with(a)", deep),
		"brackets and prefixes":    repeat("(!!", deep/3+1),
		"brackets after a string":  `"\"((" + ` + repeat("(", deep),
		"closers in strings":       repeat(`(")"+`, deep),
		"closers in comments":      repeat("(/*)*/", deep),
		"closers in line comments": repeat("(//)\n", deep),
		"closers in templates":     repeat("(`)`+", deep),
		"closers in expressions":   repeat("(/)/+", deep),
		"closers in classes":       repeat("(/[)/]/+", deep),
		"quote in an expression":   `if (a) /"/.x;` + repeat("(", deep),
		"quote behind a block":     `if (a) {} /"/.x;` + repeat("(", deep) + `"`,
		"quote behind an object":   `x = {} /"/ + "` + repeat("(", deep) + `"`,
		"quote behind a function":  `x = function(){} / a["/"]` + "\n" + repeat("(", deep),
		"quote behind a sum":       `x = a++ / b["/"];` + repeat("(", deep),
		"quote behind a property":  `x = a.typeof / b["/"];` + repeat("(", deep),
		"escaped line end":         "x = 'a\\\r\n' + " + repeat("(", deep),
		"arrows in parameters":     repeat("(a=", 20) + "1" + repeat(")=>1", 20),
		"arrows in destructuring":  repeat("([a=", 20) + "1" + repeat("])=>1", 20),
		"async arrows":             repeat("async(a=", 20) + "1" + repeat(")=>1", 20),
		"arrows and comments":      repeat("(a=", 20) + "1" + repeat(")/**/=>1", 20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fault := nesting.Check(source)
			if fault == nil {
				t.Fatalf("%.40q… passed", source)
			}
			if fault.Offset < 0 || fault.Offset >= len(source) {
				t.Errorf("offset %d of %d", fault.Offset, len(source))
			}
		})
	}
}

func TestCheckPasses(t *testing.T) {
	t.Parallel()
	repeat := strings.Repeat
	const many = 20000
	for name, source := range map[string]string{
		"empty":                     "",
		"statements":                repeat("a = b ? -c : !d;\n", many),
		"statements without ;":      repeat("a = b ? -c : !d\n", many),
		"calls without ;":           repeat("x = f(-1)\n", many),
		"blocks":                    repeat("if (a) { b() } else { c() }\n", many),
		"loops":                     repeat("for (const x of y) z(x)\n", many),
		"sums":                      "x = " + repeat("'a' + b + ", many) + "1",
		"members":                   "x = a" + repeat(".b[0]()?.c", many),
		"logic":                     "x = a" + repeat(" && b || c", many),
		"elements":                  "x = [" + repeat("-1, {a: 2},\n", many) + "]",
		"cases":                     "switch (a) {" + repeat("case 1: b = 1; break;\n", many) + "}",
		"strings of brackets":       repeat("x = '([{' + \"(\" + `(`;\n", many),
		"comments of brackets":      repeat("/* (((( */ // ((((\n", many),
		"expressions of brackets":   repeat(`x = /[(]\(/.test(y) / 2;`, many),
		"expressions behind blocks": repeat("{} /[(]/.test(y);\n", 50) + repeat("{} /ab+/.test(y);\n", many),
		"quotes behind blocks":      repeat("{} /['\"]/.test(y);\n", 300),
		"templates":                 repeat("x = `a${b}c${`d${e}`}`;\n", many),
		"functions":                 repeat("function f(a, b = 1) { return a => -b }\n", many),
		"methods":                   "class A {" + repeat("get if() { return 1 }\nstatic async *x() {}\n", many) + "}",
		"curried arrows":            "x = " + repeat("(a) => ", 100) + "1",
		"callbacks in callbacks":    repeat("f((a, b = 1) => { ", 100) + repeat("})", 100),
		"awaits":                    repeat("await f()\n", many),
		"declarations":              repeat("let a = 1, b = -2\n", many),
		"division":                  repeat("x = a / b / (c) / d[0] / 2\n", many),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if fault := nesting.Check(source); fault != nil {
				t.Errorf("offset %d, near %.40q: %v", fault.Offset, source[fault.Offset:], fault)
			}
		})
	}
}

// TestCheckEnds has slashes that can be read in two ways, each with its own
// consequences: to follow all of them would never end.
func TestCheckEnds(t *testing.T) {
	t.Parallel()
	nesting.Check(strings.Repeat("{}/('/`[{}/\"/\n", 30_000))
}

// TestCheckPassesScripts reads the repository's own scripts.
func TestCheckPassesScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../*/js/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	var all strings.Builder
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(source)
		all.WriteString(";\n")
	}
	if fault := nesting.Check(strings.Repeat(all.String(), 20)); fault != nil {
		t.Error(fault)
	}
}

func BenchmarkCheck(b *testing.B) {
	source := strings.Repeat("const x = f(a, (b) => `c${b}` + \"d\", /e/g) / 2; // and so on\n", 2000)
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if fault := nesting.Check(source); fault != nil {
			b.Fatal(fault)
		}
	}
}
