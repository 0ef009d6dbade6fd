package specs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// fileName is what Find looks for.
const fileName = "holdfast.yaml"

// maxFileBytes bounds a spec file, so that a device file does not fill memory.
const maxFileBytes = 16 << 20

// A Set is a validated spec file. It is immutable and safe for concurrent use.
type Set struct {
	file  string
	names []string // in the order of the file
	specs map[string]*Spec
	env   []slot // of defaults.env
}

// Load reads and validates a spec file. Its error joins every *Error found: see
// Errors.
func Load(file string) (*Set, error) {
	src, err := readFile(file)
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, &Error{File: file, Err: fmt.Errorf("cannot be read: %w", err)}
	}
	return Parse(file, src)
}

func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err == nil && len(src) > maxFileBytes {
		err = fmt.Errorf("more than %d MiB, too large for a spec file", maxFileBytes>>20)
	}
	return src, err
}

// Parse is Load on bytes. Relative paths are relative to file's folder, or to the
// working folder if file is "".
func Parse(file string, src []byte) (*Set, error) {
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return nil, &Error{File: file, Err: err}
	}
	d := &decoder{file: file, dir: dir, src: src}
	set := &Set{file: filepath.Join(dir, filepath.Base(file))}
	if root := d.document(); root != nil {
		d.set(set, root)
	}
	if err := d.joined(); err != nil {
		return nil, err
	}
	return set, nil
}

// Find returns the path of holdfast.yaml in dir or the nearest folder above
// it. If there is none its error wraps ErrNotFound. A link that leads nowhere is
// one, for Load to say so: the commands of a folder above are others.
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		file := filepath.Join(at, fileName)
		info, err := os.Stat(file)
		if err != nil {
			info, err = os.Lstat(file)
		}
		if err == nil && !info.IsDir() {
			return file, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf(
				"%w in %s or any folder above it; `holdfast init` makes one", ErrNotFound, start)
		}
	}
}

// File returns the absolute path of the spec file.
func (s *Set) File() string { return s.file }

// Names returns the commands' names in the order of the file.
func (s *Set) Names() []string { return slices.Clone(s.names) }

// Lookup returns the spec of that name.
func (s *Set) Lookup(name string) (*Spec, bool) {
	spec, ok := s.specs[name]
	return spec, ok
}

// Suggest returns the declared name nearest to a mistyped one, or "".
func (s *Set) Suggest(name string) string { return nearest(name, slices.Values(s.names)) }

// Env returns what defaults.env passes (out of environ, "NAME=value" each) and
// sets: the variables a script may see.
func (s *Set) Env(environ []string) map[string]string {
	env := make(map[string]string, len(s.env))
	for _, slot := range s.env {
		if v, ok := slot.variable(nil, environ); ok {
			name, value, _ := strings.Cut(v, "=")
			env[name] = value
		}
	}
	return env
}

// set reads the whole file.
func (d *decoder) set(s *Set, root *yaml.Node) {
	var commands *field
	def := defaults{timeout: defaultTimeout, maxOutput: defaultMaxOutput, dir: d.dir}
	for _, f := range d.fields(field{value: root}) {
		switch f.name {
		case "defaults":
			def = d.defaults(f, def)
		case "commands":
			commands = &f
		default:
			d.unknown(f, "commands defaults")
		}
	}
	if commands == nil {
		if len(d.errs) == 0 {
			d.fault(root, "", "has no `commands:`; `holdfast init` makes an example")
		}
		return
	}
	fields := d.fields(*commands)
	s.specs = make(map[string]*Spec, len(fields))
	for _, f := range fields {
		s.names = append(s.names, f.name)
		s.specs[f.name] = d.command(f, &def)
	}
	s.env = slots(def.env, nil)
	for _, f := range d.checks {
		d.readyCommand(s, f)
	}
}
