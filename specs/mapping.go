package specs

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// The entries of a YAML map, with aliases and merges followed.

const (
	// maxAliased bounds what aliases may repeat, in nodes and bytes of text,
	// so that a few lines cannot stand for gigabytes.
	maxAliased = 1 << 20
	// maxMerges bounds how deep one `<<` may lead to another.
	maxMerges = 16
)

// follow returns what n stands for, or nil after a fault.
func (d *decoder) follow(n *yaml.Node, path string) *yaml.Node {
	if n.Kind != yaml.AliasNode {
		return n
	}
	d.weigh(n.Alias)
	if d.aliased > maxAliased {
		d.fault(n, path, "aliases make this file too large: write the values out")
		return nil
	}
	return n.Alias
}

// weigh adds n's nodes and text to what aliases have used, not following the
// aliases in it, and gives up past the bound.
func (d *decoder) weigh(n *yaml.Node) {
	d.aliased += 1 + len(n.Value)
	for _, c := range n.Content {
		if d.aliased > maxAliased {
			return
		}
		d.weigh(c)
	}
}

// fields returns the entries of a map in the order of the file: those of its
// own, then what `<<` adds, without keys that begin with "x-".
func (d *decoder) fields(f field) []field {
	if f.value.Kind != yaml.MappingNode {
		d.fault(f.value, f.path, "must be a map, not %s", kind(f.value))
		return nil
	}
	var m mapping
	m.fields = make([]field, 0, len(f.value.Content)/2)
	d.collect(&m, f, f.value, 0)
	return m.fields
}

// A mapping is the entries of a map as they are collected.
type mapping struct {
	fields []field
	seen   map[string]bool // of fields, once there are many
}

// has reports whether the map has an entry of that name.
func (m *mapping) has(name string) bool {
	if m.seen != nil {
		return m.seen[name]
	}
	for i := range m.fields {
		if m.fields[i].name == name {
			return true
		}
	}
	if len(m.fields) >= 32 {
		m.seen = make(map[string]bool, 2*cap(m.fields))
		for i := range m.fields {
			m.seen[m.fields[i].name] = true
		}
	}
	return false
}

// collect adds the entries of n, a map that is f's own (depth 0) or merged
// into it, where what is there already wins.
func (d *decoder) collect(m *mapping, f field, n *yaml.Node, depth int) {
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		name := key.Value
		switch {
		case key.Kind == yaml.ScalarNode && key.Tag == "!!merge":
			merges = append(merges, n.Content[i+1])
		case key.Kind != yaml.ScalarNode || key.Tag != "!!str":
			d.fault(key, f.path, "a key must be a string, not %s: write it in quotes", kind(key))
		case strings.HasPrefix(name, "x-"):
		case m.has(name):
			if depth == 0 {
				d.fault(key, join(f.path, name), "duplicate key")
			}
		default:
			value := d.follow(n.Content[i+1], join(f.path, name))
			if value == nil {
				continue
			}
			m.fields = append(m.fields, field{name, join(f.path, name), key, value})
			if m.seen != nil {
				m.seen[name] = true
			}
		}
	}
	for _, merge := range merges {
		d.merge(m, f, merge, depth+1)
	}
}

// merge adds what `<<` names: a map or a list of maps.
func (d *decoder) merge(m *mapping, f field, n *yaml.Node, depth int) {
	path := join(f.path, "<<")
	value := d.follow(n, path)
	switch {
	case value == nil:
	case depth > maxMerges:
		d.fault(n, path, "merges too deep")
	case value.Kind == yaml.MappingNode:
		d.collect(m, f, value, depth)
	case value.Kind == yaml.SequenceNode && depth == 1:
		for _, item := range value.Content {
			if item = d.follow(item, path); item != nil && item.Kind == yaml.MappingNode {
				d.collect(m, f, item, depth)
			} else if item != nil {
				d.fault(item, path, "can merge maps only, not %s", kind(item))
			}
		}
	default:
		d.fault(n, path, "can merge maps only, not %s", kind(value))
	}
}
