package globals

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// Needs is the set of repairs to the engine's own objects that a source may
// use. Making them all would cost every VM 50 kB and 40 µs, for the engine
// builds its prototypes when they are first touched.
type Needs uint16

// The repairs. What each mends is said in js/repair_NAME.js or in the Go file of
// that name.
const (
	needArray Needs = 1 << iota
	needDate
	needError
	needGroup
	needIterator
	needJSON
	needNumber
	needPromise
	needProxy
	needRadix
	needRegExp
	needString
	needSymbol
	needTyped

	// AllNeeds is for source that was not seen.
	AllNeeds = needTyped<<1 - 1
)

// needWords returns the words of which a source contains one if it uses the
// repair. Iterators come from calls such as entries(), so these are the words
// for their helpers.
func needWords(need Needs) []string {
	switch need {
	case needArray:
		return []string{"fromAsync"}
	case needDate:
		return []string{"toLocale"}
	case needError:
		return []string{"captureStackTrace"}
	case needGroup:
		return []string{"groupBy"}
	case needIterator:
		return []string{"yield", "values", "keys", "entries", "matchAll", "Iterator", "iterator"}
	case needJSON:
		return []string{"stringify"}
	case needNumber:
		return []string{"toLocaleString"}
	case needPromise:
		return []string{"Promise"}
	case needProxy:
		return []string{"Proxy"}
	case needRegExp:
		return []string{
			"RegExp", `\p`, `\P`, "(?<", "(?=", "(?!", `\ud`, `\uD`, `\b`, `\B`,
			"/m", "/gm", "/im", "/gim", "/igm", "/sm", "/gsm", "/um", "/gum",
		}
	case needString:
		return []string{"ellFormed", "replaceAll"}
	case needSymbol:
		return []string{"asyncIterator", "ispose", "fromAsync"}
	case needTyped:
		return []string{"8Array", "16Array", "32Array", "64Array", "ClampedArray"}
	}
	return nil
}

// NeedsOf returns the repairs a source may use. It looks for words and so finds
// too many rather than too few; source that compiles other source, which cannot
// be seen, needs all. It is safe for concurrent use, and what it returns may be
// kept with a compiled program.
func NeedsOf(source string) Needs {
	for _, word := range []string{"eval", "Function(", "GeneratorFunction"} {
		if strings.Contains(source, word) {
			return AllNeeds
		}
	}
	var needs Needs
	if hasRadix(source) {
		needs = needRadix
	}
	for need := Needs(1); need < AllNeeds; need <<= 1 {
		if hasWord(source, need) {
			needs |= need
		}
	}
	return needs
}

func hasWord(source string, need Needs) bool {
	return slices.ContainsFunc(needWords(need), func(word string) bool {
		return strings.Contains(source, word)
	})
}

// HasPattern reports whether a source may have a regular expression that
// ExpandUnicode changes.
func HasPattern(source string) bool { return hasWord(source, needRegExp) }

// hasRadix reports whether toString is called with an argument.
func hasRadix(source string) bool {
	for {
		_, rest, ok := strings.Cut(source, "toString(")
		if !ok || !strings.HasPrefix(rest, ")") {
			return ok
		}
		source = rest
	}
}

// Repair mends the engine's objects that needs names, each once in a VM. Call
// it before a program runs, with NeedsOf its source. What a script has frozen stays
// as the engine made it.
func (g *Globals) Repair(needs Needs) {
	needs &^= g.repaired
	g.repaired |= needs
	for need := Needs(1); need < AllNeeds; need <<= 1 {
		if needs&need != 0 {
			_ = g.rt.Try(func() { g.repair(need) })
		}
	}
}

func (g *Globals) repair(need Needs) {
	switch need {
	case needArray:
		g.use("repair_array")
	case needDate:
		g.repairDate()
	case needError:
		g.use("repair_error")
	case needGroup:
		g.use("repair_group")
	case needIterator:
		g.use("iterator")
	case needJSON:
		g.repairJSON()
	case needNumber:
		g.repairNumber()
	case needPromise:
		g.use("repair_promise")
	case needProxy:
		g.use("repair_proxy")
	case needRadix:
		g.repairRadix()
	case needRegExp:
		g.repairRegExp()
	case needString:
		g.repairString()
	case needSymbol:
		g.use("repair_symbol")
	case needTyped:
		g.use("repair_typed")
	}
}

// define puts a property on an object as built-in ones are: writable,
// configurable, not enumerable.
func define(o *goja.Object, name string, v goja.Value) {
	mustSet(o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// method puts a host function on an object as a built-in method is: not
// enumerable, with its name and length.
func (g *Globals) method(
	o *goja.Object, name string, length int, fn func(goja.FunctionCall) goja.Value,
) {
	f := g.rt.ToValue(fn).(*goja.Object)
	fixed := func(property string, v any) {
		mustSet(f.DefineDataProperty(
			property, g.rt.ToValue(v), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
	fixed("name", name)
	fixed("length", length)
	define(o, name, f)
}

// prototype returns the prototype of a built-in constructor.
func (g *Globals) prototype(constructor string) *goja.Object {
	return g.rt.GlobalObject().Get(constructor).(*goja.Object).Get("prototype").(*goja.Object)
}
