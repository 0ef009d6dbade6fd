package globals

// Number.prototype.toLocaleString: the engine passes the locale as a radix and
// throws. There is one locale, en-US, which the standard allows. And toString with
// a radix: the engine loses the sign of what is above -1.

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

func (g *Globals) repairNumber() {
	for _, constructor := range []string{"Number", "BigInt"} {
		proto := g.prototype(constructor)
		valueOf, _ := goja.AssertFunction(proto.Get("valueOf"))
		g.method(proto, "toLocaleString", 0, func(call goja.FunctionCall) goja.Value {
			v, err := valueOf(call.This)
			throwOn(err)
			format := g.numberFormat(call.Argument(1))
			return g.rt.ToValue(format.number(v))
		})
	}
}

func (g *Globals) repairRadix() {
	proto := g.prototype("Number")
	toString, _ := goja.AssertFunction(proto.Get("toString"))
	g.method(proto, "toString", 1, func(call goja.FunctionCall) goja.Value {
		v, err := toString(call.This, call.Arguments...)
		throwOn(err) // what is no number, or no radix
		n := call.This.ToFloat()
		if text := v.String(); n < 0 && !strings.HasPrefix(text, "-") {
			return g.rt.ToValue("-" + text)
		}
		return v
	})
}

// numberFormat is the options of toLocaleString that are understood.
type numberFormat struct {
	minInteger, minFraction, maxFraction int
	significant                          int // greatest number of digits, 0 for no limit
	ungrouped, percent                   bool
}

// numberFormat reads the options; what is out of range throws a RangeError, and
// so does a style there is no data for.
func (g *Globals) numberFormat(v goja.Value) numberFormat {
	f := numberFormat{minInteger: 1, maxFraction: 3}
	if goja.IsUndefined(v) {
		return f
	}
	o := v.ToObject(g.rt)
	switch style := option(o, "style"); {
	case goja.IsUndefined(style) || style.String() == "decimal":
	case style.String() == "percent":
		f.percent, f.maxFraction = true, 0
	default:
		panic(g.rangeError(fmt.Sprintf("toLocaleString: style %q is not available", style)))
	}
	if grouping := option(o, "useGrouping"); !goja.IsUndefined(grouping) {
		f.ungrouped = !grouping.ToBoolean() || grouping.String() == "false"
	}
	f.minInteger = g.intOption(o, "minimumIntegerDigits", 1, 21, 1)
	f.significant = g.intOption(o, "maximumSignificantDigits", 1, 21, 0)
	unset := -1
	low := g.intOption(o, "minimumFractionDigits", 0, 100, unset)
	high := g.intOption(o, "maximumFractionDigits", 0, 100, unset)
	switch {
	case low != unset && high != unset && low > high:
		panic(g.rangeError("maximumFractionDigits value is out of range."))
	case low != unset && high != unset:
		f.minFraction, f.maxFraction = low, high
	case low != unset:
		f.minFraction, f.maxFraction = low, max(low, f.maxFraction)
	case high != unset:
		f.maxFraction = high
	}
	return f
}

func option(o *goja.Object, name string) goja.Value {
	if v := o.Get(name); v != nil {
		return v
	}
	return goja.Undefined()
}

func (g *Globals) intOption(o *goja.Object, name string, low, high, otherwise int) int {
	v := option(o, name)
	if goja.IsUndefined(v) {
		return otherwise
	}
	n := v.ToFloat()
	if math.IsNaN(n) || n < float64(low) || n > float64(high) {
		panic(g.rangeError(name + " value is out of range."))
	}
	return int(n)
}

func (g *Globals) rangeError(message string) *goja.Object {
	o, err := g.rt.New(g.rt.GlobalObject().Get("RangeError"), g.rt.ToValue(message))
	throwOn(err)
	return o
}

// number formats a Number or a BigInt.
func (f numberFormat) number(v goja.Value) string {
	digits := v.String()
	if !goja.IsBigInt(v) {
		n := v.ToFloat()
		switch {
		case math.IsNaN(n):
			return "NaN" + f.suffix()
		case math.IsInf(n, 0):
			return strings.TrimSuffix(strconv.FormatFloat(n, 'f', 0, 64)[:1], "+") + "∞" + f.suffix()
		}
		digits = strconv.FormatFloat(n, 'f', -1, 64)
	}
	sign, digits, negative := "", digits, strings.HasPrefix(digits, "-")
	if negative {
		sign, digits = "-", digits[1:]
	}
	return sign + f.decimal(digits) + f.suffix()
}

func (f numberFormat) suffix() string {
	if f.percent {
		return "%"
	}
	return ""
}

// decimal rounds and groups a decimal number without sign.
func (f numberFormat) decimal(digits string) string {
	whole, fraction, _ := strings.Cut(digits, ".")
	if f.percent {
		fraction += "00"
		whole, fraction = strings.TrimLeft(whole+fraction[:2], "0"), fraction[2:]
		if whole == "" {
			whole = "0"
		}
	}
	if f.significant > 0 {
		whole, fraction = roundSignificant(whole, fraction, f.significant)
	} else {
		whole, fraction = roundFraction(whole, fraction, f.maxFraction)
		for len(fraction) < f.minFraction {
			fraction += "0"
		}
	}
	keep := 0
	if f.significant == 0 {
		keep = f.minFraction
	}
	for len(fraction) > keep && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	whole = strings.Repeat("0", max(0, f.minInteger-len(whole))) + whole
	if !f.ungrouped {
		whole = group(whole)
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// roundFraction rounds half away from zero to at most limit digits.
func roundFraction(whole, fraction string, limit int) (string, string) {
	if len(fraction) <= limit {
		return whole, fraction
	}
	all := []byte("0" + whole + fraction[:limit])
	if fraction[limit] >= '5' {
		i := len(all) - 1
		for all[i] == '9' {
			all[i] = '0'
			i--
		}
		all[i]++
	}
	cut := len(all) - limit
	whole = strings.TrimLeft(string(all[:cut]), "0")
	if whole == "" {
		whole = "0"
	}
	return whole, string(all[cut:])
}

// roundSignificant keeps at most limit digits, counted from the first that is
// not zero.
func roundSignificant(whole, fraction string, limit int) (string, string) {
	if whole == "0" {
		zeros := len(fraction) - len(strings.TrimLeft(fraction, "0"))
		return roundFraction(whole, fraction, zeros+limit)
	}
	if len(whole) <= limit {
		return roundFraction(whole, fraction, limit-len(whole))
	}
	kept, _ := roundFraction(whole[:limit], whole[limit:], 0)
	return kept + strings.Repeat("0", len(whole)-limit), ""
}

func group(whole string) string {
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
