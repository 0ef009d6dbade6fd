package specs

import (
	"errors"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	sharedKeys     = "run description params cwd env allowUnsafeEnv persistent"
	oneShotKeys    = "timeoutMs output stdin okCodes maxOutputBytes"
	persistentKeys = "ready stop restart keepAlive"
	outputs        = "text json lines bytes"
)

// A command is one entry of `commands` while it is read: keys come in any
// order, but parameters and environment must be known before placeholders.
type command struct {
	d    *decoder
	spec *Spec
	at   field // the entry itself

	fields   []field // by name; see key
	declared bool    // there is a params key
	places   []field // of spec.Params; no key where a placeholder makes one
	used     []bool  // whether spec.Params[i] is filled in anywhere
	env      environ
	unsafe   bool
}

// command reads one entry of `commands`.
func (d *decoder) command(f field, def *defaults) *Spec {
	c := &command{d: d, at: f, spec: &Spec{
		Name: f.name, Output: Text, OKCodes: okCodes(),
		Timeout: def.timeout, MaxOutputBytes: def.maxOutput,
		base: d.dir, dir: def.dir,
	}}
	if !commandName(f.name) {
		d.fault(f.key, f.path,
			"a command's name is letters, digits and _ - . :, and begins with a letter or digit")
	}
	switch f.value.Kind {
	case yaml.MappingNode:
		c.fields = d.fields(f)
		c.plain()
	case yaml.SequenceNode:
		c.fields = []field{{name: "run", path: f.path, key: f.key, value: f.value}}
	default:
		if f.value.Tag != "!!str" {
			d.fault(f.value, f.path, "must be a shell line, a list or a map, not %s", kind(f.value))
			return c.spec
		}
		c.fields = []field{{name: "run", path: f.path, key: f.key, value: f.value}}
	}
	c.compile(def)
	return c.spec
}

// okCodes is the default of that key.
func okCodes() []int { return []int{0} }

// commandName reports whether a command may have that name.
func commandName(name string) bool {
	for i := range len(name) {
		c := name[i]
		word := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !word && (i == 0 || strings.IndexByte("_-.:", c) < 0) {
			return false
		}
	}
	return name != "" && len(name) <= 128
}

// key returns the field of that name.
func (c *command) key(name string) (field, bool) {
	i := named(c.fields, name)
	if i < 0 {
		return field{}, false
	}
	return c.fields[i], true
}

// plain reads the keys in which nothing is filled in.
func (c *command) plain() {
	d, s := c.d, c.spec
	if f, ok := c.key("persistent"); ok {
		s.Persistent = d.boolean(f)
	}
	c.unsafe = d.unsafeEnv(c.fields)
	for _, f := range c.fields {
		if c.misplaced(f) {
			continue
		}
		switch f.name {
		case "description":
			s.Description, _ = d.text(f)
		case "params":
			c.declared = true
			s.Params, c.places = d.params(f)
			c.used = make([]bool, len(s.Params))
		case "timeoutMs":
			s.Timeout = d.millis(f, "timeout")
		case "output":
			output, _ := d.choice(f, outputs)
			s.Output = Output(output)
		case "stdin":
			stdin, _ := d.choice(f, "none text")
			s.Stdin = stdin == "text"
		case "okCodes":
			s.OKCodes = c.codes(f)
		case "maxOutputBytes":
			s.MaxOutputBytes = d.limit(f)
		case "stop":
			s.Stop = c.stop(f)
		case "restart":
			s.Restart = c.restart(f)
		case "keepAlive":
			s.KeepAlive = d.boolean(f)
		}
	}
}

// misplaced reports a key that is unknown or not for this kind of command.
func (c *command) misplaced(f field) bool {
	switch {
	case contains(sharedKeys, f.name):
		return false
	case contains(oneShotKeys, f.name):
		if c.spec.Persistent {
			c.d.fault(f.key, f.path, "is for one-shots, and this command is persistent")
		}
		return c.spec.Persistent
	case contains(persistentKeys, f.name):
		if !c.spec.Persistent {
			c.d.fault(f.key, f.path, "is for persistent commands: add persistent: true")
		}
		return !c.spec.Persistent
	}
	c.d.unknown(f, sharedKeys+" "+oneShotKeys+" "+persistentKeys)
	return true
}

// contains reports whether name is one of keys, a list parted by spaces.
func contains(keys, name string) bool {
	for key := range strings.SplitSeq(keys, " ") {
		if key == name {
			return true
		}
	}
	return false
}

// codes reads okCodes.
func (c *command) codes(f field) []int {
	items, ok := c.d.items(f)
	if ok && len(items) == 0 {
		c.d.fault(f.value, f.path, "is empty: no exit status would count as success")
	}
	codes := make([]int, 0, len(items))
	for _, item := range items {
		code, ok := c.d.integer(item)
		switch {
		case !ok:
		case code < 0 || code > 255:
			c.d.fault(item.value, item.path, "%d is no exit status: they go from 0 to 255", code)
		case slices.Contains(codes, code):
			c.d.fault(item.value, item.path, "%d is there twice", code)
		}
		codes = append(codes, code)
	}
	return codes
}

