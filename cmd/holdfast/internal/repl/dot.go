package repl

// The commands that begin with a dot.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

var (
	errLeave = errors.New("leave")
	errTold  = errors.New("told already")
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
		{".logs", "NAME", "show what a persistent command wrote", (*repl).logs},
		{".load", "FILE", "evaluate a file as one entry", (*repl).load},
		{".save", "FILE", "write the entries that went well to a file", (*repl).save},
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

// completeDot completes the name of a dot command.
func completeDot(text string) host.Completions {
	var found host.Completions
	for _, c := range dotCommands() {
		if strings.HasPrefix(c.name, text) {
			found.Candidates = append(found.Candidates, host.Candidate{Text: c.name, Detail: c.help})
		}
	}
	return found
}

func (r *repl) help(context.Context, string) error {
	rows := make([][]string, 0, len(dotCommands()))
	for _, c := range dotCommands() {
		rows = append(rows, []string{strings.TrimSpace(c.name + " " + c.argument), c.help})
	}
	r.Screen.out(columns(rows) + `

_ is the last value and _error the last error. await works everywhere. An entry
ends when nothing it started is pending; Ctrl-C ends it early. Tab completes,
Ctrl-R searches the history.`)
	return nil
}

func (r *repl) exit(context.Context, string) error { return errLeave }

func (r *repl) reset(ctx context.Context, _ string) error {
	if err := r.Backend.Reset(ctx); err != nil {
		return err
	}
	r.generation = 0
	r.note("what entries declared is gone; vars and processes are kept")
	return nil
}

func (r *repl) vars(ctx context.Context, _ string) error {
	vars, err := r.Backend.Vars(ctx)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		rows = append(rows, []string{name, clip(string(vars[name]))})
	}
	r.table(rows, "no variables; vars.set(name, value) makes one")
	return nil
}

func (r *repl) commands(ctx context.Context, _ string) error {
	all, err := r.Backend.Commands(ctx)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, info := range all {
		var params []string
		for _, p := range info.Params {
			params = append(params, p.Name)
		}
		description := info.Description
		if info.Persistent {
			description = strings.TrimSpace(description + " (persistent)")
		}
		rows = append(rows, []string{info.Name, strings.Join(params, " "), description})
	}
	r.table(rows, `no commands; a holdfast.yaml declares them, and "holdfast init" makes a first one`)
	return nil
}

func (r *repl) ps(ctx context.Context, _ string) error {
	all, err := r.Backend.Processes(ctx)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(all)+1)
	for _, s := range all {
		pid := "-"
		if s.Running {
			pid = fmt.Sprint(s.PID)
		}
		rows = append(rows, []string{
			s.Name, s.Command, s.State, pid, s.Uptime.Round(time.Second).String(), fmt.Sprint(s.Restarts),
		})
	}
	if len(rows) > 0 {
		rows = slices.Insert(rows, 0, []string{"NAME", "COMMAND", "STATE", "PID", "UPTIME", "RESTARTS"})
	}
	r.table(rows, "no persistent commands; commands.start(name) starts one")
	return nil
}

func (r *repl) logs(ctx context.Context, name string) error {
	logs, err := r.Backend.Logs(ctx, name)
	if err != nil {
		return err
	}
	if logs.Dropped > 0 {
		r.note(fmt.Sprintf("%d earlier lines are not kept", logs.Dropped))
	}
	for _, line := range logs.Lines {
		r.Screen.out(r.Printable(marked(line)))
	}
	if len(logs.Lines) == 0 {
		r.note(r.Printable(name) + " has written nothing")
	}
	return nil
}

func marked(line commands.Line) string {
	if line.Stream == "stderr" {
		return "! " + line.Text
	}
	return "  " + line.Text
}

// maxLoadBytes bounds what .load reads, so that a device file does not fill
// memory.
const maxLoadBytes = 64 << 20

func (r *repl) load(ctx context.Context, name string) error {
	info, err := os.Stat(r.Path(name))
	switch {
	case err != nil:
		return fmt.Errorf(".load %s: %w", name, bare(err))
	case !info.Mode().IsRegular():
		return fmt.Errorf(".load %s: is not a file", name)
	case info.Size() > maxLoadBytes:
		return fmt.Errorf(".load %s: is too large", name)
	}
	text, err := os.ReadFile(r.Path(name))
	if err != nil {
		return fmt.Errorf(".load %s: %w", name, bare(err))
	}
	return r.typed(ctx, name, string(text))
}

// typed evaluates an entry that a dot command has read.
func (r *repl) typed(ctx context.Context, name, source string) error {
	if err := r.evaluate(ctx, name, source); err != nil {
		return errors.Join(errTold, err)
	}
	return nil
}

func (r *repl) save(_ context.Context, name string) error {
	text := strings.Join(r.entries, "\n")
	if text != "" {
		text += "\n"
	}
	file, err := os.OpenFile(r.Path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf(".save %s: %w", name, bare(err))
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf(".save %s: %w", name, bare(err))
	}
	r.note(fmt.Sprintf("%d entries saved to %s", len(r.entries), r.Printable(name)))
	return nil
}

// bare returns err without the operation and path that package os adds.
func bare(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

func (r *repl) edit(ctx context.Context, _ string) error {
	if r.attended() {
		r.note("Ctrl-D ends the entry, Ctrl-C drops it")
	}
	text, err := r.reader.readAll()
	if errors.Is(err, errInterrupt) || strings.TrimSpace(text) == "" {
		return nil
	}
	if err != nil {
		return err
	}
	r.count++
	return r.typed(ctx, fmt.Sprintf("repl:%d", r.count), text)
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

// table prints rows, or none if there is nothing.
func (r *repl) table(rows [][]string, none string) {
	if len(rows) == 0 {
		r.note(none)
		return
	}
	r.Screen.out(r.Printable(columns(rows)))
}

// columns lays rows out.
func columns(rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // to memory
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// clip shortens a value to what fits a line of most terminals.
func clip(text string) string {
	const most = 100
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
