package inspect

import (
	"strings"

	"github.com/dop251/goja"
)

// Format renders the arguments of a console method as util.format does: the
// %s, %d, %i, %f, %j, %o, %O, %c and %% of a first string, then the rest
// separated by spaces. Strings are printed as they are.
//
// It never panics. A conversion of the script's that throws, or overflows the
// script's stack, makes the value print as without it. If the runtime is
// interrupted while code of the script runs for Format, no more of it is run,
// and what there is is returned; the engine keeps the interrupt until its
// outermost call ends, so the script that called console.log ends there. A
// Format that no script has called takes the interrupt with it, and may run
// pending promise jobs if a value has a custom method: call it between runs.
func (ins *Inspector) Format(args []goja.Value, o Options) string {
	return ins.format(args, ins.settings(o))
}

// FormatWith is util.formatWithOptions: Format with the options of a script.
func (ins *Inspector) FormatWith(options *goja.Object, args []goja.Value) string {
	s := ins.defaults()
	if options = unwrap(options); options != nil {
		ins.read(&s, options)
	}
	return ins.format(args, s)
}

func (ins *Inspector) format(args []goja.Value, s settings) string {
	f := formatter{ins: ins, settings: s}
	if len(args) == 0 {
		return ""
	}
	rest := args
	if first, ok := args[0].(goja.String); ok {
		template := f.cut(first)
		if len(args) == 1 {
			return f.finish(template)
		}
		if strings.IndexByte(template, '%') < 0 {
			f.out.WriteString(template)
			rest = args[1:]
		} else {
			rest = f.template(template, args[1:])
		}
		f.separate = true
	}
	for _, v := range rest {
		if f.out.Len() > s.maxBytes || f.stopped {
			break
		}
		f.add(v)
	}
	return f.finish(f.out.String())
}

// formatter is one call of Format in progress.
type formatter struct {
	settings
	ins      *Inspector
	out      strings.Builder
	separate bool // a space goes before the next argument
	stopped  bool // the runtime was interrupted
}

// cut is v with not much more than fits the output.
func (f *formatter) cut(v goja.String) string {
	if v.Length() > f.maxBytes {
		v = v.Substring(0, f.maxBytes+1)
	}
	return v.String()
}

func (f *formatter) finish(s string) string {
	if len(s) <= f.maxBytes {
		return s
	}
	p := f.ins.printer(f.settings)
	return p.finish(s)
}

// add writes one argument after the template.
func (f *formatter) add(v goja.Value) {
	if f.separate {
		f.out.WriteByte(' ')
	}
	f.separate = true
	if s, ok := v.(goja.String); ok {
		f.out.WriteString(f.cut(s))
		return
	}
	f.out.WriteString(f.inspect(v, f.settings))
}

// inspect renders v with settings of its own.
func (f *formatter) inspect(v goja.Value, s settings) string {
	p := f.ins.printer(s)
	text := p.value(v, 0)
	f.stopped = f.stopped || p.stopped
	return p.finish(text)
}

// template writes the first argument with its verbs replaced, and returns
// the arguments that it does not use.
func (f *formatter) template(s string, args []goja.Value) []goja.Value {
	from := 0
	for i := 0; i < len(s)-1; i++ {
		if s[i] != '%' {
			continue
		}
		i++
		verb := s[i]
		switch {
		case verb == '%':
			f.out.WriteString(s[from:i])
		case len(args) == 0 || !strings.ContainsRune("sdifjoOc", rune(verb)):
			continue
		default:
			f.out.WriteString(s[from : i-1])
			f.out.WriteString(f.verb(verb, args[0]))
			args = args[1:]
		}
		from = i + 1
	}
	f.out.WriteString(s[from:])
	return args
}

// verb renders v as its verb says.
func (f *formatter) verb(verb byte, v goja.Value) string {
	s := f.settings
	switch verb {
	case 's':
		return f.asString(v)
	case 'd', 'i', 'f':
		return f.asNumber(verb, v)
	case 'j':
		return f.asJSON(v)
	case 'o':
		s.showHidden, s.showProxy, s.depth = true, true, 4
	case 'c':
		return ""
	}
	return f.inspect(v, s)
}
