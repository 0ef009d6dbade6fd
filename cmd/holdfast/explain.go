package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/specs"
)

type explainFlags struct {
	specs      string
	json       bool
	showValues bool
}

func newExplainCommand(sys *system) *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain NAME [PARAM=VALUE...]",
		Short: "Show what exactly a command would execute, without executing it",
		Long: `Show what exactly would be executed if a script ran the command NAME with these
values. Nothing is executed. A parameter that is a list is given once for each
of its items.

Values of the caller's environment that are passed on are hidden if their names
look like those of secrets; --show-values shows them.`,
		Example: `  holdfast explain clone url=https://example.org/x.git dir=work/x
  holdfast explain add file=a.txt file=b.txt`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse(`"holdfast list" shows them`, "explain needs the NAME of a command")
			}
			return nil
		},
		ValidArgsFunction: func(
			cmd *cobra.Command, args []string, _ string,
		) ([]string, cobra.ShellCompDirective) {
			return completeExplain(sys, f.specs, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(sys, f, args[0], args[1:])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.specs, "specs", "", "spec `file` (default: holdfast.yaml here or above)")
	flags.BoolVar(&f.json, "json", false, "print one JSON document")
	flags.BoolVar(&f.showValues, "show-values", false, "show values that look like secrets, too")
	return cmd
}

// runExplain is holdfast explain.
func runExplain(sys *system, f explainFlags, name string, given []string) error {
	file, err := loadSpecs(sys, f.specs)
	if err != nil {
		return err
	}
	spec, ok := file.set.Lookup(name)
	if !ok {
		return misuse(`"holdfast list" shows what is declared`, "command %q is not declared in %s%s",
			name, file.name, didYouMean(file.set.Suggest(name)))
	}
	inv, err := fill(spec, given, sys.environ)
	if err != nil {
		usage := strings.TrimSpace(spec.Name + " " + explainUsage(spec.Params))
		return misuse("usage: holdfast explain "+usage, "%w", err)
	}
	e := explanation{spec: spec, inv: inv}
	if !f.showValues {
		e.caller = sys.environ
	}
	if f.json {
		return newConsole(sys).json(e.document())
	}
	return newConsole(sys).out(e.text(newPalette(sys, sys.stdout)))
}

// fill turns NAME=VALUE words into the invocation of a spec.
func fill(spec *specs.Spec, given, environ []string) (*specs.Invocation, error) {
	values := make(map[string]any)
	for _, word := range given {
		name, text, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%s: want PARAM=VALUE", quote(word))
		}
		if name == "" {
			return nil, fmt.Errorf("%s: the name of the parameter is empty", quote(word))
		}
		if err := addValue(values, paramType(spec, name), name, text); err != nil {
			return nil, err
		}
	}
	return spec.Fill(values, environ)
}

// addValue adds what a word gives. Text that is not of the parameter's type is
// left for Fill to refuse, which says what the type is.
func addValue(values map[string]any, t specs.ParamType, name, text string) error {
	if t == specs.List {
		items, _ := values[name].([]string)
		values[name] = append(items, text)
		return nil
	}
	if _, twice := values[name]; twice {
		return fmt.Errorf("parameter %q is given twice, and is no list", name)
	}
	values[name] = typed(t, text)
	return nil
}

func typed(t specs.ParamType, text string) any {
	switch t {
	case specs.Integer, specs.Number:
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
	case specs.Boolean:
		if b, err := strconv.ParseBool(text); err == nil {
			return b
		}
	}
	return text
}

func paramType(spec *specs.Spec, name string) specs.ParamType {
	i := slices.IndexFunc(spec.Params, func(p specs.Param) bool { return p.Name == name })
	if i < 0 {
		return specs.String // undeclared: Fill says so
	}
	return spec.Params[i].Type
}

// explainUsage shows parameters as explain takes them.
func explainUsage(params []specs.Param) string {
	words := make([]string, len(params))
	for i, p := range params {
		word := p.Name + "=" + strings.ToUpper(string(p.Type))
		if p.Type == specs.List {
			word = p.Name + "=ITEM..."
		}
		if !p.Required {
			word = "[" + word + "]"
		}
		words[i] = word
	}
	return strings.Join(words, " ")
}

// completeExplain completes the name of a command, then its parameters.
func completeExplain(
	sys *system, specsName string, args []string,
) ([]string, cobra.ShellCompDirective) {
	file, err := loadSpecs(sys, specsName)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if len(args) == 0 {
		var names []string
		for _, name := range file.set.Names() {
			spec, _ := file.set.Lookup(name)
			names = append(names, cobra.CompletionWithDesc(name, description(spec)))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	var params []string
	if spec, ok := file.set.Lookup(args[0]); ok {
		for _, p := range spec.Params {
			params = append(params, p.Name+"=")
		}
	}
	return params, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}
