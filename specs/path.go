package specs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// absolute returns path cleaned, relative to base unless it is absolute.
func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}

// errLeadsOut is what an error of below wraps if path is not below root.
var errLeadsOut = errors.New("leads out of")

// below returns path as a clean absolute one, relative to base, if it is root
// or leads below it with all symbolic links followed. What does not exist yet
// is taken as it is written.
func below(root, base, path string) (string, error) {
	clean := absolute(base, path)
	realRoot, err := resolve(root)
	if err != nil {
		return "", err
	}
	realPath, err := resolve(clean)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(realRoot, realPath)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("%s %w %s", quoted(path), errLeadsOut, clip(root))
	}
	return clean, nil
}

// resolve follows the symbolic links of a clean absolute path as far as it
// exists. A link that leads nowhere is an error: writing to it would create
// a file wherever it points.
func resolve(path string) (string, error) {
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(path)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			var cause *fs.PathError
			if errors.As(err, &cause) {
				err = cause.Err
			}
			return "", fmt.Errorf("%s: %w", quoted(path), err)
		}
		if _, err := os.Lstat(path); err == nil {
			return "", fmt.Errorf("%s is a symbolic link that leads nowhere", quoted(path))
		}
		parent := filepath.Dir(path)
		if parent == path {
			return "", fmt.Errorf("%s: %w", quoted(path), fs.ErrNotExist)
		}
		rest = filepath.Join(filepath.Base(path), rest)
		path = parent
	}
}
