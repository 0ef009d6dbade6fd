package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/specs"
)

type checkFlags struct{ json bool }

func newCheckCommand(sys *system) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Validate a spec file and show every error",
		Long: `Validate a spec file, by default holdfast.yaml here or in a folder above. Every
error is shown as file:line:column. Exit status: 0 no errors, 1 errors, 2 no such
file.`,
		Example: "  holdfast check\n  holdfast check deploy/holdfast.yaml\n" +
			"  holdfast check --json | jq '.errors[].line'",
		Args: atMost(1, "check takes one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCheck(sys, f, args)
		},
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document")
	return cmd
}

// atMost is cobra.MaximumNArgs with a message that says what to give.
func atMost(limit int, want string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > limit {
			return misuse(fmt.Sprintf("%q shows how it is used", cmd.CommandPath()+" --help"),
				"%s, got %s as well", want, quote(args[limit]))
		}
		return nil
	}
}

// runCheck is holdfast check.
func runCheck(sys *system, f checkFlags, args []string) error {
	name := ""
	if len(args) > 0 {
		if name = args[0]; name == "" {
			return misuse("name a spec file, or leave it out", "the name of the file is empty")
		}
	}
	file, err := loadSpecs(sys, name)
	var faults []*specs.Error
	if wrong, ok := errors.AsType[*specErrors](err); ok {
		faults = wrong.faults
		err = &exitError{status: statusFailed, err: wrong, told: f.json}
	} else if err != nil {
		return err
	}
	out := newConsole(sys)
	switch {
	case f.json:
		return cmp.Or(out.json(newCheckDocument(sys, file, faults)), err)
	case err != nil:
		return err
	}
	return out.out(fmt.Sprintf("%s: %s, no errors",
		file.name, count(len(file.set.Names()), "command")))
}

// A checkDocument is what check --json prints.
type checkDocument struct {
	File     string       `json:"file"`
	Commands *int         `json:"commands,omitempty"` // nil if there are errors
	Errors   []checkFault `json:"errors"`
}

type checkFault struct {
	Line    int    `json:"line,omitempty"` // 0: it is the file's as a whole
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

func newCheckDocument(sys *system, file specFile, faults []*specs.Error) checkDocument {
	d := checkDocument{File: sys.path(file.name), Errors: []checkFault{}}
	if file.set != nil {
		d.Commands = new(len(file.set.Names()))
	}
	for _, fault := range faults {
		d.Errors = append(d.Errors, checkFault{
			Line: fault.Line, Column: fault.Col, Field: fault.Field, Message: fault.Err.Error(),
		})
	}
	return d
}

// count is a number of things, named in the singular by noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// exactly is atMost that also refuses fewer, and empty ones, with a hint at what
// there is.
func exactly(count int, hint, want string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < count {
			return misuse(hint, "%s", want)
		}
		if slices.Contains(args, "") {
			return misuse(hint, "%s, got an empty one", want)
		}
		return atMost(count, want)(cmd, args)
	}
}
