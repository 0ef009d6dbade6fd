package inspect

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// maxListed is the longest list whose keys are all asked for to find those
// that are no elements; for longer ones the engine is read.
const maxListed = 4096

// maxBufferBytes is how much Node shows of a Buffer.
const maxBufferBytes = 50

// describeArray fills in s for an array whose elements stand at level.
func (p *printer) describeArray(s *shape, o *goja.Object, level int) {
	length := p.number(o, "length")
	s.layout, s.open, s.close = list, "[", "]"
	if s.ctor.name != "Array" || s.ctor.null || s.tag != "" {
		s.open = s.ctor.prefix(s.tag, "Array", "("+itoa(length)+")") + "["
	}
	s.keys = matchOrder(p.extraKeys(o, length))
	if length == 0 {
		s.alone = s.open + "]"
	}
	s.entries = func() []string { return p.array(o, length, level) }
}

// number is a property of o that holds an integer, or 0.
func (p *printer) number(o *goja.Object, key string) int {
	if v := p.ins.realm().get(o, key); v != nil && goja.IsNumber(v) {
		return max(0, int(v.ToInteger()))
	}
	return 0
}

// extraKeys lists what is printed of a list's keys that are no elements.
func (p *printer) extraKeys(o *goja.Object, length int) []goja.Value {
	r := p.ins.realm()
	var keys []goja.Value
	if length <= maxListed {
		for _, key := range p.keys(o) {
			if _, isSymbol := key.(*goja.Symbol); isSymbol || !isIndex(key.String()) {
				keys = append(keys, key)
			}
		}
		return keys
	}
	for _, key := range named(o, r) {
		if prop, ok := r.own(o, key); ok && (p.showHidden || prop.enumerable) {
			keys = append(keys, key)
		}
	}
	return append(keys, p.symbols(o)...)
}

// matchOrder puts the keys of what a regular expression matched into the order of
// the standard: the engine makes input before index, and marks no such array.
func matchOrder(keys []goja.Value) []goja.Value {
	for i := 0; i+2 < len(keys); i++ {
		if keys[i].String() == "input" && keys[i+1].String() == "index" &&
			keys[i+2].String() == "groups" {
			keys[i], keys[i+1] = keys[i+1], keys[i]
			break
		}
	}
	return keys
}

// isIndex reports whether a key is that of an array element.
func isIndex(key string) bool {
	n, err := strconv.ParseUint(key, 10, 32)
	return err == nil && n < 1<<32-1 && strconv.FormatUint(n, 10) == key
}

// array renders the elements of an array.
func (p *printer) array(o *goja.Object, length, level int) []string {
	n := min(p.maxArray, length)
	output := make([]string, 0, min(n, maxListed))
	for i := range n {
		if p.done() {
			return output
		}
		prop, ok := p.ins.realm().own(o, p.ins.rt.ToValue(i))
		if !ok {
			return p.sparse(o, output, i, n, length, level)
		}
		output = append(output, p.element(prop, level))
	}
	if more := length - n; more > 0 {
		output = append(output, remaining(more))
	}
	return output
}

// sparse renders the rest of an array that has its first hole at index next,
// to at most limit entries.
func (p *printer) sparse(o *goja.Object, output []string, next, limit, length, level int) []string {
	for _, i := range p.present(o, next, length, limit) {
		if len(output) == limit || p.done() {
			break
		}
		if i != next {
			output = append(output, p.hole(i-next))
			if next = i; len(output) == limit {
				break
			}
		}
		prop, _ := p.ins.realm().own(o, p.ins.rt.ToValue(i))
		output = append(output, p.element(prop, level))
		next++
	}
	switch more := length - next; {
	case more <= 0:
	case len(output) == limit:
		output = append(output, remaining(more))
	default:
		output = append(output, p.hole(more))
	}
	return output
}

func (p *printer) hole(n int) string {
	return p.spend(p.style(fmt.Sprintf("<%d empty item%s>", n, plural(n)), styleUndefined))
}

// present lists the indices of at most limit elements from next on.
func (p *printer) present(o *goja.Object, next, length, limit int) []int {
	if length > maxListed {
		return elements(o, next, limit)
	}
	var found []int
	for _, key := range p.ins.realm().list("Object.keys", o) {
		if i, err := strconv.Atoi(key.String()); err == nil && i >= next && isIndex(key.String()) {
			found = append(found, i)
		}
	}
	return found
}

// bytesText is at most limit bytes in hexadecimal, "68 69 ... 3 more bytes".
func bytesText(data []byte, limit int) string {
	n := min(limit, len(data))
	digits := hex.EncodeToString(data[:n])
	var b strings.Builder
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(digits[i : i+2])
	}
	if more := len(data) - n; more > 0 {
		fmt.Fprintf(&b, " ... %d more byte%s", more, plural(more))
	}
	return b.String()
}
