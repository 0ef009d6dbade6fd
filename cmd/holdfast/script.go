package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/holdfast-run/holdfast/host"
)

// maxScriptBytes bounds a script, so that a device file does not fill memory.
const maxScriptBytes = 64 << 20

// readScript finds out which script the user means and reads it. What follows
// it are the script's own arguments. Its error is an *exitError.
func readScript(sys *system, f runFlags, args []string) (host.Script, error) {
	switch {
	case len(f.eval) > 1:
		return host.Script{}, misuse("put the statements in one, or in a file",
			"-e was given %d times", len(f.eval))
	case len(f.eval) == 1:
		return newScript("[eval]", []byte(f.eval[0]), args)
	case len(args) == 0:
		return host.Script{}, misuse(`"holdfast run FILE", "holdfast run -e CODE", or "-" for stdin`,
			"nothing to run")
	case args[0] == "":
		return host.Script{}, misuse("to run code rather than a file: holdfast run -e CODE",
			"the name of the script is empty")
	case args[0] == "-":
		text, err := readBounded(sys.stdin)
		if err != nil {
			return host.Script{}, misuse("", "stdin: %w", err)
		}
		return newScript("[stdin]", text, args[1:])
	}
	text, err := readScriptFile(sys, args[0])
	if err != nil {
		return host.Script{}, err
	}
	return newScript(args[0], text, args[1:])
}

func readScriptFile(sys *system, name string) ([]byte, error) {
	file, err := os.Open(sys.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, misuse("to run code rather than a file: holdfast run -e CODE",
			"script %s: no such file", quote(name))
	}
	if err != nil {
		return nil, misuse("", "script %s: %w", quote(name), bare(err))
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, misuse("name a script in it", "script %s: is a folder", quote(name))
	}
	text, err := readBounded(file)
	if err != nil {
		return nil, misuse("", "script %s: %w", quote(name), bare(err))
	}
	return text, nil
}

func readBounded(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxScriptBytes+1))
	if err == nil && len(text) > maxScriptBytes {
		err = fmt.Errorf("more than %d MiB, too large for a script", maxScriptBytes>>20)
	}
	return text, err
}

// newScript checks that text is UTF-8; a byte order mark is left out.
func newScript(name string, text []byte, args []string) (host.Script, error) {
	if !utf8.Valid(text) {
		line := 1 + bytes.Count(text[:invalidAt(text)], []byte("\n"))
		return host.Script{}, misuse("save it as UTF-8", "%s:%d: not UTF-8 text", quote(name), line)
	}
	script := host.Script{Name: name, Source: strings.TrimPrefix(string(text), "\ufeff")}
	for _, arg := range args {
		script.Args = append(script.Args, arg)
	}
	return script, nil
}

// invalidAt returns where the first byte stands that is not UTF-8.
func invalidAt(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return len(text)
}

// bare returns err without the operation and path that package os adds.
func bare(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}
