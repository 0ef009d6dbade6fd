package main

import (
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"
)

// A system is what the command line reads and changes of its process: nothing
// else in this package touches the process, so that tests can stand in for it.
type system struct {
	program        string // as the user typed it
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string // "NAME=value" each
	dir            string   // absolute working folder

	// columns returns how wide a stream is, and false if it is no terminal.
	columns func(stream io.Writer) (int, bool)
	// rows returns how high a terminal is.
	rows func(stream io.Writer) int
	// signals returns the signals that end a run, from the call on.
	signals func() <-chan os.Signal
	exit    func(status int) // ends the process at once
}

func newSystem() *system {
	dir, err := os.Getwd()
	if err != nil {
		dir = "." // deleted under us: what needs it fails with its own error
	}
	return &system{
		program: os.Args[0],
		stdin:   os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		environ: os.Environ(), dir: dir,
		columns: terminalColumns, rows: terminalRows,
		signals: processSignals,
		exit:    exitProcess,
	}
}

// terminalColumns is system.columns for files.
func terminalColumns(stream io.Writer) (int, bool) {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil || columns <= 0 {
		columns = 80 // a terminal that does not say
	}
	return columns, true
}

// terminalRows is system.rows for files.
func terminalRows(stream io.Writer) int {
	const usual = 24
	file, ok := stream.(*os.File)
	if !ok {
		return usual
	}
	_, rows, err := term.GetSize(int(file.Fd()))
	if err != nil || rows <= 0 {
		return usual
	}
	return rows
}

// processSignals is system.signals for this process, which they do not end any
// more. What was ignored when the process began (by nohup, say) stays ignored.
// SIGPIPE is among them because otherwise a write to a closed pipe ends the
// process, clean-up and all.
func processSignals() <-chan os.Signal {
	received := make(chan os.Signal, 4)
	for _, sig := range []os.Signal{
		syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE,
	} {
		if !signal.Ignored(sig) {
			signal.Notify(received, sig)
		}
	}
	return received
}

// exitProcess is system.exit. What Ctrl-C ended at a terminal dies of that signal:
// a shell says 130 of it too, but knows then that the loop or the script that this
// was part of is to end as well. Elsewhere a status says more than a signal does.
func exitProcess(status int) {
	if status == statusSignal+int(syscall.SIGINT) && atTerminal() {
		signal.Reset(os.Interrupt)
		if self, err := os.FindProcess(os.Getpid()); err == nil && self.Signal(os.Interrupt) == nil {
			time.Sleep(time.Second) // it takes no time, but may come a moment later
		}
	}
	os.Exit(status)
}

// atTerminal reports whether any of the standard streams is a terminal.
func atTerminal() bool {
	return isTerminal(os.Stdin) || isTerminal(os.Stdout) || isTerminal(os.Stderr)
}

// getenv returns the value of an environment variable, "" if it is not set.
func (sys *system) getenv(name string) string {
	for _, entry := range sys.environ {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// stateDir is the folder for what must outlive this process, by the rules of the
// XDG base directories; "" if there is no home.
func (sys *system) stateDir() string {
	if dir := sys.getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "holdfast")
	}
	if home := sys.getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "holdfast")
	}
	return ""
}

// path returns the absolute path of what the user named.
func (sys *system) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(sys.dir, name)
}

// shown is how an absolute path is shown: relative to the working folder if it
// lies there or in a folder above.
func (sys *system) shown(path string) string {
	rel, err := filepath.Rel(sys.dir, path)
	if err != nil {
		return path
	}
	up := strings.TrimLeft(filepath.ToSlash(filepath.Dir(rel)), "./")
	if strings.HasPrefix(rel, "..") && up != "" {
		return path // across and down again: the absolute path is clearer
	}
	return rel
}
