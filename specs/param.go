package specs

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A Param is what a spec declares about one placeholder.
type Param struct {
	Name        string
	Description string
	Type        ParamType
	Required    bool
	Default     any      // nil when Required; else string, int, float64, bool or []string
	Pattern     string   // string: RE2; matches anywhere in the value unless anchored with ^ and $
	Enum        []string // string: the values allowed
	MaxLength   int      // string: in characters; 0 for no limit
	Min, Max    *float64 // integer and number
	Within      string   // path: absolute root the value must stay below
	AllowDash   bool     // the value may begin with "-"

	pattern  *regexp.Regexp // nil without Pattern
	fallback value          // Default as it is filled in
	early    bool           // cwd needs it, so a path is relative to the file's folder
}

// ParamType names what a parameter takes.
type ParamType string

const (
	String  ParamType = "string"
	Integer ParamType = "integer" // up to 2^53 either way, so that a script holds it exactly
	Number  ParamType = "number"
	Boolean ParamType = "boolean"
	Path    ParamType = "path"   // never empty; with Within filled in as a clean absolute path
	List    ParamType = "list"   // of strings
	Scalar  ParamType = "scalar" // string, number or boolean: a placeholder no params key declares
)

const (
	paramTypes = "string integer number boolean path list"
	paramKeys  = "type description required default pattern enum maxLength min max within allowDash"
)

// paramName reports whether a parameter may have that name: a letter or "_",
// then letters, digits, "_" and "-".
func paramName(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != "" && len(name) <= 64
}

// params reads a `params` key and returns each one with its place.
func (d *decoder) params(f field) ([]Param, []field) {
	fields := d.fields(f)
	params := make([]Param, 0, len(fields))
	for _, f := range fields {
		if !paramName(f.name) {
			d.fault(f.key, f.path,
				"a parameter's name is letters, digits, _ and -, and begins with a letter or _")
		}
		params = append(params, d.param(f))
	}
	return params, fields
}

// param reads one parameter. What a key is good for depends on the type, so
// that is read first.
func (d *decoder) param(f field) Param {
	p := Param{Name: f.name, Type: String, Required: true}
	if d.short(f, "type", paramTypes) {
		return p
	}
	fields := d.fields(f)
	if i := named(fields, "type"); i >= 0 {
		t, ok := d.choice(fields[i], paramTypes)
		if !ok {
			return p // what else is wrong depends on the type
		}
		p.Type = ParamType(t)
	}
	faults := len(d.errs)
	for _, f := range fields {
		d.constraint(&p, f)
	}
	if p.Min != nil && p.Max != nil && *p.Min > *p.Max {
		d.fault(f.key, f.path, "min is greater than max: no value fits")
	}
	if i := named(fields, "enum"); i >= 0 && len(d.errs) == faults {
		d.choosable(p, fields[i])
	}
	if len(d.errs) == faults {
		d.optional(&p, fields)
	}
	return p
}

// choosable reports what an enum offers and p refuses.
func (d *decoder) choosable(p Param, f field) {
	items, _ := d.items(f)
	for _, item := range items {
		if err := p.fits(item.value.Value); err != nil {
			d.fault(item.value, item.path, "cannot be chosen: %v", err)
		}
	}
}

// constraint reads one key of a parameter, default and required aside.
func (d *decoder) constraint(p *Param, f field) {
	if types := constrained(f.name); types != "" && !contains(types, string(p.Type)) {
		d.fault(f.key, f.path, "is for type %s; this parameter's is %s",
			strings.ReplaceAll(types, " ", " or "), p.Type)
		return
	}
	switch f.name {
	case "type", "default", "required":
	case "description":
		p.Description, _ = d.text(f)
	case "allowDash":
		p.AllowDash = d.boolean(f)
	case "pattern":
		p.Pattern, p.pattern = d.pattern(f)
	case "enum":
		p.Enum = d.enum(f)
	case "maxLength":
		if n, ok := d.integer(f); ok && n < 1 {
			d.fault(f.value, f.path, "must be at least 1; leave it out for no limit")
		} else {
			p.MaxLength = n
		}
	case "min":
		p.Min = d.bound(f, p.Type)
	case "max":
		p.Max = d.bound(f, p.Type)
	case "within":
		if root, ok := d.text(f); ok && root == "" {
			d.fault(f.value, f.path, "is empty; write . for the folder of this file")
		} else if ok && !d.tilde(f, root) {
			p.Within = absolute(d.dir, root)
		}
	default:
		d.unknown(f, paramKeys)
	}
}

