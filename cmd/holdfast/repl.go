package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/repl"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

type replFlags struct {
	specs   string
	session string
	socket  string
	timeout timeLimit
	memory  sizeLimit
}

func newReplCommand(sys *system) *cobra.Command {
	var f replFlags
	cmd := &cobra.Command{
		Use:   "repl",
		Short: "Try things out, one entry after the other",
		Long: `Read JavaScript from the terminal, evaluate it and print its value. await works
at top level; what an entry declares stays, and can be declared again. An entry
ends when nothing it started is pending: Ctrl-C ends it early, and the REPL goes
on. Processes that commands.start started run on until the REPL ends.

With --session the REPL is about that session of a server, "holdfast serve", which
it makes if there is none. Leaving the REPL leaves the session, with its variables
and processes; "holdfast close" ends it. The spec file is the server's then.

Input from a pipe is evaluated without prompts, up to the first error.`,
		Example: `  holdfast repl
  holdfast repl --session work
  echo 'await commands.run("branch")' | holdfast repl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return misuse(`for a session: "holdfast repl --session NAME", for a script: "holdfast run FILE"`,
				"repl takes no arguments, got %s", quote(args[0]))
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkSessionFlags(cmd.Flags()); err != nil {
				return err
			}
			if f.session != "" {
				return runAttached(cmd.Context(), sys, f)
			}
			return runRepl(cmd.Context(), sys, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.specs, "specs", "", "spec `file` (default: holdfast.yaml here or above)")
	flags.StringVar(&f.session, "session", "", "attach to this `session` of a server")
	addSocketFlag(flags, &f.socket)
	completeSessionFlag(sys, cmd, &f.socket)
	flags.Var(&f.timeout, "timeout", "end an entry after this `time`: 90s, 1m30s (default none)")
	flags.Var(&f.memory, "memory", "end an entry above this `size`: 512MiB, 1g, none (default 256MiB)")
	return cmd
}

// A replRun is holdfast repl.
type replRun struct {
	sys     *system
	out     *console
	flags   replFlags
	absent  string                      // the hint for what is not declared; "" for the usual one
	awaited func() string               // what an entry waits for, as far as it is known
	leave   func() error                // ends every process, or the entry in flight at a server; once
	attend  func(context.Context) error // as repl.Config has it
}

// runRepl is holdfast repl with a host of its own.
func runRepl(ctx context.Context, sys *system, f replFlags) error {
	file, err := loadSpecs(sys, f.specs)
	without := errors.Is(err, specs.ErrNotFound)
	if err != nil && !(without && f.specs == "") {
		return err
	}
	out := newConsole(sys)
	maker := scriptRun{sys: sys, out: out}
	h, err := newHost(maker.config(file.set), out.note)
	if err != nil {
		return err
	}
	session, err := h.Session("main")
	if err != nil {
		return err
	}
	r := &replRun{
		sys: sys, out: out, flags: f,
		awaited: func() string { return awaited(session.Activities(), theEntry) },
		leave:   sync.OnceValue(func() error { return closeHost(h, out) }),
	}
	if without {
		r.absent = noSpecsHint
	}
	err = r.talk(ctx, repl.Local(session), "Holdfast: JavaScript that can run declared commands")
	return cmp.Or(err, r.leave())
}

// theEntry is what a REPL waits for if nothing better is known.
const theEntry = "the entry"

// runAttached is holdfast repl --session.
func runAttached(ctx context.Context, sys *system, f replFlags) error {
	c := newClient(sys, f.socket)
	watched := &watchedSession{client: c, name: f.session}
	attached, err := repl.Attach(ctx, c, f.session, watched.accepted)
	if err != nil {
		return remoteError(err)
	}
	r := &replRun{
		sys: sys, out: newConsole(sys), flags: f, absent: theirSpecsHint,
		awaited: func() string { return watched.awaited(theEntry) },
		leave:   func() error { attached.Leave(); return nil },
		attend:  attached.Attend,
	}
	return r.talk(ctx, attached, "Holdfast: session "+quote(f.session)+" of a server")
}

// talk runs the REPL. Its error is an *exitError.
func (r *replRun) talk(ctx context.Context, b repl.Backend, greeting string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.out.onFailure(cancel)
	interrupts := make(chan struct{}, 1)
	// Owner: the process, with which it ends, as that of interruption.
	go r.followSignals(r.sys.signals(), interrupts, cancel)
	cfg := repl.Config{
		Backend: b, Greeting: greeting, Attend: r.attend, Interrupts: interrupts,
		Screen:  repl.NewScreen(func(line string) { _ = r.out.out(line) }, r.out.errLine),
		Timeout: time.Duration(r.flags.timeout), MemoryBytes: int(r.flags.memory),
	}
	r.describe(&cfg)
	return r.exit(ctx, repl.Run(ctx, cfg))
}

// describe says where the REPL is read and shown.
func (r *replRun) describe(cfg *repl.Config) {
	_, shown := r.sys.columns(r.sys.stdout)
	cfg.Input = r.sys.stdin
	if isTerminal(r.sys.stdin) {
		cfg.Terminal = shown && r.sys.getenv("TERM") != "dumb"
		cfg.Prompt = func(text string) { _, _ = io.WriteString(r.sys.stderr, text) }
	}
	cfg.Colors = newPalette(r.sys, r.sys.stdout).on
	cfg.Columns = func() int {
		columns, _ := r.sys.columns(r.sys.stdout)
		return columns
	}
	cfg.Rows = func() int { return r.sys.rows(r.sys.stdout) }
	restore := terminalState(r.sys.stdin)
	cfg.Suspend = func() {
		edited := terminalState(r.sys.stdin)
		restore()
		socket.Suspend()
		edited()
	}
	if dir := r.sys.stateDir(); dir != "" {
		cfg.HistoryFile = filepath.Join(dir, "repl_history")
	}
	cfg.Report, cfg.Printable, cfg.Path, cfg.Cut = r.report, printable, r.sys.path, cut
	cfg.LogLine = func(text string) string { return coloured(text, cfg.Colors) }
	cfg.Waiting = func() func() { return startProgress(r.sys, r.out, r.waiting) }
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// waiting says what an entry waits for.
func (r *replRun) waiting() string {
	return r.awaited() + "; Ctrl-C ends it"
}

// followSignals hands Ctrl-C to a REPL that somebody sits in front of. Any other
// signal ends everything, also while input is being read, which nothing else can
// end.
func (r *replRun) followSignals(
	received <-chan os.Signal, interrupts chan<- struct{}, cancel context.CancelCauseFunc,
) {
	restore := terminalState(r.sys.stdin)
	attended := isTerminal(r.sys.stdin)
	for sig := range received {
		switch {
		case sig == syscall.SIGPIPE: // the write that caused it has an error
		case sig == syscall.SIGINT && attended:
			select {
			case interrupts <- struct{}{}:
			default: // one is on its way
			}
		default:
			why := &signalled{sig.(syscall.Signal)}
			cancel(why)
			restore()
			if attended {
				r.out.errLine("") // leave the line that is being typed
			}
			r.out.note(why.Error())
			_ = r.leave() // has been told
			r.sys.exit(why.status())
		}
	}
}

// terminalState returns a function that makes a terminal again what it is now.
func terminalState(stream any) (restore func()) {
	file, ok := stream.(*os.File)
	if !ok {
		return func() {}
	}
	state, err := term.GetState(int(file.Fd()))
	if err != nil {
		return func() {}
	}
	return func() { _ = term.Restore(int(file.Fd()), state) }
}

// report renders why an entry failed.
func (r *replRun) report(err error) string {
	failed := asExit(err)
	if isUndeclared(err) {
		failed.hint = r.absent
	}
	text := ""
	report := newReport(r.sys)
	report.flush = func(all string) { text = all }
	report.failure(failed)
	return text
}

// exit makes an *exitError of what repl.Run returned.
func (r *replRun) exit(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if sig, ok := errors.AsType[*signalled](cause); ok {
		return &exitError{status: sig.status(), err: sig, told: true}
	}
	if lost, ok := errors.AsType[*outputError](cause); ok {
		return lost.exit()
	}
	if failed, ok := errors.AsType[*repl.FailedError](err); ok {
		return &exitError{status: runStatus(failed.Err), err: err, told: true}
	}
	exit := remoteError(err)
	if errors.Is(err, host.ErrClosed) && !errors.Is(err, client.ErrLost) {
		asExit(exit).hint = fmt.Sprintf("\"holdfast repl --session %s\" makes a new one", r.flags.session)
	}
	return exit
}
