package specs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
	"mvdan.cc/sh/v3/syntax"
)

// What turns YAML nodes into Go values, strictly: unknown and duplicate keys,
// wrong types. It knows nothing of what the keys mean.

// A decoder reads one spec file and collects its faults.
type decoder struct {
	file    string // as the caller named it
	dir     string // absolute folder of the file
	src     []byte
	lines   []string // of src; see line
	errs    []*Error
	aliased int // how much of maxAliased is used
	shell   *syntax.Parser
	checks  []field // each ready.exec, to be looked at when all commands are known
}

// A field is a value with its place: an entry of a map, or an item of a list.
type field struct {
	name  string
	path  string     // "commands.dev.ready"
	key   *yaml.Node // nil for an item
	value *yaml.Node // never an alias
}

// document returns the file's only document, or nil after a fault.
func (d *decoder) document() *yaml.Node {
	dec := yaml.NewDecoder(strings.NewReader(string(d.src)))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		d.fault(nil, "", "is empty; `holdfast init` makes an example")
		return nil
	} else if err != nil {
		d.syntaxFault(err)
		return nil
	}
	if err := dec.Decode(&more); err == nil {
		d.fault(&more, "", "a second document begins here: put all commands under one `commands:`")
	} else if !errors.Is(err, io.EOF) {
		d.syntaxFault(err)
	}
	return doc.Content[0]
}

// syntaxFault reports an error of the YAML parser, which gives the line in its
// text only, not at all for the first one, one too few for some, and for some the
// one where the map or list begins.
func (d *decoder) syntaxFault(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, fact, ok := strings.Cut(rest, ": "); ok {
			line, _ = strconv.Atoi(number)
			text = fact
		}
	}
	switch text {
	case "did not find expected key", "did not find expected '-' indicator":
		line = d.firstWith(err.Error(), line+1)
	case "did not find expected ',' or ']'", "did not find expected ',' or '}'",
		"did not find expected node content", "did not find expected <document start>":
		line++
	}
	col := 0 // only the line is known
	if strings.HasPrefix(text, "found character that cannot start") {
		if col = d.indentingTab(line); col > 0 {
			text = "indented with a tab: only spaces may indent"
		}
	}
	if text == "found incompatible YAML document" {
		line, col = d.find("%YAML")
		text = "only %YAML 1.1 is known: leave this line out"
	}
	if anchor, ok := strings.CutPrefix(text, "unknown anchor '"); ok {
		line, col = d.find("*" + strings.TrimSuffix(anchor, "' referenced"))
	}
	if strings.Contains(text, "UTF-8") || strings.Contains(text, "Unicode character") ||
		strings.HasPrefix(text, "control characters") {
		line, col = d.place(d.readable())
	}
	if way := advice(text); way != "" {
		text += "; " + way
	}
	d.errs = append(d.errs, &Error{
		File: d.file, Line: line, Col: col, Err: errors.New("not YAML: " + text),
	})
}

// firstWith returns the first line with which the file, if it ended there, had
// the same error of the YAML parser; otherwise if that is not in its first document.
func (d *decoder) firstWith(text string, otherwise int) int {
	lines := slices.Collect(bytes.Lines(d.src))
	n := sort.Search(len(lines), func(i int) bool {
		var doc yaml.Node
		err := yaml.Unmarshal(bytes.Join(lines[:i+1], nil), &doc)
		return err != nil && err.Error() == text
	})
	if n == len(lines) {
		return otherwise
	}
	return n + 1
}

// indentingTab returns the column of the first tab in the white space that a line
// begins with; 0 if there is none.
func (d *decoder) indentingTab(number int) int {
	line := d.line(number)
	text := strings.TrimLeft(line, " \t")
	return strings.IndexByte(line[:len(line)-len(text)], '\t') + 1
}

// find returns where text stands in the file first.
func (d *decoder) find(text string) (line, col int) {
	before, _, ok := strings.Cut(string(d.src), text)
	if !ok {
		return 1, 1
	}
	return d.place(len(before))
}

// place returns the line and column of an offset in the file.
func (d *decoder) place(offset int) (line, col int) {
	before := string(d.src[:offset])
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])
}

// readable returns the length of what comes before the first character that YAML
// does not take, or byte that is no UTF-8.
func (d *decoder) readable() int {
	for at := 0; at < len(d.src); {
		r, size := utf8.DecodeRune(d.src[at:])
		if r == utf8.RuneError && size == 1 || r > 0xFFFD && r < 0x10000 ||
			unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r) {
			return at
		}
		at += size
	}
	return 0
}

// fault reports what is wrong with n, or with the whole file if n is nil.
func (d *decoder) fault(n *yaml.Node, path, format string, args ...any) {
	e := &Error{File: d.file, Line: 1, Col: 1, Field: path, Err: fmt.Errorf(format, args...)}
	if n != nil && n.Line > 0 {
		e.Line, e.Col = n.Line, n.Column
	}
	d.errs = append(d.errs, e)
}

