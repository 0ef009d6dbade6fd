package main

import "io"

// A palette colours text for a terminal, and leaves it alone where nobody sees
// colours. Its zero value leaves all text alone.
type palette struct{ on bool }

// newPalette returns the palette for a stream: colours on a terminal, unless
// NO_COLOR is set or TERM is "dumb".
func newPalette(sys *system, stream io.Writer) palette {
	if sys.getenv("NO_COLOR") != "" || sys.getenv("TERM") == "dumb" {
		return palette{}
	}
	_, terminal := sys.columns(stream)
	return palette{on: terminal}
}

func (p palette) bold(text string) string { return p.paint("1", text) }
func (p palette) dim(text string) string  { return p.paint("2", text) }
func (p palette) red(text string) string  { return p.paint("1;31", text) }
func (p palette) blue(text string) string { return p.paint("34", text) }

func (p palette) paint(code, text string) string {
	if !p.on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
