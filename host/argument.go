package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Arg decodes argument i into dst, as encoding/json would, and leaves dst alone
// if the script gave fewer. The error tells the script in its own words what does
// not fit, and wraps that of encoding/json.
func (c Call) Arg(i int, dst any) error {
	if i >= len(c.Args) {
		return nil
	}
	text, err := json.Marshal(c.Args[i])
	if err == nil {
		err = json.Unmarshal(text, dst)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		err = &unfitError{wrong}
	}
	if wrong, ok := errors.AsType[*json.UnsupportedValueError](err); ok {
		err = &noNumberError{wrong}
	}
	if err != nil {
		return fmt.Errorf("argument %d: %w", i+1, err)
	}
	return nil
}

// An unfitError is an argument, or a part of one, that is not of the type it is
// decoded into. It names no type of Go.
type unfitError struct{ wrong *json.UnmarshalTypeError }

func (e *unfitError) Error() string {
	subject := ""
	if e.wrong.Field != "" {
		subject = e.wrong.Field + " "
	}
	number, isNumber := strings.CutPrefix(e.wrong.Value, "number ")
	if isNumber && !strings.ContainsAny(number, ".eE") {
		return subject + "must not be " + number + ", which is out of range"
	}
	return subject + "must be " + wantedKind(e.wrong.Type) + ", not " + givenKind(e.wrong.Value)
}

func (e *unfitError) Unwrap() error { return e.wrong }

// A noNumberError is an argument with a number in it that JSON lacks.
type noNumberError struct{ wrong *json.UnsupportedValueError }

func (e *noNumberError) Error() string { return "must not be or contain NaN or Infinity" }

func (e *noNumberError) Unwrap() error { return e.wrong }

// wantedKind is what a script calls values of a type.
func wantedKind(t reflect.Type) string {
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return "a string"
	case kind == reflect.Bool:
		return "a boolean"
	case kind >= reflect.Int && kind <= reflect.Uintptr:
		return "a whole number"
	case kind == reflect.Float32 || kind == reflect.Float64:
		return "a number"
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "a Uint8Array"
	case kind == reflect.Slice || kind == reflect.Array:
		return "an array"
	case kind == reflect.Map || kind == reflect.Struct:
		return "an object"
	}
	return "something else"
}

// givenKind is what a script calls what encoding/json describes.
func givenKind(value string) string {
	switch value {
	case "string", "number":
		return "a " + value
	case "bool":
		return "a boolean"
	case "array", "object":
		return "an " + value
	}
	return strings.TrimPrefix(value, "number ")
}
