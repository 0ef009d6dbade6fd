package inspect

// kind of text as Node's util.inspect.styles names them.
type style int

const (
	stylePlain style = iota
	styleSpecial
	styleNumber
	styleBoolean
	styleUndefined
	styleNull
	styleText
	styleSymbol
	styleDate
	styleRegexp
	styleModule
)

// escapes returns the ANSI codes that switch st on and off.
func (st style) escapes() (on, off string) {
	switch st {
	case styleSpecial:
		return "\x1b[36m", "\x1b[39m"
	case styleNumber, styleBoolean:
		return "\x1b[33m", "\x1b[39m"
	case styleUndefined:
		return "\x1b[90m", "\x1b[39m"
	case styleNull:
		return "\x1b[1m", "\x1b[22m"
	case styleText, styleSymbol:
		return "\x1b[32m", "\x1b[39m"
	case styleDate:
		return "\x1b[35m", "\x1b[39m"
	case styleRegexp:
		return "\x1b[31m", "\x1b[39m"
	case styleModule:
		return "\x1b[4m", "\x1b[24m"
	}
	return "", ""
}

// style wraps s in the colour of st when colours are on.
func (p *printer) style(s string, st style) string {
	if !p.colors || st == stylePlain {
		return s
	}
	on, off := st.escapes()
	return on + s + off
}
