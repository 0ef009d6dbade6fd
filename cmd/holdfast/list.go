package main

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/specs"
)

type listFlags struct {
	specs string
	json  bool
}

func newListCommand(sys *system) *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Show what scripts may run, with parameters",
		Long: `Show the commands that scripts may run, with their parameters: NAME is a string,
NAME:type another type, NAME... a list, and one in brackets may be left out.`,
		Example:           "  holdfast list\n  holdfast list --json | jq '.commands[].name'",
		Args:              atMost(0, "list takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runList(sys, f)
		},
	}
	cmd.Flags().StringVar(&f.specs, "specs", "", "spec `file` (default: holdfast.yaml here or above)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document")
	return cmd
}

// runList is holdfast list.
func runList(sys *system, f listFlags) error {
	file, err := loadSpecs(sys, f.specs)
	if err != nil {
		return err
	}
	out := newConsole(sys)
	if f.json {
		return out.json(newListing(file.set))
	}
	rows := [][]string{{"NAME", "PARAMETERS", "DESCRIPTION"}}
	for _, name := range file.set.Names() {
		spec, _ := file.set.Lookup(name)
		rows = append(rows, []string{name, paramsUsage(spec.Params), description(spec)})
	}
	width, _ := sys.columns(sys.stdout)
	return out.out(table(rows, width))
}

func description(spec *specs.Spec) string {
	text := strings.Join(strings.Fields(printable(spec.Description)), " ")
	if spec.Persistent {
		text = strings.TrimSpace(text + " (persistent)")
	}
	return text
}

// paramsUsage names parameters as they are given.
func paramsUsage(params []specs.Param) string {
	words := make([]string, len(params))
	for i, p := range params {
		words[i] = paramUsage(p)
	}
	return strings.Join(words, " ")
}

func paramUsage(p specs.Param) string {
	word := p.Name
	switch p.Type {
	case specs.String, specs.Scalar:
	case specs.List:
		word += "..."
	default:
		word += ":" + string(p.Type)
	}
	if p.Required {
		return word
	}
	return "[" + word + "=" + defaultText(p.Default) + "]"
}

func defaultText(value any) string {
	if list, ok := value.([]string); ok {
		return strings.Join(list, ",")
	}
	return printable(fmt.Sprint(value))
}

// table lays rows out in columns. The last column is cut to fit width; a width of
// 0 is that of no terminal: nothing is cut.
func table(rows [][]string, width int) string {
	const gap = "  "
	widths := columnWidths(rows)
	lines := make([]string, len(rows))
	for n, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell + strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)) + gap)
		}
		lines[n] = cut(strings.TrimRight(b.String(), " "), width)
	}
	return strings.Join(lines, "\n")
}

// cut shortens a line to so many columns of a terminal, of which some characters
// take two, and marks that it did.
func cut(line string, width int) string {
	if width <= 0 || uniseg.StringWidth(line) <= width {
		return line
	}
	rest, state, left := line, -1, width-1
	for {
		_, after, taken, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if left -= taken; left < 0 {
			return line[:len(line)-len(rest)] + "…"
		}
		rest, state = after, next
	}
}

// A listing is what list --json prints.
type listing struct {
	File     string          `json:"file"`
	Commands []listedCommand `json:"commands"`
}

type listedCommand struct {
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Persistent  bool          `json:"persistent"`
	Params      []listedParam `json:"params"`
}

type listedParam struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Type        string   `json:"type"`
	Required    bool     `json:"required"`
	Default     any      `json:"default,omitempty"`
	Pattern     string   `json:"pattern,omitempty"`
	Enum        []string `json:"enum,omitempty"`
	MaxLength   int      `json:"maxLength,omitempty"`
	Min         *float64 `json:"min,omitempty"`
	Max         *float64 `json:"max,omitempty"`
	Within      string   `json:"within,omitempty"`
	AllowDash   bool     `json:"allowDash,omitempty"`
}

func newListing(set *specs.Set) listing {
	all := listing{File: set.File(), Commands: []listedCommand{}}
	for _, name := range set.Names() {
		spec, _ := set.Lookup(name)
		cmd := listedCommand{
			Name: name, Description: spec.Description, Persistent: spec.Persistent,
			Params: []listedParam{},
		}
		for _, p := range spec.Params {
			cmd.Params = append(cmd.Params, listedParam{
				p.Name, p.Description, string(p.Type), p.Required, p.Default, p.Pattern, p.Enum,
				p.MaxLength, p.Min, p.Max, p.Within, p.AllowDash,
			})
		}
		all.Commands = append(all.Commands, cmd)
	}
	return all
}
