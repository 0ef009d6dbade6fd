package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

func newCheckCommand(sys *system) *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "Validate a spec file and show every error",
		Long: `Validate a spec file, by default holdfast.yaml here or in a folder above. Every
error is shown as file:line:column. Exit status: 0 no errors, 1 errors, 2 no such
file.`,
		Example: "  holdfast check\n  holdfast check deploy/holdfast.yaml",
		Args:    atMost(1, "check takes one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCheck(sys, args)
		},
	}
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
func runCheck(sys *system, args []string) error {
	name := ""
	if len(args) > 0 {
		if name = args[0]; name == "" {
			return misuse("name a spec file, or leave it out", "the name of the file is empty")
		}
	}
	file, err := loadSpecs(sys, name)
	if _, wrong := errors.AsType[*specErrors](err); wrong {
		return &exitError{status: statusFailed, err: errors.Unwrap(err)}
	}
	if err != nil {
		return err
	}
	return newConsole(sys).out(fmt.Sprintf("%s: %s, no errors",
		file.name, count(len(file.set.Names()), "command")))
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
