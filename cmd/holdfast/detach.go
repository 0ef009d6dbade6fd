package main

// holdfast serve --detach.

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/specs"
)

// runDetached starts the same command line again without --detach, in a session
// of its own, and returns once it serves, or with why it does not.
func runDetached(sys *system, f serveFlags, line []string) error {
	path, isDefault := sys.socketPath(f.socket)
	folder := sys.logFolder(path)
	log, err := newLog(folder)
	if err != nil {
		return &exitError{status: statusFailed, hint: "XDG_STATE_HOME names another folder to log in",
			err: fmt.Errorf("no log can be made in %s: %w", quote(folder), bare(err))}
	}
	defer log.Close()
	announced, err := startDetached(sys, line, log)
	if err != nil {
		return errors.Join(err, os.Remove(log.Name()))
	}
	name, err := keepLog(log, logName(folder, path, isDefault))
	if err != nil {
		return err
	}
	out := newConsole(sys)
	if _, err := loadSpecs(sys, f.specs); errors.Is(err, specs.ErrNotFound) {
		out.note(noSpecsWarning) // which the server has said to its log
	}
	return cmp.Or(out.out(announced), out.out("logging to "+name))
}

// newLog makes a log, under a name of its own until it is known whose socket it is.
func newLog(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return os.CreateTemp(folder, "serve-*.new")
}

// startDetached starts a server that logs to a file, and returns what it says
// once it serves.
func startDetached(sys *system, line []string, log *os.File) (announced string, err error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	cmd := exec.Command(program, append(slices.Clone(line), "--detach=false")...)
	cmd.Args[0], cmd.Dir, cmd.Env, cmd.Stderr = sys.program, sys.dir, sys.environ, log
	socket.Detach(cmd)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	announced, _ = bufio.NewReader(stdout).ReadString('\n')
	if announced == "" {
		return "", notServing(sys, cmd, log)
	}
	return strings.TrimSuffix(announced, "\n"), cmd.Process.Release()
}

// logName is where a server logs: to serve.log if its socket is the default one.
func logName(folder, socketPath string, isDefault bool) string {
	if isDefault {
		return filepath.Join(folder, "serve.log")
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(socketPath))
	return filepath.Join(folder, fmt.Sprintf("serve-%08x.log", h.Sum32()))
}

// keepLog gives the log its name. That of the server before, which has ended
// since this one has its socket, is kept once.
func keepLog(log *os.File, name string) (string, error) {
	if err := os.Rename(name, name+".old"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return name, os.Rename(log.Name(), name)
}

// notServing says why a server that was started does not serve: its log is what
// the user would have seen.
func notServing(sys *system, cmd *exec.Cmd, log *os.File) error {
	_ = cmd.Wait()
	status := max(statusFailed, cmd.ProcessState.ExitCode())
	said, err := os.ReadFile(log.Name())
	if err != nil || len(said) == 0 {
		return &exitError{status: status, hint: "without --detach it says why",
			err: fmt.Errorf("the server did not start: %v", cmd.ProcessState)}
	}
	newConsole(sys).errLine(strings.TrimSuffix(string(said), "\n"))
	return &exitError{status: status}
}
