package commands_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
)

// write makes a file, in a folder that is made too, and returns its path.
func write(t *testing.T, dir, name, content string, mode os.FileMode) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSpawnErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	noProgram := write(t, dir, "no-program", "\x01\x02", 0o700)
	notExecutable := write(t, dir, "data", "#!/bin/sh\n", 0o600)
	noInterpreter := write(t, dir, "script", "#!/no/such/interpreter\n", 0o700)
	tests := []struct {
		name, spec string
		errno      syscall.Errno
		want       string
	}{
		{"not on PATH", "{ run: [no-such-program] }", syscall.ENOENT,
			`program "no-such-program" is not on the PATH it is given, "/usr/bin:/bin": ` +
				"no such file or directory"},
		{"no such file", "{ run: [/no/such/program] }", syscall.ENOENT,
			`program "/no/such/program": no such file or directory`},
		{"no such folder", "{ run: [/bin/true], cwd: " + dir + "/gone }", syscall.ENOENT,
			`working folder "` + dir + `/gone": no such file or directory`},
		{"folder is a file", "{ run: [/bin/true], cwd: " + notExecutable + " }", syscall.ENOTDIR,
			`working folder "` + notExecutable + `": not a directory`},
		{"not executable", "{ run: [" + notExecutable + "] }", syscall.EACCES,
			`program "` + notExecutable + `": permission denied`},
		{"a folder", "{ run: [" + dir + "] }", syscall.EACCES,
			`program "` + dir + `": permission denied`},
		{"no program", "{ run: [" + noProgram + "] }", syscall.ENOEXEC,
			`program "` + noProgram + `" has no #! line and is no binary of this machine: exec format error`},
		{"no interpreter", "{ run: [" + noInterpreter + "] }", syscall.ENOENT,
			`the interpreter that program "` + noInterpreter + `" names: no such file or directory`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := failure(t, newRunner(t, "  x: "+test.spec+"\n"), "x", commands.Options{})
			want := `command "x": ` + test.want
			if e.Code != commands.CodeSpawn || e.Error() != want {
				t.Errorf("got %s: %v\nwant %s: %s", e.Code, e, commands.CodeSpawn, want)
			}
			if !errors.Is(e, test.errno) || e.Result != nil {
				t.Errorf("got %v underneath and result %v, want %v", errors.Unwrap(e.Err), e.Result, test.errno)
			}
		})
	}
}

func TestVariableWithNUL(t *testing.T) {
	t.Parallel()
	r := commands.New(commands.Config{
		Specs:   parse(t, "  x: { run: [env], env: [TOKEN] }\n"),
		Environ: []string{"PATH=/usr/bin:/bin", "TOKEN=secret\x00"},
	})
	defer r.Close(context.Background())
	e := failure(t, r, "x", commands.Options{})
	const want = `command "x": variable "TOKEN" holds a NUL byte, which none can: invalid argument`
	if e.Code != commands.CodeSpawn || e.Error() != want || !errors.Is(e, syscall.EINVAL) {
		t.Errorf("got %s: %v, want %s", e.Code, e, want)
	}
}

func TestTooManyArguments(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+say.argv("${much}", "", "0")+" }\n")
	values := map[string]any{"much": strings.Repeat("x", 4<<20)}
	_, err := r.Run(t.Context(), "x", values, commands.Options{})
	e, ok := errors.AsType[*commands.Error](err)
	if !ok || e.Code != commands.CodeSpawn || !errors.Is(err, syscall.E2BIG) ||
		!strings.Contains(err.Error(), "bytes of arguments and environment") {
		t.Errorf("got %v", err)
	}
}

// The program lies in the working folder, which an empty and a relative element
// of PATH both mean to a shell.
func TestWorkingFolderIsNotOnPath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "tool", "#!/bin/sh\necho here\n", 0o700)
	other := filepath.Dir(write(t, t.TempDir(), "bin/tool", "#!/bin/sh\necho there\n", 0o700))
	tests := []struct {
		name, path string
		want       any
	}{
		{"empty element", ":/usr/bin", nil},
		{"relative element", ".:/usr/bin", nil},
		{"no PATH", "", nil},
		{"past them", ":.:" + other, "there"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := commands.New(commands.Config{
				Specs:   parse(t, "  tool: { run: [tool], cwd: "+dir+" }\n"),
				Environ: []string{"PATH=" + test.path},
			})
			defer r.Close(context.Background())
			got, err := r.Run(t.Context(), "tool", nil, commands.Options{})
			if got != test.want || (test.want == nil) != errors.Is(err, syscall.ENOENT) {
				t.Errorf("Run = %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

func TestHostsOwnPathDoesNotCount(t *testing.T) {
	t.Parallel()
	r := commands.New(commands.Config{
		Specs:   parse(t, "  x: { run: [ls] }\n"),
		Environ: []string{"PATH=:."},
	})
	_, err := r.Run(t.Context(), "x", nil, commands.Options{})
	if !errors.Is(err, syscall.ENOENT) {
		t.Errorf("got %v", err)
	}
}
