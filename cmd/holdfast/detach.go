package main

// holdfast serve --detach.

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
)

// runDetached starts the same command line again without --detach, in a session
// of its own, and returns once it serves, or with why it does not.
func runDetached(sys *system, f serveFlags, line []string) error {
	path, _ := sys.socketPath(f.socket)
	log, began, err := openLog(sys.logFolder(path))
	if err != nil {
		return err
	}
	defer log.Close()
	program, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(program, append(slices.Clone(line), "--detach=false")...)
	cmd.Args[0], cmd.Dir, cmd.Env, cmd.Stderr = sys.program, sys.dir, sys.environ, log
	socket.Detach(cmd)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	announced, _ := bufio.NewReader(stdout).ReadString('\n')
	if announced == "" {
		return notServing(cmd, log, began)
	}
	out := newConsole(sys)
	return cmp.Or(out.out(strings.TrimSuffix(announced, "\n")), out.out("logging to "+log.Name()),
		cmd.Process.Release())
}

// maxLogBytes is how large a log may be before another is begun.
const maxLogBytes = 1 << 20

// openLog opens the log of detached servers at its end, which it returns too. A
// large one is put aside as serve.log.old.
func openLog(folder string) (log *os.File, end int64, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, 0, err
	}
	name := filepath.Join(folder, "serve.log")
	if info, err := os.Stat(name); err == nil && info.Size() > maxLogBytes {
		if err := os.Rename(name, name+".old"); err != nil {
			return nil, 0, err
		}
	}
	log, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, 0, err
	}
	info, err := log.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, log.Close())
	}
	return log, info.Size(), nil
}

// notServing returns why a server that was started does not serve: what it has
// written to the log since, which ends with an error as the user would see it.
func notServing(cmd *exec.Cmd, log *os.File, began int64) error {
	err := cmd.Wait()
	text, _ := io.ReadAll(io.NewSectionReader(log, began, maxLogBytes))
	said := strings.TrimSpace(string(text))
	status := statusFailed
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() > 0 {
		status = cmd.ProcessState.ExitCode()
	}
	if _, after, ok := strings.Cut("\n"+said, "\nerror: "); ok {
		why, hint, _ := strings.Cut(after, "\nhint: ")
		return &exitError{status: status, err: errors.New(why), hint: hint}
	}
	return &exitError{status: status,
		err: fmt.Errorf("the server did not start: %w; see %s", cmp.Or(err, io.EOF), log.Name())}
}
