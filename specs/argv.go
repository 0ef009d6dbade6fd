package specs

import "strings"

// An element is one item of run in its argv form.
type element struct {
	text   template
	spread int   // the list parameter that is all of it, or -1
	guard  guard // nil if no value can make an option of it
	dashes bool  // items of the list may begin with "-"
}

// argv reads a list as run.
func (c *command) argv(f field) {
	items, _ := c.d.items(f)
	if len(items) == 0 {
		c.d.fault(f.value, f.path, "is empty: name the program to execute")
		return
	}
	args := make([]arg, len(items))
	c.spec.argv = make([]element, len(items))
	for i, item := range items {
		text, ok := c.d.word(item)
		if !ok {
			continue
		}
		e := c.element(item, text)
		args[i] = c.arg(e)
		if i == 0 {
			e.text = c.program(item, e.text)
		}
		c.spec.argv[i] = e
	}
	for i, free := range literal(args) {
		e := &c.spec.argv[i]
		if g := e.text.leads(); i > 0 && !free && g.guarded() {
			e.guard = g
			c.refusals(g)
		}
		e.dashes = free
	}
	if at, why := evaluated(args); at > 0 {
		c.d.fault(items[at].value, items[at].path, "what is filled in %s: it must stay data", why)
	}
}

// element cuts one item of run.
func (c *command) element(f field, text string) element {
	e := element{spread: -1}
	var err error
	e.text, err = cutTemplate(text, func(name string, off int) int {
		p := c.bind(f, name, off)
		if p >= 0 && c.spec.Params[p].Type == List {
			e.spread = p
			if text != "${"+name+"}" {
				c.d.faultAt(f, off, "${%s} is a list, which needs an element to itself", name)
			}
		}
		return p
	})
	c.templateFault(f, err)
	return e
}

// arg is what evaluated has to know of e.
func (c *command) arg(e element) arg {
	var a arg
	a.text, a.static = e.text.fixed()
	if !a.static {
		if e.text[0].param < 0 {
			a.text = e.text[0].text
		}
	}
	a.risk = e.text.risk(c.spec.Params)
	return a
}

// program checks the element that says what is executed. With a slash in it it
// is relative to the file's folder, without one it is looked up on PATH.
func (c *command) program(f field, t template) template {
	text, fixed := t.fixed()
	switch {
	case !fixed:
		c.d.fault(f.value, f.path,
			"the program to execute takes no placeholder: nothing undeclared runs")
	case text == "":
		c.d.fault(f.value, f.path, "is empty: name the program to execute")
	case c.d.tilde(f, text):
	case strings.ContainsRune(text, '/'):
		return template{{absolute(c.d.dir, text), -1}}
	}
	return t
}

// refusals reports a default and choices that the guard g would always refuse.
func (c *command) refusals(g guard) {
	for _, l := range g {
		for _, i := range l.params {
			p := &c.spec.Params[i]
			if p.AllowDash || c.places[i].key == nil {
				continue
			}
			if !p.Required && dashed(p.fallback) {
				c.option(i, "default", "")
			}
			for _, s := range p.Enum {
				if dashed(value{text: s}) {
					c.option(i, "enum", quoted(s)+" ")
				}
			}
		}
	}
}

// option reports what the key of a parameter holds that would become one.
func (c *command) option(param int, key, what string) {
	place := c.places[param]
	c.d.fault(place.key, join(place.path, key), `%sbegins with "-" and would become an option: `+
		`put "--" before ${%s} in run, or declare allowDash: true`, what, place.name)
}

// dashed reports whether v or an item of it begins with "-".
func dashed(v value) bool {
	for _, s := range v.list {
		if strings.HasPrefix(s, "-") {
			return true
		}
	}
	return strings.HasPrefix(v.text, "-")
}

// appendTo adds e filled in. On a refusal it returns the parameter to blame,
// else -1.
func (e *element) appendTo(argv []string, params []Param, values []value) ([]string, int) {
	if e.spread < 0 {
		if e.guard != nil {
			if p := e.guard.refused(params, values); p >= 0 {
				return nil, p
			}
		}
		return append(argv, e.text.fill(values, nil)), -1
	}
	v := values[e.spread]
	if !e.dashes && !params[e.spread].AllowDash && dashed(v) {
		return nil, e.spread
	}
	return append(argv, v.list...), -1
}
