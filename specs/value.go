package specs

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// A value is what is filled in for one parameter.
type value struct {
	text string
	list []string // of a list, which has no text
}

// maxExact is the greatest whole number up to which a float64, the number of a
// script, holds every one.
const maxExact = 1 << 53

// take checks what a script gave for p and returns it as it is filled in.
func (p *Param) take(v any) (value, error) {
	var text string
	var err error
	switch v := v.(type) {
	case string:
		text, err = p.takeString(v)
	case bool:
		if p.Type != Boolean && p.Type != Scalar {
			return value{}, p.mismatch("a boolean")
		}
		text = strconv.FormatBool(v)
	case int:
		text, err = p.takeInt(int64(v))
	case float64:
		text, err = p.takeFloat(v)
	case []string:
		return p.takeList(v)
	case []any:
		return p.takeItems(v)
	case nil:
		return value{}, errors.New("is null; leave it out to use the default, if there is one")
	case map[string]any:
		return value{}, p.mismatch("an object")
	default:
		return p.takeOther(v)
	}
	return value{text: text}, err
}

// takeOther is take for what only Go code can give: the rest of its numbers, and
// types made of those that take knows.
func (p *Param) takeOther(v any) (value, error) {
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.String:
		return p.take(r.String())
	case r.Kind() == reflect.Bool:
		return p.take(r.Bool())
	case r.CanInt():
		text, err := p.takeInt(r.Int())
		return value{text: text}, err
	case r.CanUint() && r.Uint() <= math.MaxInt64:
		text, err := p.takeInt(int64(r.Uint()))
		return value{text: text}, err
	case r.CanUint():
		return p.take(float64(r.Uint()))
	case r.Kind() == reflect.Float32: // its shortest form, as encoding/json has it
		f, err := strconv.ParseFloat(strconv.FormatFloat(r.Float(), 'g', -1, 32), 64)
		if err != nil {
			return value{}, err
		}
		return p.take(f)
	case r.CanFloat():
		return p.take(r.Float())
	case r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.String:
		list := make([]string, r.Len())
		for i := range list {
			list[i] = r.Index(i).String()
		}
		return p.takeList(list)
	}
	return value{}, p.mismatch(fmt.Sprintf("a %T", v))
}

// mismatch is the error for a value of another type.
func (p *Param) mismatch(got string) error {
	switch p.Type {
	case Scalar:
		return fmt.Errorf("must be a string, a number or a boolean, not %s", got)
	case Integer:
		return fmt.Errorf("must be an integer, not %s", got)
	case List:
		return fmt.Errorf("must be a list of strings, not %s", got)
	case Path:
		return fmt.Errorf("must be a path as a string, not %s", got)
	}
	return fmt.Errorf("must be a %s, not %s", p.Type, got)
}

func (p *Param) takeString(s string) (string, error) {
	switch {
	case p.Type != String && p.Type != Path && p.Type != Scalar:
		return "", p.mismatch("the string " + quoted(s))
	case strings.IndexByte(s, 0) >= 0:
		return "", errors.New("holds a NUL byte, which no argument can")
	case p.Type == Path && s == "":
		return "", errors.New("is empty; write . for the folder itself")
	}
	return s, p.fits(s)
}

func (p *Param) takeInt(n int64) (string, error) {
	switch {
	case p.Type == String || p.Type == Boolean || p.Type == Path || p.Type == List:
		return "", p.mismatch("the number " + strconv.FormatInt(n, 10))
	case p.Type == Integer && (n > maxExact || n < -maxExact):
		return "", fmt.Errorf("%d is beyond 2^53, where a script's numbers are not exact", n)
	}
	return strconv.FormatInt(n, 10), p.within(float64(n))
}

func (p *Param) takeFloat(n float64) (string, error) {
	shown := strconv.FormatFloat(n, 'g', -1, 64)
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0):
		return "", fmt.Errorf("%s is no number to fill in", shown)
	case p.Type == String || p.Type == Boolean || p.Type == Path || p.Type == List:
		return "", p.mismatch("the number " + shown)
	case p.Type == Integer && n != math.Trunc(n):
		return "", p.mismatch("the number " + shown)
	case p.Type == Integer && math.Abs(n) > maxExact:
		return "", fmt.Errorf("%s is beyond 2^53, where a script's numbers are not exact", shown)
	case n == 0:
		n = 0 // a negative zero would read "-0"
		return "0", p.within(n)
	}
	return strconv.FormatFloat(n, 'f', -1, 64), p.within(n)
}

// within checks a number against min and max.
func (p *Param) within(n float64) error {
	switch {
	case p.Min != nil && n < *p.Min:
		return fmt.Errorf("%s is less than the least allowed, %s", number(n), number(*p.Min))
	case p.Max != nil && n > *p.Max:
		return fmt.Errorf("%s is greater than the greatest allowed, %s", number(n), number(*p.Max))
	}
	return nil
}

// number is n as errors show it.
func number(n float64) string {
	if math.Abs(n) < 1e21 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// takeItems is takeList for a list whose items have yet to be looked at.
func (p *Param) takeItems(items []any) (value, error) {
	list := make([]string, len(items))
	for i, item := range items {
		s, ok := item.(string)
		if !ok && p.Type == List {
			return value{}, fmt.Errorf("item %d is not a string", i)
		}
		list[i] = s
	}
	return p.takeList(list)
}

func (p *Param) takeList(list []string) (value, error) {
	if p.Type != List {
		return value{}, p.mismatch("a list")
	}
	for i, s := range list {
		if strings.IndexByte(s, 0) >= 0 {
			return value{}, fmt.Errorf("item %d holds a NUL byte, which no argument can", i)
		}
	}
	return value{list: list}, nil
}

// plain is a default as Param.Default shows it: given is what the file says.
func (v value) plain(given any) any {
	if v.list != nil {
		return v.list
	}
	return given
}
