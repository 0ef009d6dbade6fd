package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// A report tells the user, on stderr, why a command line failed.
type report struct {
	palette palette
	text    strings.Builder
	flush   func(text string)
}

func newReport(sys *system) *report {
	return &report{
		palette: newPalette(sys, sys.stderr),
		flush:   func(text string) { _, _ = sys.stderr.Write([]byte(text)) },
	}
}

// failure writes what e says, if it says anything.
func (r *report) failure(e *exitError) {
	if e.err == nil || e.told {
		return
	}
	if faults, ok := errors.AsType[*specErrors](e.err); ok {
		for _, fault := range faults.faults {
			r.line(printable(fault.Error()))
		}
	}
	hint := e.hint
	if script, ok := errors.AsType[*host.ScriptError](e.err); ok {
		r.script(script)
		hint = cmp.Or(hint, scriptHint(script))
	} else {
		r.title(e.Error())
	}
	if hint != "" {
		r.line(r.palette.bold("hint:") + " " + printable(hint))
	}
	r.flush(r.text.String())
}

func (r *report) line(text string) { r.text.WriteString(text + "\n") }

// title writes the first line; what the error has more goes below, indented.
func (r *report) title(text string) {
	text = strings.ReplaceAll(printable(text), "\n", "\n  ")
	r.line(r.palette.red("error:") + " " + text)
}

// script writes an error with its place in the script.
func (r *report) script(e *host.ScriptError) {
	r.title(e.Title())
	if e.File != "" {
		r.line(r.palette.blue(" --> ") + fmt.Sprintf("%s:%d:%d", printable(e.File), e.Line, e.Column))
		r.snippet(e)
	}
	r.stack(e)
	if failed, ok := errors.AsType[*commands.Error](e.Err); ok {
		r.said(failed, e.Title())
	}
}

// snippet writes the source line, with its number, and a caret below.
func (r *report) snippet(e *host.ScriptError) {
	source, caret, ok := strings.Cut(e.Snippet, "\n")
	if !ok {
		return
	}
	number := fmt.Sprintf("%4d", e.Line)
	margin := strings.Repeat(" ", len(number))
	source = oneForOne(source)
	r.line(r.palette.blue(number+" | ") + source)
	r.line(r.palette.blue(margin+" | ") + blank(source, len(caret)-1) + r.palette.red("^"))
}

// blank returns what takes as much room on a terminal as the first characters of
// source, where some take two cells and some none.
func blank(source string, characters int) string {
	runes := []rune(source)
	parts := strings.Split(string(runes[:max(0, min(characters, len(runes)))]), "\t")
	for i, part := range parts {
		parts[i] = strings.Repeat(" ", uniseg.StringWidth(part))
	}
	return strings.Join(parts, "\t")
}

// oneForOne replaces what must not reach a terminal, each by one character.
func oneForOne(source string) string {
	return strings.Map(func(r rune) rune {
		if forges(r) && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, source)
}

// stack writes the frames if there are more than one, for a single one is where
// the caret is, then the error's properties, and what is beneath it.
func (r *report) stack(e *host.ScriptError) {
	const shown = 20
	var frames, beneath []string
	for line := range strings.Lines(strings.TrimPrefix(e.Stack, e.Title())) {
		line = strings.TrimRight(line, "\n")
		switch at := strings.TrimSpace(line); {
		case len(beneath) > 0 || strings.HasPrefix(line, "    ["):
			beneath = append(beneath, line)
		case strings.HasPrefix(at, "at "):
			frames = append(frames, "    "+at)
		}
	}
	if len(frames) < 2 {
		frames = nil
	}
	for i, frame := range frames {
		if i == shown {
			r.line(r.palette.dim(fmt.Sprintf("    … %d more", len(frames)-shown)))
			break
		}
		r.line(r.palette.dim(printable(frame)))
	}
	if e.Properties != "" {
		r.line("    " + strings.ReplaceAll(printable(e.Properties), "\n", "\n    "))
	}
	for _, line := range beneath {
		r.line(printable(line))
	}
}

// said writes the end of what a failed command wrote: a one-shot to its stderr, a
// persistent one to both streams. One line that the error's title has is not
// written again.
func (r *report) said(failed *commands.Error, title string) {
	const (
		shown    = 20
		maxBytes = 16 << 10
	)
	var lines []string
	what, whole := "stderr", true
	switch {
	case len(failed.Lines) > 0:
		what, whole = "output", false // nobody knows what came before
		for _, line := range failed.Lines {
			lines = append(lines, line.Text)
		}
	case failed.Result != nil:
		text := strings.TrimRight(failed.Result.Stderr, "\n")
		lines = strings.Split(text[max(0, len(text)-maxBytes):], "\n")
		whole = len(lines) <= shown && len(text) <= maxBytes
		lines = lines[max(0, len(lines)-shown):]
	}
	if len(lines) == 0 || len(lines) == 1 && strings.Contains(title, lines[0]) {
		return
	}
	heading := fmt.Sprintf("%s of %q:", what, failed.Command)
	if !whole {
		heading = "the end of the " + heading
	}
	r.line(r.palette.bold(heading))
	for _, line := range lines {
		r.line("  " + printable(line))
	}
}
