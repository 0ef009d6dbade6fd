package inspect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/dop251/goja"
)

// errorBase renders an error without its properties, which it puts in
// s.keys: those that its stack text does not say already, with cause and
// errors.
func (p *printer) errorBase(o *goja.Object, s *shape) string {
	r := p.ins.realm()
	name, message := p.errorName(o), r.getText(o, "message")
	stack := p.stack(o)
	if !p.showHidden {
		s.keys = slices.DeleteFunc(s.keys, func(key goja.Value) bool {
			return p.saidByStack(o, key, stack)
		})
	}
	p.addErrorKeys(o, s)
	stack = improveStack(stack, s.ctor, name, s.tag)
	from := strings.Index(stack, message)
	if message == "" || from < 0 {
		from = 0
	} else {
		from += len(message)
	}
	frames := strings.Index(stack[from:], "\n    at")
	if frames < 0 {
		return p.indented("[" + stack + "]")
	}
	frames += from
	lines := p.dropCommonFrames(o, strings.Split(stack[frames+1:], "\n"))
	if p.colors {
		for i, line := range lines {
			lines[i] = p.markModules(line)
		}
	}
	return p.indented(stack[:frames] + "\n" + strings.Join(lines, "\n"))
}

// inheritsError reports whether o, which is no error by its making, inherits
// from an error or from Error.prototype.
func (p *printer) inheritsError(o *goja.Object) bool {
	r := p.ins.realm()
	at := parent(o)
	for steps := 0; at != nil && at != r.objectProto && steps < maxChain; steps++ {
		if kindOf(at) == kindError {
			return true
		}
		prop, _ := r.own(at, r.key("constructor"))
		ctor, ok := prop.value.(*goja.Object)
		if ctor = unwrap(ctor); ok && ctor != nil && kindOf(ctor) == kindNativeFunction {
			if r.getText(ctor, "name") == "Error" {
				return true
			}
		}
		at = parent(at)
	}
	return false
}

// errorName is the name of an error as far as it can be had without running
// the script's code.
func (p *printer) errorName(o *goja.Object) string {
	v := p.ins.realm().get(o, "name")
	if _, object := v.(*goja.Object); object || v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return "Error"
	}
	return keyText(v)
}

// saidByStack reports whether a property of an error is part of its stack
// text.
func (p *printer) saidByStack(o *goja.Object, key goja.Value, stack string) bool {
	switch key.String() {
	case "name", "message", "stack":
	default:
		return false
	}
	if _, isSymbol := key.(*goja.Symbol); isSymbol {
		return false
	}
	prop, _ := p.ownSafe(o, key)
	switch prop.value.(type) {
	case nil, *goja.Object, *goja.Symbol:
		return false
	}
	return strings.Contains(stack, prop.value.String())
}

// addErrorKeys adds cause and errors to the keys of an error.
func (p *printer) addErrorKeys(o *goja.Object, s *shape) {
	r := p.ins.realm()
	cause := r.key("cause")
	has := func(key goja.Value) bool { return slices.ContainsFunc(s.keys, key.SameAs) }
	if _, ok := r.lookup(o, cause); ok && !has(cause) {
		s.keys = append(s.keys, cause)
	}
	list, ok := r.get(o, "errors").(*goja.Object)
	if errors := r.key("errors"); ok && !has(errors) {
		if list = unwrap(list); list != nil && kindOf(list) == kindArray {
			s.keys = append(s.keys, errors)
		}
	}
}

// stackSafe reports whether an error's stack text can be had without running
// the script's code: goja makes the text when it is first asked for, from
// name and message, which may be accessors or objects by then.
func (p *printer) stackSafe(o *goja.Object) bool {
	if hasStack(o) {
		return true
	}
	for _, key := range []string{"name", "message"} {
		prop, ok := p.ins.realm().lookup(o, p.ins.realm().key(key))
		if !ok {
			continue
		}
		switch prop.value.(type) {
		case nil, *goja.Object, *goja.Symbol:
			return false
		}
	}
	return true
}

// stack is the stack text of an error in Node's form, or "name: message" if
// there is none.
func (p *printer) stack(o *goja.Object) string {
	r := p.ins.realm()
	if kindOf(o) != kindError || p.stackSafe(o) {
		switch v := r.get(o, "stack").(type) {
		case nil, *goja.Object, *goja.Symbol:
		case goja.String:
			if v.Length() > 0 {
				return nodeStack(v.Substring(0, min(v.Length(), p.maxBytes)).String())
			}
		default:
			if v.ToBoolean() {
				return v.String()
			}
		}
	}
	name, message := p.errorName(o), r.getText(o, "message")
	if name == "" || message == "" {
		return name + message
	}
	return name + ": " + message
}

