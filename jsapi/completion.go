package jsapi

// What may follow at the cursor of an entry that is being typed. Expressions are
// looked up in the live VM, along plain names and properties only: nothing of a
// script's runs.

import (
	"context"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// MaxCandidates bounds how many candidates there are for one completion.
const MaxCandidates = 1000

// Completions are what may stand at the cursor.
type Completions struct {
	Start      int         // what is replaced begins at this byte and ends at the cursor
	Candidates []Candidate // in the order to show them; MaxCandidates at most
}

// A Candidate is one completion.
type Candidate struct {
	Text   string
	Kind   string // "keyword", "variable", "function", "property", "command", "parameter", "module"
	Detail string // "" if there is nothing to say
}

// Complete returns what may stand before the byte cursor of text. It must not be
// called during a run; ctx ends it early.
func (vm *VM) Complete(ctx context.Context, text string, cursor int) (Completions, error) {
	release := interruptOn(ctx, vm.rt)
	defer release()
	text = text[:min(max(cursor, 0), len(text))]
	c := completer{vm: vm, text: text, tokens: Tokens(text)}
	var found Completions
	err := vm.attempt(func() { found = c.complete() })
	return found, err
}

// A completer is a completion in progress; text ends at the cursor.
type completer struct {
	vm     *VM
	text   string
	tokens []Token
}

func (c *completer) complete() Completions {
	if n := len(c.tokens); n > 0 {
		last := c.tokens[n-1]
		switch {
		case last.Kind == TokenString && last.Open:
			return c.inString()
		case last.Open, last.Kind == TokenComment && strings.HasPrefix(c.word(n-1), "//"),
			last.Kind == TokenNumber && last.End == len(c.text):
			return Completions{}
		}
	}
	prefix := c.takeWord()
	start := len(c.text) - len(prefix)
	n := len(c.tokens)
	if c.is(n-1, ".") || c.is(n-1, "?.") {
		v, ok := c.value(n - 2)
		if !ok {
			return Completions{Start: start}
		}
		return Completions{start, matching(prefix, c.members(v))}
	}
	if keys, ok := c.keys(); ok {
		return Completions{start, matching(prefix, keys)}
	}
	return Completions{start, matching(prefix, c.globals())}
}

// takeWord returns the name that ends at the cursor, and forgets its token.
func (c *completer) takeWord() string {
	n := len(c.tokens) - 1
	if n < 0 || c.tokens[n].End != len(c.text) {
		return ""
	}
	if kind := c.tokens[n].Kind; kind != TokenName && kind != TokenKeyword {
		return ""
	}
	word := c.word(n)
	c.tokens = c.tokens[:n]
	return word
}

// word is the text of token i, "" if there is none.
func (c *completer) word(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	return c.text[c.tokens[i].Start:c.tokens[i].End]
}

func (c *completer) is(i int, text string) bool { return c.word(i) == text }

func (c *completer) kind(i int) TokenKind {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	return c.tokens[i].Kind
}

// value returns the value of the chain of names that ends at token i. ok is
// false where finding out could run code, or change anything.
func (c *completer) value(i int) (v goja.Value, ok bool) {
	word := c.word(i)
	switch {
	case c.kind(i) == TokenString || c.kind(i) == TokenTemplate && strings.HasPrefix(word, "`"):
		return c.vm.rt.ToValue(""), !strings.HasSuffix(word, "${")
	case c.kind(i) == TokenRegExp:
		if ctor, ok := c.vm.global("RegExp"); ok {
			return c.vm.console.inspector.Member(ctor, "prototype")
		}
		return nil, false
	case word == "]":
		return c.element(i)
	case word == "this":
		return c.vm.rt.GlobalObject(), true
	case c.kind(i) != TokenName:
		return nil, false
	case c.is(i-1, ".") || c.is(i-1, "?."):
		holder, ok := c.value(i - 2)
		if !ok {
			return nil, false
		}
		return c.vm.console.inspector.Member(holder, word)
	}
	return c.vm.global(word)
}

// element is the value of x["name"], x[1] or of an array literal.
func (c *completer) element(i int) (goja.Value, bool) {
	indexes := c.is(i-2, "[") && (c.kind(i-3) == TokenName || c.is(i-3, "]") || c.is(i-3, ")"))
	if !indexes {
		return c.vm.rt.NewArray(), true
	}
	key := c.word(i - 1)
	switch c.kind(i - 1) {
	case TokenString:
		key = unquoted(key)
	case TokenNumber:
	default:
		return nil, false
	}
	holder, ok := c.value(i - 3)
	if !ok {
		return nil, false
	}
	return c.vm.console.inspector.Member(holder, key)
}

// unquoted is what a string token holds that has no escapes.
func unquoted(token string) string { return strings.Trim(token, `"'`) }

// global returns the value of a global name, without running a getter.
func (vm *VM) global(name string) (goja.Value, bool) {
	if v, ok := vm.repl.constants[name]; ok {
		return v, true
	}
	return vm.console.inspector.Member(vm.rt.GlobalObject(), name)
}

// members lists what may follow a dot after v.
func (c *completer) members(v goja.Value) []Candidate {
	var all []Candidate
	for _, m := range c.vm.console.inspector.Members(v) {
		if !isName(m.Name) {
			continue
		}
		kind := "property"
		if m.Callable {
			kind = "function"
		}
		all = append(all, Candidate{Text: m.Name, Kind: kind})
	}
	return all
}

// globals lists the names that may begin an expression.
func (c *completer) globals() []Candidate {
	all := c.members(c.vm.rt.GlobalObject())
	for i := range all {
		if all[i].Kind == "property" {
			all[i].Kind = "variable"
		}
	}
	for _, name := range globals.Names() {
		all = append(all, Candidate{Text: name, Kind: "variable"})
	}
	for i := range c.tokens { // what the entry itself declares
		switch c.word(i) {
		case "const", "let", "var", "function", "class":
			if c.kind(i+1) == TokenName {
				all = append(all, Candidate{Text: c.word(i + 1), Kind: "variable"})
			}
		}
	}
	for _, word := range keywords() {
		all = append(all, Candidate{Text: word, Kind: "keyword"})
	}
	return all
}

// matching returns the candidates that begin with prefix: sorted, each once, and
// without those that begin with __ unless asked for. Of too many it leaves out those
// before the last, so that what all begin with is what those shown do.
func matching(prefix string, all []Candidate) []Candidate {
	var found []Candidate
	for _, a := range all {
		if strings.HasPrefix(a.Text, prefix) && (prefix != "" || !strings.HasPrefix(a.Text, "__")) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b Candidate) int { return strings.Compare(a.Text, b.Text) })
	found = slices.CompactFunc(found, func(a, b Candidate) bool { return a.Text == b.Text })
	if n := len(found); n > MaxCandidates {
		found = slices.Delete(found, MaxCandidates-1, n-1)
	}
	return found
}

// isName reports whether s can stand after a dot.
func isName(s string) bool {
	for i, r := range s {
		if !isNamePart(r) || i == 0 && '0' <= r && r <= '9' {
			return false
		}
	}
	return s != ""
}
