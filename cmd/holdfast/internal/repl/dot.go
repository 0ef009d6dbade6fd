package repl

// The commands that begin with a dot.

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

var (
	errLeave = errors.New("leave")
	errTold  = errors.New("told already")
)

// What a dot command may take.
const (
	processArgument = "NAME"
	fileArgument    = "FILE"
)

// A dotCommand is one of them.
type dotCommand struct {
	name, argument, help string
	run                  func(r *repl, ctx context.Context, argument string) error
}

// dotCommands lists all, in the order of .help.
func dotCommands() []dotCommand {
	return []dotCommand{
		{".help", "", "show this", (*repl).help},
		{".exit", "", "leave; so do Ctrl-D, and Ctrl-C twice", (*repl).exit},
		{".reset", "", "drop what entries declared; vars and processes stay", (*repl).reset},
		{".vars", "", "show the session's variables", (*repl).vars},
		{".commands", "", "show the commands that may run", (*repl).commands},
		{".ps", "", "show the persistent commands", (*repl).ps},
		{".logs", processArgument, "show what a persistent command wrote", (*repl).logs},
		{".load", fileArgument, "evaluate a file as one entry, or those of .save", (*repl).load},
		{".save", fileArgument, "write the entries that went well to a file", (*repl).save},
		{".editor", "", "type an entry of several lines; Ctrl-D ends it", (*repl).edit},
		{".time", "", "show, or not, how long entries take", (*repl).time},
	}
}

// isDotCommand tells .exit from .5 and ...list.
func isDotCommand(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) > 1 && text[0] == '.' && 'a' <= text[1] && text[1] <= 'z' &&
		!strings.Contains(text, "\n")
}

// obey runs a dot command.
func (r *repl) obey(ctx context.Context, text string) error {
	name, argument, _ := strings.Cut(text, " ")
	argument = strings.TrimSpace(argument)
	for _, c := range dotCommands() {
		switch {
		case c.name != name:
		case c.argument == "" && argument != "":
			return fmt.Errorf("%s takes no argument", name)
		case c.argument != "" && argument == "":
			return fmt.Errorf("%s needs one argument: %s %s", name, name, c.argument)
		default:
			return c.run(r, ctx, argument)
		}
	}
	if near := nearest(name); near != "" {
		return fmt.Errorf("unknown command %s (did you mean %s?)", name, near)
	}
	return fmt.Errorf("unknown command %s; .help shows what there is", name)
}

// nearest returns the dot command most like a mistyped one: one that begins with
// it, or that is at most two changes away; "" if there is none.
func nearest(typed string) string {
	best, edits := "", 3
	for _, c := range dotCommands() {
		if len(typed) > 2 && strings.HasPrefix(c.name, typed) {
			return c.name
		}
		if n := distance(typed, c.name); n < edits {
			best, edits = c.name, n
		}
	}
	return best
}

// distance is how many letters must be put in, left out or replaced to make b of
// a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

func (r *repl) help(context.Context, string) error {
	rows := make([][]string, 0, len(dotCommands()))
	for _, c := range dotCommands() {
		rows = append(rows, []string{strings.TrimSpace(c.name + " " + c.argument), c.help})
	}
	text := columns(rows) + `

_ is the last value and _error the last error. await works everywhere. An entry
ends when nothing it started is pending; Ctrl-C ends it early.`
	if r.Terminal {
		text += " Tab completes,\nCtrl-R searches the history."
	}
	r.Screen.out(text)
	return nil
}

func (r *repl) exit(context.Context, string) error { return errLeave }

func (r *repl) reset(ctx context.Context, _ string) error {
	err := r.interruptible(ctx, r.Backend.Reset) // it waits for runs of others
	if errors.Is(err, errInterrupt) {
		r.noteInterrupted("")
		return errors.Join(errTold, err)
	}
	if err != nil {
		return err
	}
	r.generation = 0
	r.note("what entries declared is gone; vars and processes are kept")
	return nil
}

func (r *repl) time(context.Context, string) error {
	r.timed = !r.timed
	state := "not shown"
	if r.timed {
		state = "shown"
	}
	r.note("how long entries take is " + state)
	return nil
}
