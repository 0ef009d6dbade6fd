package globals

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

func (g *Globals) encodingNatives() natives {
	return natives{
		"encode": func(call goja.FunctionCall) goja.Value {
			return g.arrayBuffer([]byte(call.Argument(0).String()))
		},
		"encodeInto": g.encodeInto,
		"decode":     g.decodeText,
	}
}

func (g *Globals) arrayBuffer(b []byte) goja.Value {
	return g.rt.ToValue(g.rt.NewArrayBuffer(b))
}

// encodeInto writes as many whole characters as fit and tells how many code
// units were read and bytes written.
func (g *Globals) encodeInto(call goja.FunctionCall) goja.Value {
	into := bytesOf(call.Argument(1))
	read, written := 0, 0
	for _, r := range call.Argument(0).String() {
		n := utf8.RuneLen(r)
		if written+n > len(into) {
			break
		}
		written += utf8.EncodeRune(into[written:], r)
		read++
		if r > 0xFFFF {
			read++
		}
	}
	return g.object(field{"read", read}, field{"written", written})
}

// field is one property of an object made for a script.
type field struct {
	name  string
	value any
}

// object makes a plain object of plain values, in the order of fields.
func (g *Globals) object(fields ...field) *goja.Object {
	o := g.rt.NewObject()
	for _, f := range fields {
		mustSet(o.DefineDataProperty(
			f.name, g.rt.ToValue(f.value), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
	}
	return o
}

// decodeText is TextDecoder.decode: (encoding, input, rest, stream, fatal,
// bomSeen) to { text, rest, bomSeen }, or null when fatal and invalid.
func (g *Globals) decodeText(call goja.FunctionCall) goja.Value {
	input := bytesOf(call.Argument(1))
	if rest := bytesOf(call.Argument(2)); len(rest) > 0 {
		input = append(bytes.Clone(rest), input...)
	}
	stream, fatal := call.Argument(3).ToBoolean(), call.Argument(4).ToBoolean()
	var text string
	var rest []byte
	ok := true
	switch call.Argument(0).String() {
	case "utf-8":
		text, rest, ok = decodeUTF8(input, stream)
	case "utf-16le":
		text, rest, ok = decodeUTF16(input, binary.LittleEndian, stream)
	case "utf-16be":
		text, rest, ok = decodeUTF16(input, binary.BigEndian, stream)
	default:
		text = decodeWindows1252(input)
	}
	if fatal && !ok {
		return goja.Null()
	}
	bomSeen := call.Argument(5).ToBoolean()
	if !bomSeen && text != "" {
		text, bomSeen = strings.TrimPrefix(text, "\uFEFF"), true
	}
	return g.object(
		field{"text", text},
		field{"rest", g.rt.NewArrayBuffer(bytes.Clone(rest))},
		field{"bomSeen", bomSeen},
	)
}

func (g *Globals) base64Natives() natives {
	return natives{"atob": g.atob, "btoa": g.btoa}
}

// btoa returns null if a character is above U+00FF.
func (g *Globals) btoa(call goja.FunctionCall) goja.Value {
	code := units(call.Argument(0))
	b := make([]byte, len(code))
	for i, c := range code {
		if c > 0xFF {
			return goja.Null()
		}
		b[i] = byte(c)
	}
	return g.rt.ToValue(base64.StdEncoding.EncodeToString(b))
}

// atob is the "forgiving" decoding of the Infra standard; null means invalid.
func (g *Globals) atob(call goja.FunctionCall) goja.Value {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune("\t\n\f\r ", r) {
			return -1
		}
		return r
	}, call.Argument(0).String())
	if len(text)%4 == 0 {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	}
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return goja.Null()
	}
	return latin1String(b)
}
