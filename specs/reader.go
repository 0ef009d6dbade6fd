package specs

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// What runs its stdin: a value must not get there by a pipe or a here-document.

// pipe refuses a value that is piped into a shell.
func (s *script) pipe(b *syntax.BinaryCmd) {
	if b.Op != syntax.Pipe {
		return
	}
	if name := s.reader(b.Y); name != "" {
		s.feeds(b.X, name)
	}
}

// reader returns the command in stmt that runs what it reads from the stdin of
// stmt, or "". It looks at each statement once, as mentions does.
func (s *script) reader(stmt *syntax.Stmt) string {
	name, known := s.readers[stmt]
	if known {
		return name
	}
	s.readers[stmt] = "" // for a function that calls itself
	syntax.Walk(stmt, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.FuncDecl:
			return false
		case *syntax.Stmt:
			if node != stmt {
				if name == "" && !redirectsStdin(node) {
					name = s.reader(node)
				}
				return false
			}
		case *syntax.CallExpr:
			args := s.args(node.Args)
			if readsCode(args) {
				name = args[0].text
			} else if len(args) > 0 && s.functions[args[0].text] != nil {
				name = s.reader(s.functions[args[0].text])
			}
		}
		return name == ""
	})
	s.readers[stmt] = name
	return name
}

// redirectsStdin reports whether stmt reads something else than what it stands in.
func redirectsStdin(stmt *syntax.Stmt) bool {
	for _, r := range stmt.Redirs {
		switch r.Op {
		case syntax.RdrIn, syntax.Hdoc, syntax.DashHdoc, syntax.DplIn, syntax.RdrInOut:
			if r.N == nil || r.N.Value == "0" {
				return true
			}
		}
	}
	return false
}

// readsCode reports whether the command runs what it reads from stdin.
func readsCode(args []arg) bool {
	if len(args) == 0 {
		return false
	}
	name := path.Base(args[0].text)
	p := programOf(name)
	scan := p.scan(args)
	if name == "xargs" {
		return xargsRuns(args, scan.operands)
	}
	for i := 1; p.inside && i < len(args); i++ {
		if args[i].static && programOf(args[i].text).flag != "" {
			return readsCode(args[i:])
		}
	}
	if p.runs > 0 && len(scan.operands) >= p.runs {
		return readsCode(args[scan.operands[p.runs-1]:])
	}
	switch {
	case !p.stdin || scan.given:
		return false
	case len(scan.operands) == 0 || p.always || scan.stdin:
		return true
	case p.rest:
		return len(scan.operands) == 1 || readsCode(remote(args[scan.operands[1]:]))
	}
	switch args[scan.operands[0]].text {
	case "-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0":
		return true
	}
	return false
}

// remote returns the words of a command that args say in one word or in many.
func remote(args []arg) []arg {
	var words []arg
	for _, a := range args {
		for word := range strings.FieldsSeq(a.text) {
			words = append(words, arg{text: word, static: a.static})
		}
	}
	return words
}

// xargsRuns is readsCode for xargs, which makes arguments of what it reads: behind
// those of the command, or in place of what -I names.
func xargsRuns(args []arg, operands []int) bool {
	if len(operands) == 0 {
		return false
	}
	mark, command := "", slices.Clone(args[operands[0]:])
	for i := 1; i < operands[0]; i++ {
		switch option, text := args[i-1].text, args[i].text; {
		case option == "-I" || option == "-J":
			mark = text
		case strings.HasPrefix(text, "-I"):
			mark = text[2:]
		case text == "-i" || text == "--replace":
			mark = "{}"
		}
	}
	for i := range command {
		if mark != "" && strings.Contains(command[i].text, mark) {
			command[i].risk = anything
		}
	}
	if mark == "" {
		command = append(command, arg{risk: anything})
	}
	at, _ := evaluated(command)
	return at >= 0 || readsCode(args[operands[0]:])
}
