package specs

import (
	"fmt"
	"strings"
)

// A template is a text with parameters in it, cut up at load so that filling
// it in is copying only.
type template []segment

// A segment is a piece of text, or a parameter by its index in Spec.Params.
type segment struct {
	text  string
	param int // -1: this is text
}

// cutTemplate cuts s at its placeholders; bind gives a name's index and may
// report what is wrong with it. "$${" stands for "${" as it is.
func cutTemplate(s string, bind func(name string, off int) int) (template, error) {
	var t template
	var text strings.Builder
	for i := 0; i < len(s); {
		dollar := strings.Index(s[i:], "${")
		if dollar < 0 {
			text.WriteString(s[i:])
			break
		}
		dollar += i
		if dollar > i && s[dollar-1] == '$' {
			text.WriteString(s[i:dollar-1] + "${")
			i = dollar + 2
			continue
		}
		text.WriteString(s[i:dollar])
		size := strings.IndexByte(s[dollar:], '}')
		if size < 0 {
			return nil, &offsetError{dollar, `"${" without "}"; write "$${" if it is meant so`}
		}
		name := s[dollar+2 : dollar+size]
		if !paramName(name) {
			return nil, &offsetError{dollar, fmt.Sprintf(
				`%q is no parameter's name; write "$${" if it is meant as it is`, clip(name))}
		}
		if text.Len() > 0 {
			t = append(t, segment{text.String(), -1})
			text.Reset()
		}
		t = append(t, segment{param: bind(name, dollar)})
		i = dollar + size + 1
	}
	if text.Len() > 0 {
		t = append(t, segment{text.String(), -1})
	}
	return t, nil
}

// An offsetError is a fault at a byte of a text.
type offsetError struct {
	off  int
	text string
}

func (e *offsetError) Error() string { return e.text }

// fixed reports whether t has no parameters, and its text.
func (t template) fixed() (string, bool) {
	switch {
	case len(t) == 0:
		return "", true
	case len(t) == 1 && t[0].param < 0:
		return t[0].text, true
	}
	return "", false
}

// lone returns the index of the parameter that is all of t, or -1.
func (t template) lone() int {
	if len(t) == 1 {
		return t[0].param
	}
	return -1
}

// fill returns t with its parameters' texts. encode, if not nil, is applied to
// each of them.
func (t template) fill(values []value, encode func(string) string) string {
	if s, ok := t.fixed(); ok {
		return s
	}
	if p := t.lone(); p >= 0 && encode == nil {
		return values[p].text
	}
	var b strings.Builder
	b.Grow(t.size(values))
	for _, seg := range t {
		switch {
		case seg.param < 0:
			b.WriteString(seg.text)
		case encode != nil:
			b.WriteString(encode(values[seg.param].text))
		default:
			b.WriteString(values[seg.param].text)
		}
	}
	return b.String()
}

// size is the length of t filled in, encoding aside.
func (t template) size(values []value) int {
	n := 0
	for _, seg := range t {
		n += len(seg.text)
		if seg.param >= 0 {
			n += len(values[seg.param].text)
		}
	}
	return n
}

// leads returns what t may begin with once it is filled in.
func (t template) leads() guard {
	var g guard
	for _, seg := range t {
		if seg.param < 0 {
			return append(g, lead{text: seg.text, stop: true})
		}
		g = append(g, lead{params: []int{seg.param}, stop: true})
	}
	return g
}
