package inspect

import (
	"slices"

	"github.com/dop251/goja"
)

// A Member is a property that a value has or inherits.
type Member struct {
	Name     string
	Callable bool // a function; false for what only a getter could tell
}

// maxMembers bounds what Members lists of one object.
const maxMembers = 2000

// Member returns the value of a property that v has or inherits. It runs none of
// the script's code: ok is false for a getter, as for a property that is missing.
func (ins *Inspector) Member(v goja.Value, name string) (value goja.Value, ok bool) {
	o := ins.object(v)
	if o == nil {
		return nil, false
	}
	r := ins.realm()
	prop, _ := r.lookup(o, r.rt.ToValue(name))
	return prop.value, prop.value != nil
}

// Members lists the named properties that v has or inherits, the nearest first,
// without running any of the script's code. Elements of arrays are not listed.
func (ins *Inspector) Members(v goja.Value) []Member {
	r := ins.realm()
	var all []Member
	seen := make(map[string]bool)
	for o, n := ins.object(v), 0; o != nil && n < maxChain; o, n = parent(o), n+1 {
		for _, key := range ins.names(o) {
			name := key.String()
			if seen[name] {
				continue
			}
			seen[name] = true
			prop, _ := r.own(o, key)
			all = append(all, Member{name, prop.value != nil && callable(prop.value)})
		}
	}
	return all
}

// names lists the string keys of o, at most maxMembers.
func (ins *Inspector) names(o *goja.Object) []goja.Value {
	r := ins.realm()
	var keys []goja.Value
	switch kindOf(o) {
	case kindArray, kindTypedArray, kindBoxed:
		if keys = named(o, r); len(keys) == 0 {
			keys = []goja.Value{r.key("length")}
		}
		if o.ClassName() == "Array" || kindOf(o) == kindBoxed {
			keys = append(keys, ins.methods(o)...)
		}
	default:
		keys = r.list("Object.getOwnPropertyNames", o)
	}
	return keys[:min(len(keys), maxMembers)]
}

// methods lists the string keys of a prototype that is itself of the kind it is
// the prototype of: those of Array and String.
func (ins *Inspector) methods(o *goja.Object) []goja.Value {
	r := ins.realm()
	if prop, ok := r.own(o, r.key("constructor")); !ok || prop.value == nil {
		return nil
	}
	return r.list("Object.getOwnPropertyNames", o)
}

// Properties renders the enumerable properties of o's own, as Inspect has them
// behind the stack of an error; "" if there are none but those named without.
func (ins *Inspector) Properties(o *goja.Object, options Options, without ...string) string {
	p := ins.printer(ins.settings(options))
	return p.finish(p.guarded(func() string {
		o := unwrap(o)
		if o == nil {
			return "" // a revoked proxy
		}
		s := shape{open: "{", close: "}"}
		s.keys = slices.DeleteFunc(p.keys(o), func(key goja.Value) bool {
			_, symbol := key.(*goja.Symbol)
			return !symbol && slices.Contains(without, key.String())
		})
		if len(s.keys) == 0 {
			return ""
		}
		return p.filled(o, s, 1, nil)
	}))
}

// object returns what holds the properties of v, past proxies; nil for undefined
// and null, which have none.
func (ins *Inspector) object(v goja.Value) *goja.Object {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil
	}
	return unwrap(v.ToObject(ins.rt))
}
