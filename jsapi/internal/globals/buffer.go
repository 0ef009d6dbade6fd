package globals

// Buffer's encodings and byte searches: what JavaScript would be slow at.

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/dop251/goja"
)

func (g *Globals) bufferNatives() natives {
	return natives{
		"encode": func(call goja.FunctionCall) goja.Value {
			return g.arrayBuffer(encodeString(call.Argument(0), call.Argument(1).String()))
		},
		"decode":  g.bufferDecode,
		"compare": g.bufferCompare,
		"find":    g.bufferFind,
		"fill":    bufferFill,
		"write":   g.bufferWrite,
	}
}

// encodeString turns a string into bytes; encoding is one of the names
// js/buffer.js maps Node's names to.
func encodeString(s goja.Value, encoding string) []byte {
	switch encoding {
	case "hex":
		return decodeHex(s.String())
	case "base64", "base64url":
		return decodeBase64(s.String())
	case "latin1", "ascii":
		code := units(s)
		b := make([]byte, len(code))
		for i, c := range code {
			b[i] = byte(c)
		}
		return b
	case "utf16le":
		code := units(s)
		b := make([]byte, 0, 2*len(code))
		for _, c := range code {
			b = append(b, byte(c), byte(c>>8))
		}
		return b
	}
	return []byte(s.String())
}

// decodeHex stops at the first pair that is not hexadecimal, as Node does.
func decodeHex(s string) []byte {
	b := make([]byte, len(s)/2)
	n, _ := hex.Decode(b, []byte(s[:len(b)*2]))
	return b[:n]
}

// decodeBase64 takes both alphabets, leaves out what belongs to neither and
// stops at the first "=", as Node does.
func decodeBase64(s string) []byte {
	s, _, _ = strings.Cut(s, "=")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		case r == '+', r == '/', r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, s)
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	b, _ := base64.RawStdEncoding.DecodeString(s)
	return b
}

// bufferDecode is (view, encoding, start, end) to a string.
func (g *Globals) bufferDecode(call goja.FunctionCall) goja.Value {
	b := bytesOf(call.Argument(0))
	end := min(max(call.Argument(3).ToInteger(), 0), int64(len(b)))
	b = b[min(max(call.Argument(2).ToInteger(), 0), end):end]
	switch call.Argument(1).String() {
	case "hex":
		return g.rt.ToValue(hex.EncodeToString(b))
	case "base64":
		return g.rt.ToValue(base64.StdEncoding.EncodeToString(b))
	case "base64url":
		return g.rt.ToValue(base64.RawURLEncoding.EncodeToString(b))
	case "latin1":
		return latin1String(b)
	case "ascii":
		b = bytes.Clone(b)
		for i := range b {
			b[i] &= 0x7F
		}
		return latin1String(b)
	case "utf16le":
		code := make([]uint16, len(b)/2)
		for i := range code {
			code[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		}
		return goja.StringFromUTF16(code)
	}
	text, _, _ := decodeUTF8(b, false)
	return g.rt.ToValue(text)
}

func (g *Globals) bufferCompare(call goja.FunctionCall) goja.Value {
	return g.rt.ToValue(bytes.Compare(bytesOf(call.Argument(0)), bytesOf(call.Argument(1))))
}

// bufferFind is (view, bytes, from, last, unit): the index of bytes at or after
// from, or with last at or before it, that is a multiple of unit; -1 if there is
// none.
func (g *Globals) bufferFind(call goja.FunctionCall) goja.Value {
	b, sought := bytesOf(call.Argument(0)), bytesOf(call.Argument(1))
	from := int(min(max(call.Argument(2).ToInteger(), -1), int64(len(b))+1))
	last, unit := call.Argument(3).ToBoolean(), int(call.Argument(4).ToInteger())
	if unit > 1 && (len(b) < unit || len(sought) < unit) {
		return g.rt.ToValue(-1)
	}
	from -= max(from%unit, 0)
	i := findBytes(b, sought, from, last)
	for i > 0 && i%unit != 0 {
		if from = i + 1; last {
			from = i - 1
		}
		i = findBytes(b, sought, from, last)
	}
	return g.rt.ToValue(i)
}

func findBytes(b, sought []byte, from int, last bool) int {
	if last {
		if from < 0 {
			return -1
		}
		end := min(from, len(b)) + len(sought)
		return bytes.LastIndex(b[:min(end, len(b))], sought)
	}
	from = max(from, 0)
	if from > len(b) {
		if len(sought) == 0 {
			return len(b)
		}
		return -1
	}
	i := bytes.Index(b[from:], sought)
	if i >= 0 {
		i += from
	}
	return i
}

// bufferFill is (view, pattern): it repeats a pattern that is not empty.
func bufferFill(call goja.FunctionCall) goja.Value {
	b, pattern := bytesOf(call.Argument(0)), bytesOf(call.Argument(1))
	n := copy(b, pattern)
	for n > 0 && n < len(b) {
		n += copy(b[n:], b[:n])
	}
	return goja.Undefined()
}

// bufferWrite is (view, string, encoding) to the number of bytes written: whole
// characters only.
func (g *Globals) bufferWrite(call goja.FunctionCall) goja.Value {
	b, encoding := bytesOf(call.Argument(0)), call.Argument(2).String()
	data := encodeString(call.Argument(1), encoding)
	n := min(len(b), len(data))
	switch encoding {
	case "utf16le":
		n -= n % 2
	case "utf8":
		for n > 0 && n < len(data) && data[n]&0xC0 == 0x80 {
			n--
		}
	}
	return g.rt.ToValue(copy(b, data[:n]))
}