// constrained returns the types that a key is for, "" for all.
func constrained(key string) string {
	switch key {
	case "pattern", "enum", "maxLength":
		return "string"
	case "min", "max":
		return "integer number"
	case "within":
		return "path"
	case "allowDash":
		return "string integer number path list"
	}
	return ""
}

// pattern reads a regular expression.
func (d *decoder) pattern(f field) (string, *regexp.Regexp) {
	text, ok := d.text(f)
	if !ok {
		return "", nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		d.fault(f.value, f.path, "not a regular expression (RE2): %s",
			strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return "", nil
	}
	return text, re
}

// enum reads a list of different strings.
func (d *decoder) enum(f field) []string {
	items, ok := d.items(f)
	if ok && len(items) == 0 {
		d.fault(f.value, f.path, "is empty: no value fits")
	}
	var enum []string
	for _, item := range items {
		s, ok := d.text(item)
		if ok && slices.Contains(enum, s) {
			d.fault(item.value, item.path, "%s is there twice", quoted(s))
		}
		enum = append(enum, s)
	}
	return enum
}

// bound reads min or max.
func (d *decoder) bound(f field, t ParamType) *float64 {
	v, err := scalar(f.value)
	n, ok := v.(float64)
	if i, whole := v.(int); whole {
		n, ok = float64(i), true
	}
	switch {
	case err != nil || !ok || math.IsNaN(n) || math.IsInf(n, 0):
		d.fault(f.value, f.path, "must be a number, not %s", kind(f.value))
		return nil
	case t == Integer && n != math.Trunc(n):
		d.fault(f.value, f.path, "must be a whole number, as the parameter is")
		return nil
	}
	return &n
}

// optional reads required and default.
func (d *decoder) optional(p *Param, fields []field) {
	at := named(fields, "default")
	if i := named(fields, "required"); i >= 0 {
		required := d.boolean(fields[i])
		switch {
		case required && at >= 0:
			d.fault(fields[i].key, fields[i].path,
				"a parameter with a default is not required: remove one")
		case !required && at < 0:
			d.fault(fields[i].key, fields[i].path,
				"needs a default: what is filled in when the value is left out?")
		}
	}
	if at < 0 {
		return
	}
	f := fields[at]
	v, err := d.plain(f)
	if err == nil && v == nil {
		err = errors.New("is empty: what is filled in when the value is left out?")
	}
	if err == nil {
		p.fallback, err = p.take(v)
	}
	if err != nil {
		d.fault(f.value, f.path, "%v", err)
		return
	}
	p.Required, p.Default = false, p.fallback.plain(v)
}

// plain returns a scalar or a list of them as a script would give it.
func (d *decoder) plain(f field) (any, error) {
	if f.value.Kind != yaml.SequenceNode {
		return scalar(f.value)
	}
	items, _ := d.items(f)
	list := make([]any, 0, len(items))
	for _, item := range items {
		v, err := scalar(item.value)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// scalar returns a node as string, int, float64, bool or nil.
func scalar(n *yaml.Node) (any, error) {
	if n.Kind == yaml.MappingNode {
		return nil, fmt.Errorf("must be a scalar or a list, not a map")
	}
	var v any
	switch n.Tag {
	case "!!int", "!!float", "!!bool", "!!null":
		if err := n.Decode(&v); err != nil {
			return nil, fmt.Errorf("must be a scalar, not %s", kind(n))
		}
	default:
		v = n.Value
	}
	if big, ok := v.(int64); ok {
		v = float64(big)
	} else if big, ok := v.(uint64); ok {
		v = float64(big)
	}
	return v, nil
}

// fits checks a string against p's constraints.
func (p *Param) fits(s string) error {
	switch {
	case p.MaxLength > 0 && utf8.RuneCountInString(s) > p.MaxLength:
		return fmt.Errorf(
			"has %d characters; at most %d are allowed", utf8.RuneCountInString(s), p.MaxLength)
	case p.Enum != nil && !slices.Contains(p.Enum, s):
		return fmt.Errorf(
			"%s is not allowed; the choice is %s%s", quoted(s), choices(p.Enum), hint(s, p.Enum))
	case p.pattern != nil && !p.pattern.MatchString(s):
		return fmt.Errorf("%s does not match the pattern %s", quoted(s), clip(p.Pattern))
	}
	return nil
}

// choices lists the values of an enum.
func choices(enum []string) string {
	var b strings.Builder
	for i, s := range enum {
		if i > 0 {
			b.WriteString(", ")
		}
		if i == 12 {
			return b.String() + "…"
		}
		b.WriteString(quoted(s))
	}
	return b.String()
}
