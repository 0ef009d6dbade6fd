package globals

// Text: between a script's strings, which are UTF-16, and bytes.

import (
	"encoding/binary"
	"reflect"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// units returns the UTF-16 code units of a value's string form.
func units(v goja.Value) []uint16 {
	s, ok := v.ToString().(goja.String)
	if !ok { // a boolean, which the engine's ToString leaves as it is
		s = goja.StringFromUTF16(utf16.Encode([]rune(v.String())))
	}
	out := make([]uint16, s.Length())
	for i := range out {
		out[i] = s.CharAt(i)
	}
	return out
}

// latin1String makes a string of one code unit for each byte.
func latin1String(b []byte) goja.Value {
	out := make([]uint16, len(b))
	for i, c := range b {
		out[i] = uint16(c)
	}
	return goja.StringFromUTF16(out)
}

// bytesOf returns the bytes an ArrayBuffer or a view shows, shared with the
// script, and nil for anything else. A detached buffer has none.
func bytesOf(v goja.Value) []byte {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	// The engine's own Export of a view panics once its buffer is detached.
	if o.ExportType() == reflect.TypeFor[goja.ArrayBuffer]() {
		return o.Export().(goja.ArrayBuffer).Bytes()
	}
	return viewBytes(o)
}

// viewBytes reads the three fields every view has. They are checked, for the
// object may be anything.
func viewBytes(view *goja.Object) []byte {
	field := func(name string) goja.Value {
		if v := view.Get(name); v != nil {
			return v
		}
		return goja.Undefined()
	}
	v, ok := field("buffer").(*goja.Object)
	if !ok || v.ExportType() != reflect.TypeFor[goja.ArrayBuffer]() {
		return nil
	}
	buffer := v.Export().(goja.ArrayBuffer)
	from, length := field("byteOffset").ToInteger(), field("byteLength").ToInteger()
	all := buffer.Bytes()
	if from < 0 || length < 0 || from > int64(len(all)) || length > int64(len(all))-from {
		return nil
	}
	return all[from : from+length]
}

// decodeUTF8 decodes b and writes U+FFFD for each maximal part of an invalid
// sequence, as the Encoding standard asks; utf8.DecodeRune would write one for
// each byte. rest is an incomplete sequence at the end, nil unless stream; ok
// is false if anything was replaced.
func decodeUTF8(b []byte, stream bool) (text string, rest []byte, ok bool) {
	if utf8.Valid(b) {
		return string(b), nil, true
	}
	out := make([]byte, 0, len(b)+8)
	ok = true
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r != utf8.RuneError || size > 1 {
			out = append(out, b[:size]...)
			b = b[size:]
			continue
		}
		n := truncatedSequence(b)
		if stream && n == len(b) && !utf8.FullRune(b) {
			return string(out), b, ok
		}
		out = append(out, "\uFFFD"...)
		b = b[n:]
		ok = false
	}
	return string(out), nil, ok
}

// truncatedSequence returns how many bytes at the start of b could begin a
// valid sequence, at least one.
func truncatedSequence(b []byte) int {
	need, low, high := 0, byte(0x80), byte(0xBF)
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c == 0xE0:
		need, low = 2, 0xA0
	case c == 0xED:
		need, high = 2, 0x9F
	case c >= 0xE1 && c <= 0xEF:
		need = 2
	case c == 0xF0:
		need, low = 3, 0x90
	case c >= 0xF1 && c <= 0xF3:
		need = 3
	case c == 0xF4:
		need, high = 3, 0x8F
	}
	n := 1
	for n <= need && n < len(b) && b[n] >= low && b[n] <= high {
		n++
		low, high = 0x80, 0xBF
	}
	return n
}

// decodeUTF16 decodes bytes in that order. rest is what is incomplete at the
// end, nil unless stream; ok is false if there was a lone surrogate or byte.
func decodeUTF16(
	b []byte, order binary.ByteOrder, stream bool,
) (text string, rest []byte, ok bool) {
	code := make([]uint16, len(b)/2)
	for i := range code {
		code[i] = order.Uint16(b[2*i:])
	}
	odd := len(b)%2 == 1
	if stream {
		cut := len(code) * 2
		if n := len(code); n > 0 && code[n-1]&0xFC00 == 0xD800 {
			code, cut = code[:n-1], cut-2
		}
		rest, odd = b[cut:], false
	}
	runes := utf16.Decode(code)
	ok = !odd && wellFormed(code)
	if n := len(code); odd && (n == 0 || code[n-1]&0xFC00 != 0xD800) { // else it is one error with that
		runes = append(runes, utf8.RuneError)
	}
	return string(runes), rest, ok
}

// wellFormed reports whether code has no lone surrogate.
func wellFormed(code []uint16) bool {
	for i := 0; i < len(code); i++ {
		switch {
		case code[i]&0xFC00 == 0xD800 && i+1 < len(code) && code[i+1]&0xFC00 == 0xDC00:
			i++
		case code[i]&0xF800 == 0xD800:
			return false
		}
	}
	return true
}

// windows1252 holds what bytes 0x80 to 0x9F mean in windows-1252, which is
// what the Encoding standard calls latin1.
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

func decodeWindows1252(b []byte) string {
	high := []rune(windows1252)
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
		if c >= 0x80 && c < 0xA0 {
			out[i] = high[c-0x80]
		}
	}
	return string(out)
}
