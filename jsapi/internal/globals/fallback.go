package globals

import "github.com/dop251/goja"

// fallback is the object behind the global one: a name that the global object
// does not have is looked up here, made, and put on the global object as a
// plain property. One such object costs a hundredth of an accessor for each
// name. A script that asks for the own properties of globalThis does not see
// a name it has not used.
type fallback struct{ g *Globals }

// Names returns the globals Install provides, sorted: a REPL completes them.
func Names() []string {
	return []string{
		"AbortController", "AbortSignal", "Buffer", "CustomEvent", "DOMException",
		"Event", "EventTarget", "FinalizationRegistry", "Iterator",
		"TextDecoder", "TextEncoder", "URL", "URLSearchParams", "WeakRef",
		"atob", "btoa", "crypto", "global", "performance", "process", "require",
		"structuredClone",
	}
}

// Modules returns the names that require knows, sorted: a REPL completes them.
func Modules() []string {
	return []string{
		"assert", "assert/strict", "buffer", "events", "path", "path/posix", "process",
		"timers", "timers/promises", "url", "util",
	}
}

// globalModule is what moduleOf has for the global object itself.
const globalModule = "global"

// moduleOf names the module that exports a global; "" means there is no such
// global.
func moduleOf(global string) string {
	switch global {
	case "AbortController", "AbortSignal":
		return "abort"
	case "Buffer":
		return "buffer"
	case "CustomEvent", "Event", "EventTarget":
		return "events"
	case "DOMException":
		return "domexception"
	case "FinalizationRegistry", "WeakRef":
		return "weakref"
	case "Iterator":
		return "iterator"
	case "TextDecoder", "TextEncoder":
		return "encoding"
	case "URL":
		return "url"
	case "URLSearchParams":
		return "searchparams"
	case "atob", "btoa":
		return "base64"
	case "crypto":
		return "crypto"
	case "performance":
		return "performance"
	case "global":
		return globalModule
	case "process":
		return "process"
	case "require":
		return "require"
	case "structuredClone":
		return "clone"
	}
	return ""
}

// Get makes the global and moves it to the global object, unless a script keeps
// that from getting more properties: then it is looked up here each time.
func (f fallback) Get(name string) goja.Value {
	global := f.g.rt.GlobalObject()
	var v goja.Value = global
	switch module := moduleOf(name); module {
	case "":
		return nil
	case globalModule:
	default:
		v = f.g.use(module).Get(name)
	}
	_ = global.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return v
}

// Set refuses: an assignment to a global lands on the global object and never
// here.
func (fallback) Set(string, goja.Value) bool { return false }

// Has reports whether there is such a global.
func (fallback) Has(name string) bool { return moduleOf(name) != "" }

// Delete refuses for the names it has.
func (f fallback) Delete(name string) bool { return !f.Has(name) }

// Keys is empty: a for-in over globalThis shows none of these.
func (fallback) Keys() []string { return nil }
