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
		return notServing(sys, cmd, log, began)
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

// notServing says why a server that was started does not serve: what has been
// written to the log since began, and is none of the records that a server which
// does serve may write there too, is what the user would have seen.
func notServing(sys *system, cmd *exec.Cmd, log *os.File, began int64) error {
	_ = cmd.Wait()
	status := max(statusFailed, cmd.ProcessState.ExitCode())
	said, _ := io.ReadAll(io.NewSectionReader(log, began, maxLogBytes))
	complaint := slices.DeleteFunc(slices.Collect(strings.Lines(string(said))), isRecord)
	if len(complaint) == 0 {
		return &exitError{status: status,
			err: fmt.Errorf("the server did not start: %v; see %s", cmd.ProcessState, log.Name())}
	}
	newConsole(sys).errLine(strings.TrimSuffix(strings.Join(complaint, ""), "\n"))
	return &exitError{status: status}
}

// isRecord reports whether a line of the log is one of slog's.
func isRecord(line string) bool {
	return strings.HasPrefix(line, "time=") || strings.HasPrefix(line, `{"time":`)
}
