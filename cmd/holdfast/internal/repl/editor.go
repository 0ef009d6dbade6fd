package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"

	"github.com/holdfast-run/holdfast/host"
)

// The prompts: of an entry, and of its further lines.
const (
	prompt    = "> "
	continued = "| "
	column    = "\x1b[90m\u2502 \x1b[0m" // as the library draws it before the lines between
)

// helpTime bounds how long a keystroke waits for completions or a preview.
const helpTime = 200 * time.Millisecond

// The key sequence, which no keyboard sends, that has the editor print what is
// held back, and the name of that command.
const (
	printKeys    = "\x1b[57399;7u"
	printCommand = "holdfast-print"
	acceptAllKey = `\C-d`
	acceptAll    = "holdfast-end"
)

// insertCommand is what the library does for a key that means itself.
const insertCommand = "self-insert"

// An editor reads entries from a terminal: with colours, completion, history and
// the keys of GNU readline.
type editor struct {
	shell     *readline.Shell
	assistant Assistant
	dots      dotCompleter
	screen    *Screen
	colors    bool
	columns   func() int // of the terminal
	height    func() int
	suspended func() // see Config.Suspend
	cut       func(line string, width int) string
	inMenu    atomic.Bool
	all       bool // Enter never ends the entry, Ctrl-D does
}

func newEditor(cfg Config) *editor {
	e := &editor{
		shell:     readline.NewShell(inputrc.WithApp("holdfast")),
		assistant: cfg.Backend, screen: cfg.Screen, colors: cfg.Colors,
		columns: cfg.Columns, height: cfg.Rows, suspended: cfg.Suspend, cut: cfg.Cut,
		dots: dotCompleter{overseer: cfg.Backend, path: cfg.Path, printable: cfg.Printable},
	}
	sh := e.shell
	sh.Prompt.Primary(e.prompt)
	sh.Prompt.Secondary(func() string { return column })
	sh.AcceptMultiline = func(line []rune) bool { return !e.all && finished(string(line)) }
	sh.Completer = e.complete
	sh.Hint.SetProvider(e.preview)
	if e.colors {
		sh.SyntaxHighlighter = func(line []rune) string { return highlight(string(line)) }
	}
	sh.History.Add("entries", openHistory(cfg.HistoryFile))
	e.configure()
	return e
}

// configure sets what differs from the library's defaults, as a file would.
func (e *editor) configure() {
	sh := e.shell
	// Tab first inserts what all candidates begin with and shows them, then goes
	// from one to the next.
	_ = sh.Config.Set("menu-complete-display-prefix", true)
	_ = sh.Config.Set("echo-control-characters", false)
	// As GNU readline has it for UTF-8: é is a letter, and no Alt-i.
	_ = sh.Config.Set("convert-meta", false)
	_ = sh.Config.Set("input-meta", true)
	_ = sh.Config.Set("output-meta", true)
	insertKey := sh.Keymap.Commands()[insertCommand]
	sh.Keymap.Register(map[string]func(){
		insertCommand:  func() { e.insert(insertKey) },
		printCommand:   e.printHeld,
		acceptAll:      e.endOfInput,
		suspendCommand: e.suspend,
	})
	for _, keymap := range []string{"emacs", "vi-insert", "vi-command"} {
		_ = sh.Config.Bind(keymap, printKeys, printCommand, false)
		_ = sh.Config.Bind(keymap, inputrc.Unescape(acceptAllKey), acceptAll, false)
		_ = sh.Config.Bind(keymap, inputrc.Unescape(suspendKey), suspendCommand, false)
	}
	for _, keymap := range []string{"emacs", "vi-insert"} {
		_ = sh.Config.Bind(keymap, "\t", "menu-complete", false)
	}
	bindKeys(sh)
	e.takePastes()
}

// prompt returns the prompt, and is called before every drawing of the line.
//
// The library asks the terminal where the cursor is, to find out whether there is
// room below; what is typed until the answer comes is lost. So it may not ask,
// but for menus, which must fit the screen, and the room is made here: as many
// lines down, which scrolls at the bottom, and up again. It draws columns before
// further lines one a row, from the first one down: that must be on the screen,
// and none may wrap.
func (e *editor) prompt() string {
	menu := e.shell.Keymap.Local() != ""
	e.inMenu.Store(menu)
	e.printBetween(menu)
	_ = e.shell.Config.Set("cursor-position-probe", menu)
	if menu {
		return prompt
	}
	rows := e.rows()
	room := e.height() - 1
	_ = e.shell.Config.Set("multiline-column", rows <= room && rows == 1+e.shell.Line().Lines())
	rows = min(rows, room)
	return strings.Repeat("\x1bD", rows) + fmt.Sprintf("\x1b[%dA", rows) + prompt
}

