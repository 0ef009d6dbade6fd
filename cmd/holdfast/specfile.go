package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/holdfast-run/holdfast/specs"
)

const (
	initHint    = `"holdfast init" makes a first one`
	noSpecsHint = "no holdfast.yaml in this folder or above; " + initHint
)

// A specFile is where the specs of a command line come from.
type specFile struct {
	set  *specs.Set
	name string // as errors and tables show it
}

// loadSpecs reads the named spec file, or the one in the working folder or the
// nearest folder above if name is "". Its error is an *exitError, whose cause is
// specs.ErrNotFound if there is none.
func loadSpecs(sys *system, name string) (specFile, error) {
	file := specFile{name: name}
	path := sys.path(name)
	if name == "" {
		found, err := specs.Find(sys.dir)
		if errors.Is(err, specs.ErrNotFound) {
			return file, misuse(initHint, "%w in this folder or above", specs.ErrNotFound)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return file, folderGone()
		}
		if err != nil {
			return file, misuse("", "%w", err)
		}
		path, file.name = found, sys.shown(found)
	}
	set, err := specs.Load(path)
	if err != nil {
		return file, file.loadError(path, err)
	}
	file.set = set
	return file, nil
}

func folderGone() error {
	return misuse("go to a folder that is there", "the working folder is gone")
}

// loadError makes an *exitError of what specs.Load returned.
func (f specFile) loadError(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		if target, err := os.Readlink(path); err == nil {
			return misuse("mend the link, or take it away", "%s is a link to %s, which is not there",
				quote(f.name), quote(target))
		}
		return misuse(initHint, "%s: no such file", quote(f.name))
	}
	faults := specs.Errors(err)
	for i, fault := range faults {
		renamed := *fault
		renamed.File = f.name
		faults[i] = &renamed
	}
	if len(faults) == 0 {
		return misuse("", "%s: %w", quote(f.name), err)
	}
	return &exitError{status: statusUsage, err: &specErrors{file: f.name, faults: faults}}
}

// specErrors is every fault of a spec file.
type specErrors struct {
	file   string
	faults []*specs.Error
}

func (e *specErrors) Error() string {
	if len(e.faults) == 1 {
		return e.file + " has an error"
	}
	return fmt.Sprintf("%s has %d errors", e.file, len(e.faults))
}

func (e *specErrors) Unwrap() []error {
	all := make([]error, len(e.faults))
	for i, fault := range e.faults {
		all[i] = fault
	}
	return all
}
