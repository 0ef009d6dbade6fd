package globals

// Date.prototype.toLocaleString and its like: the engine has one form of each and
// does not look at options. There is one locale, en-US, which the standard allows.
// Its forms are those of the Unicode CLDR, as Node prints them.

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // what confines a VM may keep the system's from it

	"github.com/dop251/goja"
)

// The parts that make up a date and a time of day.
var (
	dateParts = []string{"weekday", "year", "month", "day"}
	timeParts = []string{"hour", "minute", "second", "fractionalSecondDigits"}
)

// dateChoices are what the options may be that are words.
var dateChoices = []struct{ name, values string }{
	{"weekday", "narrow short long"},
	{"year", "2-digit numeric"},
	{"month", "2-digit numeric narrow short long"},
	{"day", "2-digit numeric"},
	{"hour", "2-digit numeric"},
	{"minute", "2-digit numeric"},
	{"second", "2-digit numeric"},
	{"timeZoneName", "short long shortOffset longOffset"},
	{"hourCycle", "h11 h12 h23 h24"},
	{"dateStyle", "full long medium short"},
	{"timeStyle", "full long medium short"},
}

func (g *Globals) repairDate() {
	proto := g.prototype("Date")
	getTime, _ := goja.AssertFunction(proto.Get("getTime"))
	method := func(name string, parts, defaults []string, misfit string) {
		g.method(proto, name, 0, func(call goja.FunctionCall) goja.Value {
			v, err := getTime(call.This)
			throwOn(err)
			f := g.dateFormat(name, call.Argument(1), misfit)
			f.fallBack(parts, defaults)
			if math.IsNaN(v.ToFloat()) {
				return g.rt.ToValue("Invalid Date")
			}
			return g.rt.ToValue(f.format(time.UnixMilli(v.ToInteger())))
		})
	}
	date, clock := dateParts[1:], timeParts[:3]
	method("toLocaleString", slices.Concat(dateParts, timeParts), slices.Concat(date, clock), "")
	method("toLocaleDateString", dateParts, date, "timeStyle")
	method("toLocaleTimeString", timeParts, clock, "dateStyle")
}

// A dateFormat is the options of toLocaleString: words by name, and the rest.
type dateFormat struct {
	words    map[string]string
	digits   int // of a second's fraction
	location *time.Location
}

// dateFormat reads the options of a method, which does not take misfit. What is
// out of range or not available throws a RangeError.
func (g *Globals) dateFormat(method string, v goja.Value, misfit string) *dateFormat {
	f := &dateFormat{words: make(map[string]string), location: time.Local}
	if goja.IsUndefined(v) {
		return f
	}
	o := v.ToObject(g.rt)
	for _, choice := range dateChoices {
		v := option(o, choice.name)
		if goja.IsUndefined(v) {
			continue
		}
		word := v.String()
		if !strings.Contains(" "+choice.values+" ", " "+word+" ") {
			panic(g.rangeError(fmt.Sprintf("Value %s out of range for Date.prototype.%s options property %s",
				word, method, choice.name)))
		}
		if choice.name == misfit {
			panic(g.rt.NewTypeError("Invalid option : " + misfit))
		}
		f.words[choice.name] = word
	}
	for _, name := range []string{"era", "dayPeriod"} {
		if !goja.IsUndefined(option(o, name)) {
			panic(g.rangeError(fmt.Sprintf("Date.prototype.%s: option %s is not available", method, name)))
		}
	}
	f.digits = g.intOption(o, "fractionalSecondDigits", 1, 3, 0)
	if v := option(o, "hour12"); !goja.IsUndefined(v) {
		f.words["hourCycle"] = "h24" // as Node has it
		if v.ToBoolean() {
			f.words["hourCycle"] = "h12"
		}
	}
	g.style(f)
	if v := option(o, "timeZone"); !goja.IsUndefined(v) {
		f.location = g.location(v.String())
	}
	return f
}

// style spells out dateStyle and timeStyle.
func (g *Globals) style(f *dateFormat) {
	day, clock := f.words["dateStyle"], f.words["timeStyle"]
	if day == "" && clock == "" {
		return
	}
	for _, name := range slices.Concat(dateParts, timeParts, []string{"timeZoneName"}) {
		if f.has(name) {
			style := "dateStyle"
			if day == "" {
				style = "timeStyle"
			}
			panic(g.rt.NewTypeError("Can't set option %s when %s is used", name, style))
		}
	}
	if day != "" {
		f.words["year"], f.words["month"], f.words["day"] = "numeric", "long", "numeric"
	}
	switch day {
	case "full":
		f.words["weekday"] = "long"
	case "medium":
		f.words["month"] = "short"
	case "short":
		f.words["year"], f.words["month"] = "2-digit", "numeric"
	}
	if clock != "" {
		f.words["hour"], f.words["minute"] = "numeric", "numeric"
	}
	switch clock {
	case "full":
		f.words["second"], f.words["timeZoneName"] = "numeric", "long"
	case "long":
		f.words["second"], f.words["timeZoneName"] = "numeric", "short"
	case "medium":
		f.words["second"] = "numeric"
	}
}

func (g *Globals) location(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		panic(g.rangeError("Invalid time zone specified: " + name))
	}
	return l
}

func (f *dateFormat) has(part string) bool {
	return f.words[part] != "" || part == "fractionalSecondDigits" && f.digits > 0
}

