package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

type runFlags struct {
	specs   string
	session string
	socket  string
	eval    []string
	timeout timeLimit
	memory  sizeLimit
	json    bool
	wrong   error // what is wrong with the flags; nil if nothing is
}

// newRunCommand returns holdfast run; line is what follows it on the command line.
func newRunCommand(sys *system, line []string) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [flags] FILE|-|-e CODE [args...]",
		Short: "Run a script",
		Long: `Run a script: a file, "-" for standard input, or the code after -e. A script is
the body of an async function: await and return work at top level. What follows
it are its own arguments, which it finds in args.

The value that the script returns goes to stdout, a string as it is and anything
else as JSON; so does console.log. console.warn and console.error go to stderr.
With --json all that is in one document, which keeps of the console the first 1000
entries, 8 KiB of each and 1 MiB of all; consoleDropped counts those that follow.

Exit status: 0 fine, 1 the script failed, 2 the command line or the spec file is
wrong, 124 timeout, 125 memory limit or a crash, 130 interrupted by Ctrl-C (128
plus its number for another signal; 141 if nobody reads stdout any more).

With --session the script runs in that session of a server, "holdfast serve",
which keeps its variables and processes for the next run. The spec file is the
server's then.`,
		Example: `  holdfast run deploy.js staging --dry-run
  holdfast run -e 'return await commands.run("branch")'
  echo 'console.log(args)' | holdfast run - a b
  holdfast run --session work -e 'vars.set("n", 1)'
  holdfast run --json --timeout 90s --memory 512MiB report.js`,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.wrong = checkSessionFlags(cmd.Flags())
			return runScript(cmd.Context(), sys, f, args)
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		err = flagError(cmd, err)
		if asksForDocument(line) {
			err = newConsole(sys).document(nil, err)
		}
		return err
	})
	flags := cmd.Flags()
	flags.SetInterspersed(false) // what follows the script is not ours
	flags.StringArrayVarP(&f.eval, "eval", "e", nil, "run this `code`; all arguments are the script's")
	flags.StringVar(&f.specs, "specs", "", "spec `file` (default: holdfast.yaml here or above)")
	flags.StringVar(&f.session, "session", "", "run in this `session` of a server")
	addSocketFlag(flags, &f.socket)
	completeSessionFlag(sys, cmd, &f.socket)
	flags.Var(&f.timeout, "timeout", "end the run after this `time`: 90s, 1m30s, none (default 5m)")
	flags.Var(&f.memory, "memory", "end the run above this `size`: 512MiB, 1g, none (default 256MiB)")
	flags.BoolVar(&f.json, "json", false, "print one JSON document instead of output and errors")
	return cmd
}

// asksForDocument reports whether --json stands before the script of a command line
// whose flags cannot be read: what follows a flag may be its value.
func asksForDocument(line []string) bool {
	afterFlag := false
	for _, arg := range line {
		switch isFlag := strings.HasPrefix(arg, "-"); {
		case arg == "--json":
			return true
		case arg == "--" || arg == "-" || !isFlag && !afterFlag:
			return false
		default:
			afterFlag = isFlag && !strings.Contains(arg, "=")
		}
	}
	return false
}

// A scriptRun is one run of a script by holdfast run.
type scriptRun struct {
	sys     *system
	flags   runFlags
	out     *console
	signals *interruption
}

// runScript is holdfast run.
func runScript(ctx context.Context, sys *system, f runFlags, args []string) error {
	out := newConsole(sys)
	r := scriptRun{sys: sys, flags: f, out: out, signals: watchSignals(sys, out)}
	result, err := r.evaluate(ctx, args)
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
func (r *scriptRun) evaluate(ctx context.Context, args []string) (*host.Result, error) {
	if r.flags.wrong != nil {
		return nil, r.flags.wrong
	}
	script, err := readScript(r.sys, r.flags, args)
	if err != nil {
		return nil, err
	}
	script.Timeout = time.Duration(r.flags.timeout)
	script.MemoryBytes = int(r.flags.memory)
	if r.flags.session != "" {
		return r.runAt(ctx, script)
	}
	file, err := loadSpecs(r.sys, r.flags.specs)
	without := errors.Is(err, specs.ErrNotFound)
	if err != nil && !without {
		return nil, err
	}
	result, err := r.runIn(ctx, r.config(file.set), script)
	if without && isUndeclared(err) {
		asExit(err).hint = r.absentSpecs(script.Name)
	}
	return result, err
}

// absentSpecs says how to have a spec file: one may be where the script is, which
// is not looked for there.
func (r *scriptRun) absentSpecs(script string) string {
	found, err := specs.Find(filepath.Dir(r.sys.path(script)))
	if err != nil {
		return noSpecsHint
	}
	return "no holdfast.yaml in this folder or above; the script has one: --specs " +
		quote(r.sys.shown(found))
}

// config is the host's; set is nil without a spec file.
func (r *scriptRun) config(set *specs.Set) host.Config {
	const never = -1
	cfg := host.Config{
		Specs: set, Environ: r.sys.environ, Dir: r.sys.dir, IdleTTL: never,
		StateDir: r.sys.stateDir(),
	}
	if !r.flags.json {
		cfg.Console = r.out.print
	}
	return cfg
}

func isUndeclared(err error) bool {
	failed, ok := errors.AsType[*commands.Error](err)
	return ok && failed.Code == commands.CodeUndeclared
}

// newHost goes on without a state folder where none can be used, a home that is
// read-only, say, and without workers where the system has none. What that costs
// is noted.
func newHost(cfg host.Config, note func(text string)) (*host.Host, error) {
	h, err := host.New(cfg)
	if errors.Is(err, errors.ErrUnsupported) {
		note("scripts run in this process, which a hostile one can crash: this system has no workers")
		cfg.Isolation = host.InProcess
		h, err = host.New(cfg)
	}
	if errors.Is(err, host.ErrStateDir) {
		note(printable(err.Error()) + "; if everything is killed at once, processes may be left")
		cfg.StateDir = ""
		h, err = host.New(cfg)
	}
	if err == nil {
		tellSwept(h.Swept(), note)
	}
	return h, err
}

// ended names a process that was ended.
func ended(k commands.Killed) string {
	name := cmp.Or(k.Name, k.Command, k.Program)
	if name == "" {
		return fmt.Sprintf("ended process %d", k.PID)
	}
	return fmt.Sprintf("ended %q, process %d", name, k.PID)
}

// runIn runs the script in a host of its own, which it closes.
func (r *scriptRun) runIn(
	ctx context.Context, cfg host.Config, script host.Script,
) (*host.Result, error) {
	h, err := newHost(cfg, r.out.note)
	if err != nil {
		return nil, err
	}
	session, err := h.Session("main")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.out.onFailure(cancel)
	r.signals.begin(session.Activities, cancel)
	stopProgress := startProgress(r.sys, r.out, func() string {
		return awaited(session.Activities(), printable(script.Name))
	})
	result, err := session.Run(ctx, script)
	lost := closeHost(h, r.out)
	stopProgress()
	r.signals.end()
	return result, cmp.Or(runError(ctx, err), lost)
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
		out.note(ended(killed))
	}
	if more := report.Total - len(report.Killed); more > 0 {
		out.note(fmt.Sprintf("ended %d more that commands left behind", more))
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
	case host.KindMemory, host.KindCrash, host.KindInternal:
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
