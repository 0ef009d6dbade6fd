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
	if failed, ok := errors.AsType[*commands.Error](e.Err); ok && failed.Result != nil {
		r.stderr(failed.Result)
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

// stderr writes the end of what a failed command wrote there, unless it is one
// line: the error's title has that.
func (r *report) stderr(result *commands.Result) {
	const (
		shown    = 20
		maxBytes = 16 << 10
	)
	text := strings.TrimRight(result.Stderr, "\n")
	lines := strings.Split(text[max(0, len(text)-maxBytes):], "\n")
	if len(lines) < 2 {
		return
	}
	title := fmt.Sprintf("stderr of %q:", result.Command)
	if len(lines) > shown || len(text) > maxBytes {
		lines = lines[max(0, len(lines)-shown):]
		title = fmt.Sprintf("the end of the stderr of %q:", result.Command)
	}
	r.line(r.palette.bold(title))
	for _, line := range lines {
		r.line("  " + printable(line))
	}
}