// faultAt is fault at byte off of the scalar in f.
func (d *decoder) faultAt(f field, off int, format string, args ...any) {
	line, col := d.at(f.value, off)
	d.fault(&yaml.Node{Line: line, Column: col}, f.path, format, args...)
}

// joined returns all faults in the order of the file, each once, or nil.
func (d *decoder) joined() error {
	if len(d.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(d.errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	var all []error
	for i, e := range d.errs {
		if i == 0 || e.Error() != d.errs[i-1].Error() {
			all = append(all, e)
		}
	}
	return errors.Join(all...)
}

// unknown reports a key that is not one of known, a list parted by spaces.
func (d *decoder) unknown(f field, known string) {
	d.fault(f.key, f.path, "unknown key%s", didYouMean(f.name, strings.Fields(known)))
}

// items returns the items of a list.
func (d *decoder) items(f field) ([]field, bool) {
	if f.value.Kind != yaml.SequenceNode {
		d.fault(f.value, f.path, "must be a list, not %s%s", kind(f.value), listHint(f.value))
		return nil, false
	}
	items := make([]field, 0, len(f.value.Content))
	for i, n := range f.value.Content {
		path := f.path + "[" + strconv.Itoa(i) + "]"
		if n = d.follow(n, path); n != nil {
			items = append(items, field{path: path, value: n})
		}
	}
	return items, true
}

// text returns a string.
func (d *decoder) text(f field) (string, bool) {
	if f.value.Kind != yaml.ScalarNode || f.value.Tag != "!!str" {
		d.fault(f.value, f.path, "must be a string, not %s%s", kind(f.value), quoteHint(f.value))
		return "", false
	}
	return d.clean(f)
}

// word is text, but takes a number too, as it is written.
func (d *decoder) word(f field) (string, bool) {
	if f.value.Kind == yaml.ScalarNode && (f.value.Tag == "!!int" || f.value.Tag == "!!float") {
		return f.value.Value, true
	}
	return d.text(f)
}

// clean refuses what no argument and no variable can hold.
func (d *decoder) clean(f field) (string, bool) {
	if strings.IndexByte(f.value.Value, 0) >= 0 {
		d.fault(f.value, f.path, "holds a NUL byte")
		return "", false
	}
	return f.value.Value, true
}

// boolean returns true or false.
func (d *decoder) boolean(f field) bool {
	var b bool
	if f.value.Kind != yaml.ScalarNode || f.value.Tag != "!!bool" || f.value.Decode(&b) != nil {
		d.fault(f.value, f.path, "must be true or false, not %s", kind(f.value))
	}
	return b
}

// integer returns a whole number.
func (d *decoder) integer(f field) (int, bool) {
	var i int
	if f.value.Kind != yaml.ScalarNode || f.value.Tag != "!!int" || f.value.Decode(&i) != nil {
		d.fault(f.value, f.path, "must be a whole number, not %s", kind(f.value))
		return 0, false
	}
	return i, true
}

// choice returns a string that is one of known, a list parted by spaces.
func (d *decoder) choice(f field, known string) (string, bool) {
	names := strings.Fields(known)
	if f.value.Kind != yaml.ScalarNode || f.value.Tag != "!!str" {
		d.fault(f.value, f.path, "must be one of %s, not %s", strings.Join(names, ", "), kind(f.value))
		return "", false
	}
	s, ok := d.clean(f)
	if !ok {
		return "", false
	}
	if !slices.Contains(names, s) {
		d.fault(f.value, f.path,
			"%s is none of %s%s", quoted(s), strings.Join(names, ", "), hint(s, names))
		return "", false
	}
	return s, true
}

// hint is didYouMean without the list, for errors that give it anyway.
func hint(typed string, names []string) string {
	if near := nearest(typed, slices.Values(names)); near != "" {
		return ` (did you mean "` + near + `"?)`
	}
	return ""
}

// join puts a name behind a path.
func join(path, name string) string {
	if name = clip(name); path == "" {
		return name
	}
	return path + "." + name
}

// short reports a value that one key of a map takes, where that map should be.
func (d *decoder) short(f field, key, known string) bool {
	if f.value.Kind != yaml.ScalarNode || !contains(known, f.value.Value) {
		return false
	}
	d.fault(f.value, f.path, "must be a map: write { %s: %s }", key, f.value.Value)
	return true
}

// kind says what a node is, for errors.
func kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	}
	switch n.Tag {
	case "!!str":
		return "the string " + quoted(n.Value)
	case "!!int", "!!float":
		return "the number " + clip(n.Value)
	case "!!bool":
		return n.Value
	case "!!null":
		return "empty"
	}
	return quoted(n.Value)
}

// quoteHint is the way out for a scalar that is not read as a string.
func quoteHint(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return ": write it in quotes"
}

// listHint is the way out for a scalar where a list of such should be.
func listHint(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return ": write it in [ ]"
}
