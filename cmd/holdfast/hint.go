package main

// What is told below an error of a script whose cause is a common one.

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// scriptHint is what to do about an error; "" if its message says it, or nobody
// knows.
func scriptHint(e *host.ScriptError) string {
	if failed, ok := errors.AsType[*commands.Error](e.Err); ok {
		if failed.Code == commands.CodeUndeclared && !strings.Contains(e.Message, "did you mean") {
			return `"holdfast list" shows what a script may run`
		}
		return optionHint(e.Message)
	}
	if e.Kind == host.KindSyntax {
		if slices.Contains([]string{".ts", ".tsx", ".mts"}, filepath.Ext(e.File)) {
			return "types are no JavaScript: remove them first, as esbuild and tsc do"
		}
		return syntaxHint(e.Message, e.Snippet)
	}
	if name, ok := strings.CutSuffix(e.Message, " is not defined"); ok && e.Name == "ReferenceError" {
		return absentHint(name)
	}
	if member, ok := strings.CutPrefix(e.Message, "Object has no member "); ok && e.Name == "TypeError" {
		source, _, _ := strings.Cut(e.Snippet, "\n")
		return memberHint(strings.Trim(member, "'"), source)
	}
	if e.Message == "object is not iterable" && e.Name == "TypeError" {
		return "if that is a promise, await it"
	}
	return ""
}

// optionHint is for an option that was given among the params.
func optionHint(message string) string {
	for _, name := range []string{"as", "signal", "stdin", "timeoutMs"} {
		if strings.Contains(message, fmt.Sprintf("parameter %q: is not declared", name)) {
			return "options follow the params, in an argument of their own: { " + name + ": … }"
		}
	}
	return ""
}

// awaitHint is for await where it is a mere name.
const awaitHint = "await works in async functions only: " +
	"write async before function, or before the arrow's parameters"

// syntaxHint is for syntax that stands where it may not. snippet is that of a
// host.ScriptError.
func syntaxHint(message, snippet string) string {
	line, caret, _ := strings.Cut(snippet, "\n")
	runes := []rune(line)
	at := min(utf8.RuneCountInString(strings.TrimSuffix(caret, "^")), len(runes))
	before := strings.TrimSpace(string(runes[:at]))
	beginsOperand := []string{ // behind an await that awaits, none of these is wrong
		"Unexpected identifier", "Unexpected string", "Unexpected number", "Unexpected token new",
		"Unexpected token this", "Unexpected token async", "Unexpected token function",
	}
	switch {
	case slices.Contains(beginsOperand, message) && endsInAwait(before):
		return awaitHint
	case message == "Invalid or unexpected token" && before == "" &&
		strings.HasPrefix(strings.TrimSpace(line), "#"):
		return "comments begin with // in JavaScript"
	}
	return ""
}

// endsInAwait reports whether await is the last word of text.
func endsInAwait(text string) bool {
	rest, ok := strings.CutSuffix(text, "await")
	r, _ := utf8.DecodeLastRuneInString(rest)
	return ok && r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// absentHint is for a global that others have.
func absentHint(name string) string {
	switch name {
	case "fetch", "XMLHttpRequest", "WebSocket":
		return "scripts have no network: declare a command that has, curl for one"
	case "await":
		return awaitHint
	case "exit", "quit":
		return "return ends a script, throw lets it fail, and .exit leaves the REPL"
	case "help":
		return ".help says what the REPL knows"
	case "module", "exports", "__dirname", "__filename":
		return "a script is no module: it returns its value, and gets arguments as args"
	}
	return ""
}

// memberHint is for a method that was called on what does not have it.
func memberHint(member, source string) string {
	if member == "exit" && strings.Contains(source, "process.exit") {
		return "return ends a script, and throw lets it fail"
	}
	ofValues := []string{
		"at", "concat", "endsWith", "every", "filter", "find", "flatMap", "forEach", "includes",
		"indexOf", "join", "map", "match", "matchAll", "padEnd", "padStart", "pop", "push", "reduce",
		"replace", "replaceAll", "reverse", "shift", "slice", "some", "sort", "split", "startsWith",
		"substring", "toLowerCase", "toUpperCase", "trim", "trimEnd", "trimStart",
	}
	if slices.Contains(ofValues, member) {
		return "if that is a promise, await it: it has no " + member + " of its own"
	}
	return ""
}
