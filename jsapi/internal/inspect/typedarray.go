package inspect

import (
	"reflect"
	"strconv"

	"github.com/dop251/goja"
)

// describeTypedArray fills in s for a typed array or a Buffer.
func (p *printer) describeTypedArray(s *shape, o *goja.Object, level int) {
	r := p.ins.realm()
	length := int(r.call("get TypedArray.prototype.length", o).ToInteger())
	var data reflect.Value
	if length > 0 {
		data = reflect.ValueOf(o.Export())
	}
	s.keys = p.extraKeys(o, length)
	if bytes, ok := exportedBytes(data); ok && s.ctor.name == "Buffer" {
		s.alone, s.keys = "<Buffer "+bytesText(bytes, maxBufferBytes)+">", nil
		return
	}
	name := ""
	if s.ctor.null {
		name = p.typedArrayName(o)
	}
	s.layout, s.close = list, "]"
	s.open = s.ctor.prefix(s.tag, name, "("+itoa(length)+")") + "["
	if length == 0 && !p.showHidden {
		s.alone = s.open + "]"
	}
	s.entries = func() []string { return p.typedArray(o, data, length, level) }
}

// exportedBytes is the content of a Uint8Array.
func exportedBytes(data reflect.Value) ([]byte, bool) {
	if !data.IsValid() {
		return nil, true
	}
	bytes, ok := data.Interface().([]byte)
	return bytes, ok
}

// typedArray renders the elements of a typed array.
func (p *printer) typedArray(o *goja.Object, data reflect.Value, length, level int) []string {
	n := min(p.maxArray, length)
	output := make([]string, 0, min(n, maxListed))
	for i := 0; i < n && !p.done(); i++ {
		output = append(output, p.spend(p.style(p.typedElement(data.Index(i)), styleNumber)))
	}
	if more := length - n; more > 0 {
		output = append(output, remaining(more))
	}
	if p.showHidden {
		output = append(output, p.typedArrayHidden(o, length, level)...)
	}
	return output
}

// typedElement renders one element. Only the big kinds export 64-bit
// integers.
func (p *printer) typedElement(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Int64:
		return strconv.FormatInt(v.Int(), 10) + "n"
	case reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10) + "n"
	}
	return numeral(p.ins.rt.ToValue(v.Interface()))
}

// typedArrayName is which of the eleven kinds a typed array is.
func (p *printer) typedArrayName(o *goja.Object) string {
	return p.ins.realm().call("get TypedArray.prototype.toStringTag", o).String()
}

// typedArrayHidden renders what is no element of a typed array.
func (p *printer) typedArrayHidden(o *goja.Object, length, level int) []string {
	r := p.ins.realm()
	size := r.call("get TypedArray.prototype.byteLength", o)
	values := []struct {
		name  string
		value goja.Value
	}{
		{"BYTES_PER_ELEMENT", p.ins.rt.ToValue(r.elementSize(p.typedArrayName(o)))},
		{"length", p.ins.rt.ToValue(length)},
		{"byteLength", size},
		{"byteOffset", r.call("get TypedArray.prototype.byteOffset", o)},
		{"buffer", r.call("get TypedArray.prototype.buffer", o)},
	}
	var output []string
	p.indent += 2
	p.brief++
	for _, v := range values {
		output = append(output, "["+v.name+"]: "+p.value(v.value, level))
	}
	p.brief--
	p.indent -= 2
	return output
}

// elementSize is how many bytes an element of a kind of typed array takes.
func (r *realm) elementSize(name string) int64 {
	if ctor, ok := r.rt.Get(name).(*goja.Object); ok {
		return ctor.Get("BYTES_PER_ELEMENT").ToInteger()
	}
	return 0
}

// describeArrayBuffer fills in s for an ArrayBuffer.
func (p *printer) describeArrayBuffer(s *shape, o *goja.Object) {
	prefix := s.ctor.prefix(s.tag, "ArrayBuffer", "")
	buffer := o.Export().(goja.ArrayBuffer)
	size := "byteLength: " + p.style(itoa(len(buffer.Bytes())), styleNumber)
	s.open = prefix + "{"
	brief := p.brief > 0
	if brief {
		s.alone = prefix + "{ " + size + " }"
	}
	s.entries = func() []string {
		switch {
		case brief:
			return []string{p.spend(size)}
		case buffer.Detached():
			return []string{p.style("(detached)", styleSpecial), p.spend(size)}
		}
		content := "<" + bytesText(buffer.Bytes(), p.maxArray) + ">"
		return []string{p.spend(p.style("[Uint8Contents]", styleSpecial) + ": " + content), p.spend(size)}
	}
}

// describeDataView fills in s for a DataView whose entries stand at level.
func (p *printer) describeDataView(s *shape, o *goja.Object, level int) {
	s.open = s.ctor.prefix(s.tag, "DataView", "") + "{"
	s.entries = func() []string {
		var output []string
		for _, key := range []string{"byteLength", "byteOffset", "buffer"} {
			v := p.ins.realm().call("get DataView.prototype."+key, o)
			p.indent += 2
			output = append(output, key+": "+p.value(v, level))
			p.indent -= 2
		}
		return output
	}
}