// compile reads the keys in which values are filled in.
func (c *command) compile(def *defaults) {
	s := c.spec
	if s.Persistent {
		s.Timeout, s.MaxOutputBytes, s.Output, s.OKCodes = 0, 0, "", nil
		c.persistentDefaults()
	}
	own := environ{}
	if f, ok := c.key("env"); ok {
		own = c.d.environ(f, c.unsafe)
	}
	c.env = own.over(def.env)
	if f, ok := c.key("run"); ok {
		c.run(f)
	} else {
		c.d.fault(c.at.key, c.at.path, "has no run: what is executed?")
	}
	if f, ok := c.key("cwd"); ok {
		c.cwd(f)
	}
	sets := c.settings()
	if f, ok := c.key("ready"); ok && s.Persistent {
		c.ready(f)
	}
	for i, used := range c.used {
		if !used && c.places[i].key != nil {
			c.d.fault(c.places[i].key, c.places[i].path,
				"is never filled in: there is no ${%s} in this command",
				c.places[i].name)
		}
		if p := &s.Params[i]; p.Type == Path && p.Within != "" {
			s.located = true
			c.within(p, c.places[i])
		}
	}
	s.env = slots(c.env, sets)
	if !c.env.has("PATH") {
		s.env = append(s.env, slot{name: "PATH"})
	}
	for _, p := range s.shellParams {
		s.env = append(s.env, slot{name: s.Params[p].Name, kind: fromParam, param: p})
	}
	sortSlots(s.env)
}

// within reports a default that leads out of the parameter's root, where that is
// the same for all values.
func (c *command) within(p *Param, f field) {
	base := c.spec.dir
	if p.early {
		base = c.spec.base
	} else if c.spec.cwd != nil {
		return
	}
	if p.Required {
		return
	}
	if _, err := below(p.Within, base, p.fallback.text); errors.Is(err, errLeadsOut) {
		c.d.fault(f.key, join(f.path, "default"), "%v", err)
	}
}

// run reads the line or the list to execute.
func (c *command) run(f field) {
	switch {
	case f.value.Kind == yaml.SequenceNode:
		c.argv(f)
	case f.value.Kind == yaml.ScalarNode && f.value.Tag == "!!str":
		c.script(f)
	default:
		c.d.fault(f.value, f.path, "must be a shell line or a list, not %s", kind(f.value))
	}
}

// cwd reads the working folder.
func (c *command) cwd(f field) {
	text, ok := c.d.folder(f)
	if !ok {
		return
	}
	t := c.template(f, text)
	if dir, ok := t.fixed(); ok {
		c.spec.dir = absolute(c.d.dir, dir)
		return
	}
	c.spec.cwd = t
	for _, seg := range t {
		if seg.param >= 0 {
			c.spec.Params[seg.param].early = true
		}
	}
}

// settings cuts the texts of env.set, in its order.
func (c *command) settings() []template {
	sets := make([]template, len(c.env.set))
	for i, f := range c.env.set {
		sets[i] = c.template(f, f.value.Value)
		text, _ := sets[i].fixed()
		switch {
		case steers(f.name) && sets[i].risk(c.spec.Params) > harmless:
			c.d.fault(f.value, f.path, "no value may become %s: it decides what is run", f.name)
		case f.name == "PATH" && strings.ContainsRune(text, '$'):
			c.d.fault(f.value, f.path, "no shell fills in a variable here: write the folders out")
		}
	}
	return sets
}

// template cuts text, a scalar in which a list cannot be filled in.
func (c *command) template(f field, text string) template {
	t, err := cutTemplate(text, func(name string, off int) int {
		p := c.bind(f, name, off)
		if p >= 0 && c.spec.Params[p].Type == List {
			c.d.faultAt(f, off, "${%s} is a list, which needs an element of run to itself", name)
		}
		return p
	})
	c.templateFault(f, err)
	return t
}

// templateFault reports an error of cutTemplate.
func (c *command) templateFault(f field, err error) {
	if bad, ok := err.(*offsetError); ok {
		c.d.faultAt(f, bad.off, "%s", bad.text)
	}
}

// bind returns the index of the parameter that a placeholder names, -1 after
// a fault. Without a params key it is made on the spot.
func (c *command) bind(f field, name string, off int) int {
	if i := c.param(name); i >= 0 {
		c.used[i] = true
		return i
	}
	switch {
	case c.env.has(name):
		c.d.faultAt(f, off,
			"${%s} is an environment variable, which only a shell line can fill in here", name)
		return -1
	case c.declared:
		c.d.faultAt(f, off,
			"${%s} is not declared under params%s", name, didYouMean(name, c.names()))
		return -1
	}
	return c.add(name)
}

// add makes a parameter out of a placeholder.
func (c *command) add(name string) int {
	c.spec.Params = append(c.spec.Params, Param{Name: name, Type: Scalar, Required: true})
	c.places = append(c.places, field{name: name})
	c.used = append(c.used, true)
	return len(c.spec.Params) - 1
}

// param returns the index of the parameter of that name, or -1.
func (c *command) param(name string) int {
	return slices.IndexFunc(c.spec.Params, func(p Param) bool { return p.Name == name })
}

// names returns the parameters' names.
func (c *command) names() []string {
	names := make([]string, len(c.spec.Params))
	for i := range names {
		names[i] = c.spec.Params[i].Name
	}
	return names
}
