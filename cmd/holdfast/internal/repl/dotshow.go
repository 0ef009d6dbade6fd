package repl

// The dot commands that show what there is.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

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
			if p.Required {
				params = append(params, p.Name)
			} else {
				params = append(params, "["+p.Name+"]")
			}
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
		r.Screen.out(marked(line.Stream, r.LogLine(line.Text)))
	}
	if len(logs.Lines) == 0 {
		r.note(r.Printable(name) + " has written nothing")
	}
	return nil
}

func marked(stream, text string) string {
	if stream == "stderr" {
		return "! " + text
	}
	return "  " + text
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
