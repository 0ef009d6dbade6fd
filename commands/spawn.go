package commands

// From an invocation to a program to execute, and from the system's error
// number to a sentence that says which of the things named is at fault.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/holdfast-run/holdfast/commands/internal/guardian"
	"github.com/holdfast-run/holdfast/commands/internal/proc"
	"github.com/holdfast-run/holdfast/specs"
)

// spawn starts the program of inv as a child of parent; what else c needs the
// caller fills in. The error is an *Error.
func spawn(
	parent *proc.Parent, inv *specs.Invocation, c proc.Command,
) (*proc.Process, error) {
	path, err := lookPath(inv)
	if err != nil {
		return nil, &Error{Code: CodeSpawn, Command: inv.Command, Err: err}
	}
	c.Path, c.Argv, c.Env, c.Dir = path, inv.Argv, inv.Env, inv.Dir
	process, err := parent.Start(c)
	if errors.Is(err, proc.ErrClosed) {
		return nil, &Error{Code: CodeClosed, Command: inv.Command, Err: ErrClosed}
	}
	if err != nil {
		return nil, &Error{Code: CodeSpawn, Command: inv.Command, Err: spawnError(inv, path, err)}
	}
	return process, nil
}

// lookPath returns the program that Argv[0] names. A name without a slash is
// looked up on the child's own PATH, of which only absolute folders count: what
// happens to lie in the working folder is never run by accident.
func lookPath(inv *specs.Invocation) (string, error) {
	name := inv.Argv[0]
	if strings.ContainsAny(name, `/`+string(filepath.Separator)) {
		return name, nil
	}
	path := variable(inv.Env, "PATH")
	var denied error
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		file, err := exec.LookPath(filepath.Join(dir, name))
		if err == nil {
			return file, nil
		}
		if denied == nil && errors.Is(err, fs.ErrPermission) {
			denied = fmt.Errorf("program %q: %w", filepath.Join(dir, name), syscall.EACCES)
		}
	}
	if denied != nil {
		return "", denied
	}
	return "", fmt.Errorf("program %q is not on the PATH it is given, %q: %w",
		name, path, syscall.ENOENT)
}

// variable returns the value of a variable in env, the last one if it is there
// twice.
func variable(env []string, name string) (value string) {
	for _, pair := range env {
		if v, ok := strings.CutPrefix(pair, name+"="); ok {
			value = v
		}
	}
	return value
}

// spawnError explains why path could not be started. The system gives one
// error number for all steps, so what is at fault is looked for.
func spawnError(inv *specs.Invocation, path string, err error) error {
	for _, own := range []error{guardian.ErrNoChild, guardian.ErrLost, guardian.ErrSilent} {
		if errors.Is(err, own) {
			return err // nothing of what is named is at fault
		}
	}
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return file // which says what is
	}
	// With the dot, for it is not enough that it is there: it must be entered.
	if dir, statErr := os.Stat(inv.Dir + "/."); statErr != nil {
		return fmt.Errorf("working folder %q: %w", inv.Dir, underlying(statErr))
	} else if !dir.IsDir() {
		return fmt.Errorf("working folder %q: %w", inv.Dir, syscall.ENOTDIR)
	}
	switch {
	case errors.Is(err, syscall.E2BIG):
		return fmt.Errorf("%d bytes of arguments and environment: %w", argBytes(inv), err)
	case errors.Is(err, syscall.EINVAL) && broken(inv.Env) != "":
		return fmt.Errorf("variable %q holds a NUL byte, which none can: %w", broken(inv.Env), err)
	case errors.Is(err, syscall.ENOEXEC):
		return fmt.Errorf("program %q has no #! line and is no binary of this machine: %w", path, err)
	case errors.Is(err, fs.ErrNotExist) && exists(inv.Dir, path):
		return fmt.Errorf("the interpreter that program %q names: %w", path, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission),
		errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("program %q: %w", path, underlying(err))
	}
	return fmt.Errorf("starting %q: %w", path, err)
}

// broken names the variable that holds a NUL byte, or returns "". Such a one can only
// come from Config.Environ.
func broken(env []string) string {
	for _, pair := range env {
		if strings.IndexByte(pair, 0) >= 0 {
			name, _, _ := strings.Cut(pair, "=")
			return name
		}
	}
	return ""
}

// exists reports whether path is there, seen from dir.
func exists(dir, path string) bool {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	_, err := os.Stat(path)
	return err == nil
}

// underlying is the system's error number without the name of the file.
func underlying(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

// argBytes is roughly what the system counts against its limit.
func argBytes(inv *specs.Invocation) (n int) {
	for _, s := range append(inv.Argv[:len(inv.Argv):len(inv.Argv)], inv.Env...) {
		n += len(s) + 1
	}
	return n
}
