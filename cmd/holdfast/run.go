package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

type runFlags struct {
	specs   string
	eval    []string
	timeout timeLimit
	memory  sizeLimit
	json    bool
}

func newRunCommand(sys *system) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [flags] FILE|-|-e CODE [args...]",
		Short: "Run a script",
		Long: `Run a script: a file, "-" for standard input, or the code after -e. A script is
the body of an async function: await and return work at top level. What follows
it are its own arguments, which it finds in args.

The value that the script returns goes to stdout, a string as it is and anything
else as JSON; so does console.log. console.warn and console.error go to stderr.

Exit status: 0 fine, 1 the script failed, 2 the command line or the spec file is
wrong, 124 timeout, 125 memory limit or a crash, 130 interrupted by Ctrl-C (128
plus its number for another signal; 141 if nobody reads stdout any more).`,
		Example: `  holdfast run deploy.js staging --dry-run
  holdfast run -e 'return await commands.run("branch")'
  echo 'console.log(args)' | holdfast run - a b
  holdfast run --json --timeout 90s --memory 512MiB report.js`,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runScript(cmd.Context(), sys, f, args)
		},
	}
	flags := cmd.Flags()
	flags.SetInterspersed(false) // what follows the script is not ours
	flags.StringArrayVarP(&f.eval, "eval", "e", nil, "run this `code`; all arguments are the script's")
	flags.StringVar(&f.specs, "specs", "", "spec `file` (default: holdfast.yaml here or above)")
	flags.Var(&f.timeout, "timeout", "end the run after this `time`: 90s, 1m30s, none (default 5m)")
	flags.Var(&f.memory, "memory", "end the run above this `size`: 512MiB, 1g, none (default 256MiB)")
	flags.BoolVar(&f.json, "json", false, "print one JSON document instead of output and errors")
	return cmd
}

// runScript is holdfast run.
func runScript(ctx context.Context, sys *system, f runFlags, args []string) error {
	out := newConsole(sys)
	result, err := evaluate(ctx, sys, f, args, out)
	if f.json {
		return out.document(result, err)
	}
	if err != nil {
		return err
	}
	return out.value(result.Value)
}

// evaluate runs the script and ends everything it left. The result is nil if the
// script did not start; the error is an *exitError.
func evaluate(
	ctx context.Context, sys *system, f runFlags, args []string, out *console,
) (*host.Result, error) {
	script, err := readScript(sys, f, args)
	if err != nil {
		return nil, err
	}
	script.Timeout, script.MemoryBytes = time.Duration(f.timeout), int(f.memory)
	file, err := loadSpecs(sys, f.specs)
	undeclared := errors.Is(err, specs.ErrNotFound)
	if err != nil && !undeclared {
		return nil, err
	}
	cfg := host.Config{Specs: file.set, Environ: sys.environ, Dir: sys.dir, IdleTTL: -1}
	if !f.json {
		cfg.Console = out.print
	}
	result, err := runIn(ctx, sys, cfg, script, out)
	if undeclared && isUndeclared(err) {
		asExit(err).hint = "no holdfast.yaml in this folder or above; " + initHint
	}
	return result, err
}

func isUndeclared(err error) bool {
	failed, ok := errors.AsType[*commands.Error](err)
	return ok && failed.Code == commands.CodeUndeclared
}

// runIn runs the script in a host of its own, which it closes.
func runIn(
	ctx context.Context, sys *system, cfg host.Config, script host.Script, out *console,
) (*host.Result, error) {
	h, err := host.New(cfg)
	if err != nil {
		return nil, err
	}
	session, err := h.Session("main")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out.onFailure(cancel)
	i := interruptible(sys, out, session, cancel)
	defer i.stop()
	stopProgress := startProgress(sys, out, func() string {
		return cmp.Or(i.running(), printable(script.Name))
	})
	result, err := session.Run(ctx, script)
	stopProgress()
	err = runError(ctx, err)
	if lost := closeHost(h, out); err == nil {
		err = lost
	}
	return result, err
}

// closeTimeout bounds how long the end of a run waits for processes that do not
// die although they are killed.
const closeTimeout = 10 * time.Second

// closeHost ends every process, and says what it had to kill and what survives.
func closeHost(h *host.Host, out *console) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	report, err := h.Close(ctx)
	for _, killed := range report.Killed {
		out.note(fmt.Sprintf("ended %q, process %d", killed.Command, killed.PID))
	}
	if err != nil {
		out.note(printable(err.Error()))
		return &exitError{status: statusFailed}
	}
	return nil
}

// runError makes an *exitError of what Session.Run returned; ctx tells whether
// this process ended the run.
func runError(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if sig, ok := errors.AsType[*signalled](cause); ok {
		return &exitError{status: sig.status(), err: cmp.Or(err, error(sig)), told: true}
	}
	if lost, ok := errors.AsType[*outputError](cause); ok {
		return lost.exit()
	}
	if err == nil {
		return nil
	}
	return &exitError{status: runStatus(err), err: err}
}

func runStatus(err error) int {
	failed, ok := errors.AsType[*host.ScriptError](err)
	if !ok {
		return statusFailed
	}
	switch failed.Kind {
	case host.KindTimeout:
		return statusTimeout
	case host.KindMemory, host.KindInternal:
		return statusCrashed
	}
	return statusFailed
}

// value prints what the script returned.
func (c *console) value(value json.RawMessage) error {
	if value == nil {
		return nil
	}
	line := string(value)
	var text string
	if json.Unmarshal(value, &text) == nil && line != "null" {
		line = text
	}
	return c.out(line)
}