// fallBack shows the default parts if none of those that the method is for is
// asked for.
func (f *dateFormat) fallBack(parts, defaults []string) {
	if slices.ContainsFunc(slices.Concat([]string{"dateStyle", "timeStyle"}, parts), f.has) {
		return
	}
	for _, part := range defaults {
		f.words[part] = "numeric"
	}
}

func (f *dateFormat) format(t time.Time) string {
	t = t.In(f.location)
	date, clock := f.date(t), f.clock(t)
	separator := ", "
	switch {
	case f.words["month"] == "long":
		separator = " at "
	case date == named(f.words["weekday"], t.Weekday().String()) &&
		f.has("hour") && f.words["timeZoneName"] == "":
		separator = " "
	}
	return joined(separator, date, clock)
}

func (f *dateFormat) date(t time.Time) string {
	year := digits(f.words["year"], t.Year())
	day := digits(f.words["day"], t.Day())
	month := digits(f.words["month"], int(t.Month()))
	weekday := named(f.words["weekday"], t.Weekday().String())
	var date string
	switch f.words["month"] {
	case "narrow", "short", "long":
		date = named(f.words["month"], t.Month().String())
		if day != "" {
			date += " " + day
		}
		if year != "" && day != "" {
			date += ","
		}
		if year != "" {
			date += " " + year
		}
	case "":
		date = cmp.Or(year, day)
		if year != "" && day != "" && weekday != "" {
			return joined(" ", day, weekday, year)
		}
		if year != "" && day != "" {
			date = year + " (day: " + day + ")"
		}
	default:
		date = joined("/", month, day, year)
	}
	if f.words["month"] != "" && day != "" {
		return joined(", ", weekday, date)
	}
	return joined(" ", date, weekday)
}

// clock is the time of day, and the zone.
func (f *dateFormat) clock(t time.Time) string {
	hour, minute, second := f.hour(t), "", ""
	if f.has("minute") {
		minute = strconv.Itoa(t.Minute())
		if hour != "" || f.has("second") {
			minute = fmt.Sprintf("%02d", t.Minute())
		}
	}
	if f.has("second") {
		second = strconv.Itoa(t.Second())
		if minute != "" {
			second = fmt.Sprintf("%02d", t.Second())
		}
	}
	fraction := fmt.Sprintf("%03d", t.Nanosecond()/int(time.Millisecond))[:f.digits]
	clock := joined(":", hour, minute, joined(".", second, fraction))
	if hour != "" && f.twelve() {
		clock += t.Format(" PM")
	}
	return joined(" ", clock, f.zone(t))
}

func (f *dateFormat) twelve() bool {
	return f.words["hourCycle"] != "h23" && f.words["hourCycle"] != "h24"
}

func (f *dateFormat) hour(t time.Time) string {
	h := t.Hour()
	switch f.words["hourCycle"] {
	case "h23":
	case "h24":
		h = (h+23)%24 + 1
	case "h11":
		h %= 12
	default:
		h = (h+11)%12 + 1
	}
	if f.has("hour") && !f.twelve() {
		return fmt.Sprintf("%02d", h)
	}
	return digits(f.words["hour"], h)
}

// zones are those that have a name of their own in the United States: the others
// are shown as the time is there.
var zones = map[string]struct {
	offset int // in hours
	name   string
}{
	"UTC": {0, "Coordinated Universal Time"},
	"EST": {-5, "Eastern Standard Time"}, "EDT": {-4, "Eastern Daylight Time"},
	"CST": {-6, "Central Standard Time"}, "CDT": {-5, "Central Daylight Time"},
	"MST": {-7, "Mountain Standard Time"}, "MDT": {-6, "Mountain Daylight Time"},
	"PST": {-8, "Pacific Standard Time"}, "PDT": {-7, "Pacific Daylight Time"},
	"AKST": {-9, "Alaska Standard Time"}, "AKDT": {-8, "Alaska Daylight Time"},
	"HST": {-10, "Hawaii-Aleutian Standard Time"},
}

func (f *dateFormat) zone(t time.Time) string {
	word := f.words["timeZoneName"]
	if word == "" {
		return ""
	}
	short, offset := t.Zone()
	known, ok := zones[short]
	if ok = ok && known.offset*3600 == offset; ok && word == "short" {
		return short
	}
	if ok && word == "long" {
		return known.name
	}
	sign, minutes := "+", offset/60
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	switch {
	case minutes == 0 && word != "longOffset":
		return "GMT"
	case word == "long" || word == "longOffset":
		return fmt.Sprintf("GMT%s%02d:%02d", sign, minutes/60, minutes%60)
	case minutes%60 == 0:
		return fmt.Sprintf("GMT%s%d", sign, minutes/60)
	}
	return fmt.Sprintf("GMT%s%d:%02d", sign, minutes/60, minutes%60)
}

// digits is a number in the form that an option asks for.
func digits(form string, n int) string {
	switch form {
	case "2-digit":
		return fmt.Sprintf("%02d", n%100)
	case "numeric":
		return strconv.Itoa(n)
	}
	return ""
}

// named is the name of a month or day in the form that an option asks for.
func named(form, name string) string {
	switch form {
	case "long":
		return name
	case "short":
		return name[:3]
	case "narrow":
		return name[:1]
	}
	return ""
}

// joined joins what is not empty.
func joined(separator string, parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		if part != "" && b.Len() > 0 {
			b.WriteString(separator)
		}
		b.WriteString(part)
	}
	return b.String()
}
