package jsapi

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/globals"
)

// A position is a place in a script. Its zero value is an unknown place; the
// column counts bytes, from 1, as goja does.
type position struct {
	file         string
	line, column int
}

// A frame is one line of a stack.
type frame struct {
	function string
	position
}

// String returns the frame as Node writes it after "at".
func (f frame) String() string {
	place := f.file + ":" + strconv.Itoa(f.line) + ":" + strconv.Itoa(f.column)
	if f.function == "" || f.function == "<anonymous>" {
		return place
	}
	return f.function + " (" + place + ")"
}

// firstIn returns the innermost frame in file.
func firstIn(file string, frames []frame) position {
	for _, f := range frames {
		if f.file == file {
			return f.position
		}
	}
	return position{}
}

// withoutSupers returns frames without the innermost ones that are calls of super
// in s: an error was made where its constructor was called, not within that.
func withoutSupers(s Script, frames []frame) []frame {
	for len(frames) > 1 && frames[0].file == s.Name {
		line, _ := sourceLine(s.Source, frames[0].line)
		before := line[:min(max(frames[0].column-1, 0), len(line))]
		if !strings.HasSuffix(strings.TrimRight(before, " \t"), "super") {
			break
		}
		frames = frames[1:]
	}
	return frames
}

// framesOf converts a captured call stack, native frames and those of the
// globals' own code left out.
func framesOf(stack []goja.StackFrame) []frame {
	frames := make([]frame, 0, len(stack))
	for i := range stack {
		if p := stack[i].Position(); p.Line > 0 && !internal(p.Filename) {
			frames = append(frames, frame{
				function: stack[i].FuncName(),
				position: position{p.Filename, p.Line, p.Column},
			})
		}
	}
	return frames
}

func internal(file string) bool { return strings.HasPrefix(file, globals.ScriptPrefix) }

// parseStack reads goja's stack text: a line "\tat fn (file:line:column(pc))" or
// "\tat file:line:column(pc)" a frame, in stacks of setStack without "(pc)". Lines of
// any other shape are skipped.
func parseStack(text string) []frame {
	var frames []frame
	for line := range strings.Lines(text) {
		at, ok := strings.CutPrefix(strings.TrimSpace(line), "at ")
		if !ok {
			continue
		}
		var f frame
		place := withoutPC(at)
		if inner, named := strings.CutSuffix(place, ")"); named {
			f.function, place, _ = strings.Cut(withoutPC(inner), " (")
		}
		if f.position, ok = parsePosition(place); ok && !internal(f.file) {
			frames = append(frames, f)
		}
	}
	return frames
}

// withoutPC takes the number in parentheses off the end of a place.
func withoutPC(place string) string {
	i := strings.LastIndexByte(place, '(')
	if i < 0 || !strings.HasSuffix(place, ")") {
		return place
	}
	if _, err := strconv.Atoi(place[i+1 : len(place)-1]); err != nil {
		return place
	}
	return place[:i]
}

// parsePosition reads "file:line:column".
func parsePosition(s string) (position, bool) {
	rest, column, ok := cutLastNumber(s)
	if !ok {
		return position{}, false
	}
	file, line, ok := cutLastNumber(rest)
	return position{file, line, column}, ok
}

func cutLastNumber(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// formatStack lays a stack out as Node does.
func formatStack(title string, frames []frame) string {
	var b strings.Builder
	b.WriteString(title)
	for _, f := range frames {
		b.WriteString("\n    at " + f.String())
	}
	return b.String()
}

// cutLine takes the first line off a source. end is one of those that JavaScript
// has, "" if there is none.
func cutLine(source string) (line, end, rest string) {
	at := strings.IndexAny(source, "\n\r\u2028\u2029")
	if at < 0 {
		return source, "", ""
	}
	_, size := utf8.DecodeRuneInString(source[at:])
	if strings.HasPrefix(source[at:], "\r\n") {
		size = len("\r\n")
	}
	return source[:at], source[at : at+size], source[at+size:]
}

// sourceLine returns line n of a source, from 1, without its line end.
func sourceLine(source string, n int) (string, bool) {
	for source != "" {
		line, _, rest := cutLine(source)
		if n--; n == 0 {
			return line, true
		}
		source = rest
	}
	return "", false
}

// lastLine returns the number of a source's last line, where a line end follows it.
func lastLine(source string) int {
	n := 1
	source = strings.TrimSuffix(source, "\r") // with a line feed it is but one end
	for _, end, rest := cutLine(source); end != ""; _, end, rest = cutLine(rest) {
		n++
	}
	return n
}

// positionOf returns the place behind the text before it.
func positionOf(name, before string) position {
	p := position{file: name, line: 1}
	line, end, rest := cutLine(before)
	for end != "" {
		p.line++
		line, end, rest = cutLine(rest)
	}
	p.column = len(line) + 1
	return p
}

// snippetWidth bounds, in characters, what a snippet shows of a long line.
const snippetWidth = 120

// snippet returns the column in characters, and the line with a caret below that
// column; of a long line, the part around it.
func snippet(line string, byteColumn int) (column int, text string) {
	before := line[:min(max(byteColumn-1, 0), len(line))]
	column = utf8.RuneCountInString(before) + 1
	runes := []rune(line)
	from := max(0, column-1-snippetWidth*2/3)
	if len(runes) <= snippetWidth {
		from = 0
	}
	to := min(len(runes), from+snippetWidth)
	pad := make([]rune, 0, column)
	for _, r := range runes[from : column-1] {
		if r != '\t' {
			r = ' '
		}
		pad = append(pad, r)
	}
	return column, string(runes[from:to]) + "\n" + string(pad) + "^"
}
