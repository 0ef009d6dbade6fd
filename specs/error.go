package specs

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrNotFound is what Find's error wraps when no folder holds a spec file.
var ErrNotFound = errors.New("no holdfast.yaml")

// An Error is one fault of a spec file.
type Error struct {
	File      string // as the caller of Load or Parse named it
	Line, Col int    // from 1, in characters; 0 if nobody knows, or the file is at fault as a whole
	Field     string // "commands.dev.ready"; "" for the file itself
	Err       error
}

// Error reads "file:line:col: field: what is wrong", without what is not known.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		b.WriteString(":" + strconv.Itoa(e.Line))
	}
	if e.Col > 0 {
		b.WriteString(":" + strconv.Itoa(e.Col))
	}
	if e.Field != "" {
		b.WriteString(": " + e.Field)
	}
	b.WriteString(": " + e.Err.Error())
	return b.String()
}

// Unwrap returns the fault without its place.
func (e *Error) Unwrap() error { return e.Err }

// Errors returns the faults that an error of Load or Parse joins, in the order of
// the file. There are none in another error.
func Errors(err error) []*Error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, each := range joined.Unwrap() {
			all = append(all, Errors(each)...)
		}
		return all
	}
	if fault, ok := errors.AsType[*Error](err); ok {
		return []*Error{fault}
	}
	return nil
}

// A ParamError says which value does not fit, and why.
type ParamError struct {
	Command string
	Param   string // "" if no single one is to blame
	Reason  string
}

// Error reads `command "clone": parameter "url": why`.
func (e *ParamError) Error() string {
	if e.Param == "" {
		return fmt.Sprintf("command %q: %s", e.Command, e.Reason)
	}
	return fmt.Sprintf("command %q: parameter %q: %s", e.Command, clip(e.Param), e.Reason)
}

// maxEcho is how much of a value an error repeats, in bytes as shown: enough
// to recognise it, too little to fill a log.
const maxEcho = 72

// quoted is a value as errors show it: Go-quoted, and cut to maxEcho.
func quoted(s string) string {
	shown := []byte{'"'}
	for i, size := 0, 0; i < len(s); i += size {
		_, size = utf8.DecodeRuneInString(s[i:])
		q := strconv.Quote(s[i : i+size])
		if q = q[1 : len(q)-1]; len(shown)+len(q) > maxEcho {
			return string(shown) + "\"…"
		}
		shown = append(shown, q...)
	}
	return string(shown) + `"`
}

// clip cuts a name that came from a script.
func clip(s string) string {
	if len(s) <= maxEcho {
		return s
	}
	return strings.ToValidUTF8(s[:maxEcho], "") + "…"
}
