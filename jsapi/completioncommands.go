package jsapi

// Completion inside the calls that take names: commands.run("…", { … }),
// vars.get("…"), require("…").

import (
	"slices"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
	"github.com/holdfast-run/holdfast/specs"
)

// inString completes a string that is open at the cursor.
func (c *completer) inString() Completions {
	n := len(c.tokens) - 1
	start := c.tokens[n].Start + 1
	prefix := c.text[start:]
	var all []Candidate
	switch {
	case c.is(n-1, "[") && n >= 2:
		if v, ok := c.value(n - 2); ok {
			all = c.members(v)
		}
	case !c.is(n-1, "("):
	case c.is(n-2, "require") && !c.is(n-3, "."):
		all = modules()
	case c.is(n-4, "vars") && c.is(n-3, "."):
		for _, key := range c.vm.cfg.Vars.Keys() {
			all = append(all, Candidate{Text: key, Kind: "variable"})
		}
	case c.is(n-4, "commands") && c.is(n-3, "."):
		all = c.commands(c.word(n - 2))
	}
	return Completions{start, matching(prefix, all)}
}

// modules lists what require knows.
func modules() []Candidate {
	var all []Candidate
	for _, name := range globals.Modules() {
		all = append(all, Candidate{Text: name, Kind: "module"})
	}
	return all
}

// commands lists the declared commands that a method of commands takes.
func (c *completer) commands(method string) []Candidate {
	oneShots := method == "run" || method == "exec"
	var all []Candidate
	for _, info := range c.vm.cfg.Commands.List() {
		if info.Persistent != oneShots {
			all = append(all, Candidate{Text: info.Name, Kind: "command", Detail: info.Description})
		}
	}
	return all
}

// keys completes the keys of an object that is an argument of a method of
// commands. ok is false if the cursor is not at a key of one.
func (c *completer) keys() (all []Candidate, ok bool) {
	n := len(c.tokens)
	if !c.is(n-1, "{") && !c.is(n-1, ",") {
		return nil, false
	}
	open, _ := openBrackets(c.text, c.tokens)
	if len(open) < 2 || c.text[open[len(open)-1].Start] != '{' {
		return nil, false
	}
	object := slices.Index(c.tokens, open[len(open)-1])
	paren := slices.Index(c.tokens, open[len(open)-2])
	if !c.is(paren, "(") || !c.is(paren-2, ".") || !c.is(paren-3, "commands") ||
		c.kind(paren+1) != TokenString {
		return nil, false
	}
	method := c.word(paren - 1)
	if takesValues(method) && object == paren+3 {
		all = c.parameters(unquoted(c.word(paren + 1)))
	} else {
		all = options(method)
	}
	given := func(a Candidate) bool {
		for i := object + 1; i < n-1; i++ {
			if c.is(i, a.Text) && c.is(i+1, ":") {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(all, given), true
}

// takesValues reports whether a method's second argument fills a command in.
func takesValues(method string) bool {
	return method == "run" || method == "exec" || method == "start"
}

// parameters lists the parameters of a command.
func (c *completer) parameters(command string) []Candidate {
	for _, info := range c.vm.cfg.Commands.List() {
		if info.Name != command {
			continue
		}
		var all []Candidate
		for _, p := range info.Params {
			all = append(all, Candidate{Text: p.Name, Kind: "parameter", Detail: parameterDetail(p)})
		}
		return all
	}
	return nil
}

func parameterDetail(p specs.Param) string {
	detail := string(p.Type)
	if !p.Required {
		detail += ", optional"
	}
	if p.Description != "" {
		detail += ": " + p.Description
	}
	return detail
}

// options lists the options of a method of commands.
func options(method string) []Candidate {
	var names []string
	switch method {
	case "run", "exec":
		names = []string{"timeoutMs", "stdin", "signal"}
	case "start":
		names = []string{"as", "signal"}
	case "stop":
		names = []string{"signal", "graceMs"}
	case "logs":
		names = []string{"since", "stream", "limit"}
	case "wait":
		names = []string{"for", "timeoutMs"}
	}
	var all []Candidate
	for _, name := range names {
		all = append(all, Candidate{Text: name, Kind: "parameter"})
	}
	return all
}
