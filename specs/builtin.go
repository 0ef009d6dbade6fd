package specs

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// What is known of the shell's own commands: some read an argument as a variable's
// name, or as arithmetic.

// nameBuiltin is evaluated for the shell's own commands that take names of
// variables: some shells evaluate what stands in a name's brackets.
func nameBuiltin(name string, args []arg) (at int, why string) {
	const names = "is read as a variable's name by "
	for i, a := range args {
		before := ""
		if i > 0 {
			before = args[i-1].text
		}
		switch name {
		case "unset", "read", "getopts", "mapfile", "readarray":
			if a.carries() {
				return i, names + name
			}
		case "export", "readonly", "local", "declare", "typeset":
			variable, _, _ := strings.Cut(a.text, "=")
			if a.carries() && !assigns(a) {
				return i, names + name
			} else if a.risk > harmless && steers(variable) {
				return i, "would become " + variable + ", which decides what is run"
			}
		case "test", "[":
			if a.carries() && (before == "-v" || before == "-R") {
				return i, names + name
			}
		case "printf":
			if a.carries() && (before == "-v" || strings.HasPrefix(a.text, "-v")) {
				return i, names + name
			}
		}
	}
	return -1, ""
}

// arithmetical returns what some shells read as arithmetic in a command, or "": they
// evaluate the value of each variable that is named there.
func arithmetical(args []arg) string {
	if len(args) == 0 {
		return ""
	}
	name := args[0].text
	if indexes(args[0]) {
		return "an array"
	}
	for i, a := range args[1:] {
		switch name {
		case "let", "[[", "declare", "typeset":
			return name
		case "local":
			if strings.HasPrefix(a.text, "-") {
				return name + " " + clip(a.text)
			}
		case "read", "unset", "export", "readonly", "getopts":
			if indexes(a) {
				return "an array"
			}
		case "test", "[", "printf":
			if args[i].text == "-v" && indexes(a) {
				return "an array"
			}
		}
	}
	return ""
}

// indexes reports whether a begins with a literal "NAME[".
func indexes(a arg) bool {
	name, _, ok := strings.Cut(a.text, "[")
	return ok && syntax.ValidName(name)
}

// assigns reports whether a begins with a literal "NAME=".
func assigns(a arg) bool {
	name, _, ok := strings.Cut(a.text, "=")
	return ok && syntax.ValidName(name)
}
