package repl

import (
	"fmt"
	"os"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
)

// ignoreCommand is the name of the command that does nothing.
const ignoreCommand = "holdfast-ignore"

// suspendCommand is the name of the command that stops this process, and suspendKey
// what Ctrl-Z sends.
const (
	suspendCommand = "holdfast-suspend"
	suspendKey     = `\C-z`
)

// bindKeys binds the keys that the library does not know: Delete, Home and End as
// tmux, screen, PuTTY and the console of Linux send them, and those that mean
// nothing here. What they send would be inserted.
func bindKeys(sh *readline.Shell) {
	sh.Keymap.Register(map[string]func(){ignoreCommand: sh.History.SkipSave})
	keys := map[string]string{
		"\x1b[1~": "beginning-of-line", "\x1b[7~": "beginning-of-line",
		"\x1b[4~": "end-of-line", "\x1b[8~": "end-of-line",
		"\x1b[3~": "delete-char",
	}
	// Insert, Page Up and Down, F5 to F12; then F1 to F4, the console's too.
	for _, code := range []int{2, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24} {
		keys[fmt.Sprintf("\x1b[%d~", code)] = ignoreCommand
	}
	for key := 'P'; key <= 'S'; key++ {
		keys["\x1bO"+string(key)] = ignoreCommand
	}
	for key := 'A'; key <= 'E'; key++ {
		keys["\x1b[["+string(key)] = ignoreCommand
	}
	for _, keymap := range []string{"emacs", "vi-insert"} {
		for sequence, command := range keys {
			_ = sh.Config.Bind(keymap, inputrc.Unescape(sequence), command, false)
		}
	}
}

// suspend is Ctrl-Z, which the terminal leaves to whoever reads single keys. The line
// is shown again, below what the shell has written in the meantime.
func (e *editor) suspend() {
	e.shell.History.SkipSave()
	e.shell.Display.CursorBelowLine()
	_, _ = os.Stdout.WriteString(leavePastes + "\x1b[J")
	e.suspended()
	_, _ = os.Stdout.WriteString(markPastes)
	e.shell.Display.PrintPrimaryPrompt()
}
