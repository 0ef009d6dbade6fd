package repl

import (
	"strings"
	"unicode"
)

// What has the terminal mark what is pasted, or mark it no longer.
const (
	markPastes  = "\x1b[?2004h"
	leavePastes = "\x1b[?2004l"
)

// takePastes has what is pasted come as a whole, where the terminal can: key by key
// each line of it is drawn again for each character.
func (e *editor) takePastes() {
	_ = e.shell.Config.Set("enable-bracketed-paste", true)
	e.shell.PasteTransformer = pasted
	for _, keymap := range []string{"emacs", "vi-insert"} {
		_ = e.shell.Config.Bind(keymap, "\x1b[200~", "bracketed-paste-begin", false)
	}
}

// pasted returns what a paste puts into the line: nothing that controls the
// terminal.
func pasted(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}
