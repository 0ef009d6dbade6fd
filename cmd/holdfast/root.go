package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpHint = `"holdfast --help" shows what there is`

// execute runs one command line and returns the exit status.
func execute(sys *system, args []string) int {
	root := newRoot(sys, args)
	root.SetArgs(args)
	root.SetIn(sys.stdin)
	help := &checkedWriter{Writer: sys.stdout}
	root.SetOut(help)
	root.SetErr(sys.stderr)
	root.InitDefaultCompletionCmd(args...) // it prints to what there is by now
	refuseOtherShells(root)
	if len(args) > 0 && args[0] == cobra.ShellCompRequestCmd {
		unquoteFlags(root)
	}
	err := root.Execute()
	if err == nil && help.failed != nil {
		err = (&outputError{help.failed}).exit()
	}
	if err == nil {
		return statusOK
	}
	exit := asExit(err)
	newReport(sys).failure(exit)
	return exit.status
}

// A checkedWriter keeps what went wrong, which cobra does not tell of help.
type checkedWriter struct {
	io.Writer
	failed error
}

// Write implements io.Writer.
func (w *checkedWriter) Write(text []byte) (int, error) {
	_, err := w.Writer.Write(text)
	w.failed = cmp.Or(w.failed, err)
	return len(text), nil // or cobra prints it, and goes on
}

func newRoot(sys *system, args []string) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "holdfast",
		Short: "Run scripts that can execute declared commands only",
		Long: `Holdfast runs JavaScript automation scripts. A script can execute the commands
that holdfast.yaml declares and nothing else, and what it started ends with it.`,
		Example: `  holdfast init                     make a holdfast.yaml and a first script
  holdfast run hello.js             run a script
  holdfast run -e 'return 6 * 7'    run a line of JavaScript
  holdfast repl                     try things out
  holdfast list                     see what scripts may run`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case version:
				return runVersion(sys, versionFlags{})
			case len(args) > 0:
				return unknownCommand(sys, cmd, args[0])
			}
			return cmd.Help()
		},
	}
	root.Flags().SetInterspersed(false) // what follows an unknown command is not ours
	root.Flags().BoolVar(&version, "version", false, "show the version")
	root.SetFlagErrorFunc(flagError)
	if len(args) > 0 && args[0] == "run" {
		// A run is to start fast: what else there is would only cost time.
		root.CompletionOptions.DisableDefaultCmd = true
		root.AddCommand(newRunCommand(sys, args[1:]))
		return root
	}
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		return checkNames(cmd.Flags())
	}
	root.AddCommand(newRunCommand(sys, nil), newReplCommand(sys), newCheckCommand(sys),
		newListCommand(sys), newExplainCommand(sys), newInitCommand(sys), newServeCommand(sys, args),
		newSessionsCommand(sys), newPsCommand(sys), newLogsCommand(sys), newStopCommand(sys),
		newCloseCommand(sys), newVersionCommand(sys))
	root.SetHelpCommand(newHelpCommand(sys))
	return root
}

// refuseOtherShells has cobra's command for completions say what it does not know:
// it prints its help, as if that were a script for the shell.
func refuseOtherShells(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		var shells []string
		for _, shell := range c.Commands() {
			shells = append(shells, shell.Name())
		}
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return misuse("there are "+strings.Join(shells, ", "), "unknown shell %q%s",
				args[0], didYouMean(nearest(args[0], shells)))
		}
	}
}

// newHelpCommand returns the help command. That of cobra answers with the help of
// the root to what it does not know.
func newHelpCommand(sys *system) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			switch {
			case err != nil:
				return err
			case len(rest) > 0 && found == cmd.Root():
				return unknownCommand(sys, found, rest[0])
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
		ValidArgsFunction: completeCommands,
	}
}

// completeCommands completes the name of a command.
func completeCommands(
	cmd *cobra.Command, args []string, _ string,
) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) == 0 {
		for _, c := range cmd.Root().Commands() {
			if c.IsAvailableCommand() {
				names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// unknownCommand says what the user may have meant.
func unknownCommand(sys *system, root *cobra.Command, typed string) error {
	if looksLikeScript(sys, typed) {
		return misuse(fmt.Sprintf(`to run a script: "%s run %s"`, root.Name(), quote(typed)),
			"unknown command %q", typed)
	}
	names := []string{"help"}
	for _, cmd := range root.Commands() {
		names = append(names, cmd.Name())
	}
	return misuse(helpHint, "unknown command %q%s", typed, didYouMean(nearest(typed, names)))
}

func looksLikeScript(sys *system, name string) bool {
	info, err := os.Stat(sys.path(name))
	return err == nil && info.Mode().IsRegular() || strings.HasSuffix(name, ".js")
}

// checkNames refuses flags that name nothing, as those of an unset variable do,
// rather than have something else in their place. A run checks for itself.
func checkNames(flags *pflag.FlagSet) error {
	var err error
	flags.Visit(func(f *pflag.Flag) {
		if err == nil && f.Value.Type() == "string" && f.Value.String() == "" {
			err = misuse("name something, or leave the flag out", "--%s: the name is empty", f.Name)
		}
	})
	return err
}

// flagError says what the user may have meant.
func flagError(cmd *cobra.Command, err error) error {
	hint := fmt.Sprintf("%q shows what there is", cmd.CommandPath()+" --help")
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return misuse(hint, "%w", err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	near := nearest(unknown.GetSpecifiedName(), names)
	if near != "" {
		near = "--" + near
	} else if !cmd.HasParent() {
		hint = `the flags of a run follow "holdfast run"; ` + helpHint
	}
	return misuse(hint, "%w%s", err, didYouMean(near))
}

// nearest returns the one of names most like a mistyped one, or "". cobra has
// the measure, but for commands only: so names become commands.
func nearest(typed string, names []string) string {
	if len(typed) < 2 {
		return ""
	}
	const edits = 2
	all := cobra.Command{SuggestionsMinimumDistance: edits}
	for _, name := range names {
		all.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	if found := all.SuggestionsFor(typed); len(found) > 0 {
		return found[0]
	}
	return ""
}

// didYouMean is what an error adds when name may be what was meant.
func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", name)
}