// nodeStack turns the frames at the end of goja's stack text,
// "\tat f (file:line:column(pc))", into Node's form.
func nodeStack(stack string) string {
	lines := strings.Split(strings.TrimSuffix(stack, "\n"), "\n")
	for i := len(lines) - 1; i > 0; i-- {
		frame, ok := strings.CutPrefix(lines[i], "\tat ")
		if !ok {
			break
		}
		lines[i] = "    at " + withoutPC(frame)
	}
	return strings.Join(lines, "\n")
}

// withoutPC removes the program counter from a frame.
func withoutPC(frame string) string {
	inner, named := strings.CutSuffix(frame, "))")
	end := ")"
	if !named {
		if inner, named = strings.CutSuffix(frame, ")"); !named {
			return frame
		}
		end = ""
	}
	place := strings.TrimRight(inner, "0123456789")
	if place == inner || !strings.HasSuffix(place, "(") {
		return frame
	}
	return place[:len(place)-1] + end
}

// The first line of a stack whose error has no prototype. Compiled at the first
// use, like all patterns here: the start of every program would pay for them.
var (
	stackTitle = pattern(`^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n {4}at)`)
	errorTitle = pattern(`^([a-z_A-Z0-9-]*Error)$`)
)

func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// improveStack makes a stack text begin with the name of the error's class.
func improveStack(stack string, ctor constructor, name, tag string) string {
	size := len(name)
	rest, starts := strings.CutPrefix(stack, name)
	regular := strings.HasSuffix(name, "Error") && starts &&
		(rest == "" || rest[0] == ':' || rest[0] == '\n')
	if !ctor.null && !regular {
		return stack
	}
	fallback := "Error"
	if ctor.null {
		title := stackTitle().FindStringSubmatch(stack)
		if title == nil {
			title = errorTitle().FindStringSubmatch(stack)
		}
		size = 0
		if title != nil {
			fallback, size = title[1], len(title[1])
		}
	}
	prefix := strings.TrimSuffix(ctor.prefix(tag, fallback, ""), " ")
	switch {
	case name == prefix:
		return stack
	case !strings.Contains(prefix, name):
		return prefix + " [" + name + "]" + stack[min(size, len(stack)):]
	case size == 0:
		return prefix + ": " + stack
	}
	return prefix + stack[min(size, len(stack)):]
}

// maxComparedFrames bounds the search for common frames, which is quadratic.
const maxComparedFrames = 200

// dropCommonFrames shortens the frames of an error by those that its cause
// has, too.
func (p *printer) dropCommonFrames(o *goja.Object, frames []string) []string {
	cause, ok := p.ins.realm().get(o, "cause").(*goja.Object)
	if cause = unwrap(cause); !ok || cause == nil || kindOf(cause) != kindError {
		return frames
	}
	stack := p.stack(cause)
	at := strings.Index(stack, "\n    at")
	if at < 0 {
		return frames
	}
	theirs := strings.Split(stack[at+1:], "\n")
	if len(frames) > maxComparedFrames || len(theirs) > maxComparedFrames {
		return frames
	}
	offset, n := commonFrames(frames, theirs)
	if n == 0 {
		return frames
	}
	line := fmt.Sprintf("    ... %d lines matching cause stack trace ...", n-2)
	return slices.Replace(frames, offset+1, offset+n-1, p.style(line, styleUndefined))
}

// commonFrames finds the first run of more than three frames in a that are
// in b as well.
func commonFrames(a, b []string) (offset, n int) {
	for i := 0; i < len(a)-3; i++ {
		at := slices.Index(b, a[i])
		if at < 0 || len(b)-at <= 3 {
			continue
		}
		n := 1
		for n < min(len(a)-i, len(b)-at) && a[i+n] == b[at+n] {
			n++
		}
		if n > 3 {
			return i, n
		}
	}
	return 0, 0
}

// nodeModule is the name of an npm package in a frame.
var nodeModule = pattern(`([/\\]node_modules[/\\])(@[^/\\]+[/\\][^/\\]+|[^/\\@][^/\\]*)`)

// markModules underlines the packages in a frame.
func (p *printer) markModules(line string) string {
	on, off := styleModule.escapes()
	return nodeModule().ReplaceAllString(line, "${1}"+on+"${2}"+off)
}
