package inspect

import (
	"strings"

	"github.com/dop251/goja"
)

// describeCollection fills in s for a Map or Set whose entries stand at
// level.
func (p *printer) describeCollection(s *shape, o *goja.Object, kind kind, level int) {
	name := kind.className()
	size := int(p.ins.realm().call("get "+name+".prototype.size", o).ToInteger())
	prefix := s.ctor.prefix(s.tag, name, "("+itoa(size)+")")
	s.open = prefix + "{"
	if size == 0 {
		s.alone = prefix + "{}"
	}
	s.entries = func() []string { return p.collection(o, kind, size, level) }
}

// collection renders the entries of a Map or Set.
func (p *printer) collection(o *goja.Object, kind kind, size, level int) []string {
	r := p.ins.realm()
	it := r.iterate(o, kind)
	output := make([]string, 0, min(size, maxListed))
	p.indent += 2
	for i := 0; i < min(size, p.maxArray) && !p.done(); i++ {
		v := it()
		if kind == kindSet {
			output = append(output, p.value(v, level))
			continue
		}
		entry := v.(*goja.Object)
		key := p.value(entry.Get("0"), level)
		output = append(output, key+" => "+p.value(entry.Get("1"), level))
	}
	p.indent -= 2
	if more := size - p.maxArray; more > 0 {
		output = append(output, remaining(more))
	}
	return output
}

// iterate returns a function that gives the next value of a Set or the next
// [key, value] of a Map.
func (r *realm) iterate(o *goja.Object, kind kind) func() goja.Value {
	path := "Set.prototype.values"
	if kind == kindMap {
		path = "Map.prototype.entries"
	}
	it := r.call(path, o).(*goja.Object)
	next := it.Get("next").Export().(native)
	return func() goja.Value {
		return next(goja.FunctionCall{This: it}).(*goja.Object).Get("value")
	}
}

// describeIterator fills in s for an iterator of a Map or Set: what it has
// still to give is printed, and stays.
func (p *printer) describeIterator(s *shape, o *goja.Object, kind kind, level int) {
	name := "Map"
	if kind == kindSetIterator {
		name = "Set"
	}
	a, known := peek(o, p.maxArray)
	tag := name + " Iterator"
	if s.tag != tag && s.tag != "" {
		tag = s.tag + "] [" + tag
	}
	if a.form == bothForms {
		tag = strings.TrimSuffix(tag, "Iterator") + "Entries"
	}
	s.open = "[" + tag + "] {"
	s.entries = func() []string {
		if !known {
			return []string{p.spend(p.style("<items unknown>", styleSpecial))}
		}
		return p.ahead(a, kind, level)
	}
}

// What an iterator gives, as the engine numbers it.
const (
	keysForm  = 0
	bothForms = 2
)

// ahead renders what an iterator has still to give.
func (p *printer) ahead(a ahead, kind kind, level int) []string {
	var output []string
	p.indent += 2
	for i, key := range a.keys {
		value := a.values[i]
		if kind == kindSetIterator {
			value = key
		}
		switch a.form {
		case keysForm:
			output = append(output, p.value(key, level))
		case bothForms:
			pair := []string{p.value(key, level), p.value(value, level)}
			output = append(output, p.join(pair, shape{open: "[", close: "]", layout: list}, level, nil))
		default:
			output = append(output, p.value(value, level))
		}
	}
	p.indent -= 2
	if a.more > 0 {
		output = append(output, remaining(a.more))
	}
	return output
}

// promise renders the state of a promise.
func (p *printer) promise(o *goja.Object, level int) []string {
	promise := o.Export().(*goja.Promise)
	if promise.State() == goja.PromiseStatePending {
		return []string{p.spend(p.style("<pending>", styleSpecial))}
	}
	p.indent += 2
	s := p.value(promise.Result(), level)
	p.indent -= 2
	if promise.State() == goja.PromiseStateRejected {
		s = p.style("<rejected>", styleSpecial) + " " + s
	}
	return []string{s}
}