// rows returns how many rows lie below the first one of the line, and one more,
// which the library takes for granted.
func (e *editor) rows() int {
	width := cmp.Or(e.columns(), 80)
	rows := 0
	for line := range strings.Lines(string(*e.shell.Line()) + "\n") {
		cells := len(prompt)
		for _, r := range line {
			cells++
			if r > 0x1100 { // may be wide
				cells++
			}
		}
		rows += 1 + cells/width
	}
	return rows
}

// look has the line drawn, and so printBetween called. Any goroutine may call it.
// To draw a menu asks the terminal: see prompt.
func (e *editor) look() {
	if !e.inMenu.Load() {
		e.shell.Keys.RequestRefresh()
	}
}

// printBetween has printHeld called next, if something is held back and nothing is
// half done: a menu or a search would take the keys for its own, and a key that
// others may follow, Escape, would be taken together with them. The line is drawn
// again when that is over.
func (e *editor) printBetween(menu bool) {
	if !menu && e.screen.holds() && e.shell.Keys.Empty() {
		e.shell.Keys.Feed(false, []rune(printKeys)...)
	}
}

// printHeld runs on the editor's goroutine, between two keys. The library's own way
// to print above a line takes the last rows of what it prints for those of the line,
// if the cursor is not in the first one.
func (e *editor) printHeld() {
	if text := e.screen.takeHeld(); text != "" {
		e.shell.Display.CursorToLineStart()
		_, _ = os.Stdout.WriteString("\r\x1b[J" + text + "\n")
		e.shell.Display.PrintPrimaryPrompt()
	}
}

// insert inserts what was typed; insertKey is the library's way to do so. That
// takes the first rune of a character only, of an emoji of several say, and moves
// the cursor by its width.
func (e *editor) insert(insertKey func()) {
	typed := e.shell.Keys.Caller()
	if len(typed) == 0 || len(typed) == 1 && typed[0] < utf8.RuneSelf {
		insertKey()
		return
	}
	e.shell.History.SkipSave()
	e.shell.Cursor().InsertAt(typed...)
}

// endOfInput is Ctrl-D: it ends what readAll reads, deletes a character, or
// leaves.
func (e *editor) endOfInput() {
	if e.all && e.shell.Line().Len() > 0 {
		e.shell.Display.AcceptLine()
		e.shell.History.Accept(false, false, nil)
		return
	}
	e.shell.Keymap.Commands()["end-of-file"]()
}

func (e *editor) read() (string, error) {
	e.screen.hold(e.look)
	defer e.screen.release()
	e.shell.Line().Set() // the library shows the prompt first, and drops the last entry then
	line, err := e.shell.Readline()
	if errors.Is(err, readline.ErrInterrupt) {
		err = errInterrupt
	}
	return line, err
}

func (e *editor) readAll() (string, error) {
	e.all = true
	defer func() { e.all = false }()
	line, err := e.read()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return line, err
}

// complete asks the backend what may stand at the cursor.
func (e *editor) complete(line []rune, cursor int) readline.Completions {
	text := string(line[:min(cursor, len(line))])
	found, err := e.completions(text)
	if err != nil || len(found.Candidates) == 0 {
		return readline.Completions{}
	}
	prefix, lead := text[found.Start:], ""
	if prefix == "" && text != "" { // the library would take the word before the cursor
		lead = text[len(text)-1:]
	}
	values := make([]readline.Completion, len(found.Candidates))
	for i, c := range found.Candidates {
		values[i] = readline.Completion{
			Value: lead + c.Text, Display: c.Text, Description: c.Detail,
		}
	}
	all := readline.CompleteRaw(values)
	all.PREFIX = lead + prefix
	return all
}

func (e *editor) completions(text string) (host.Completions, error) {
	ctx, cancel := context.WithTimeout(context.Background(), helpTime)
	defer cancel()
	if isDotCommand(text) {
		return e.dots.complete(ctx, text), nil
	}
	return e.assistant.Complete(ctx, text, len(text))
}

// preview shows below the line what it would give.
func (e *editor) preview(line []rune, _ int) []rune {
	text := string(line)
	if strings.TrimSpace(text) == "" || isDotCommand(text) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), helpTime)
	defer cancel()
	shown, err := e.assistant.Preview(ctx, text)
	if err != nil || shown == "" {
		return nil
	}
	shown = e.cut(shown, e.columns()-1)
	if e.colors {
		shown = "\x1b[2m" + shown + resetColor
	}
	return []rune(shown)
}
