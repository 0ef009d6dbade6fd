package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// What init writes.
var (
	//go:embed template/holdfast.yaml
	firstSpecs string
	//go:embed template/hello.js
	firstScript string
)

func newInitCommand(sys *system) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Make a commented holdfast.yaml and a first script",
		Long: `Make a commented holdfast.yaml and a first script, hello.js, in this folder. If
one of them exists already, nothing is written.`,
		Example:           "  holdfast init\n  holdfast run hello.js",
		Args:              atMost(0, "init takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runInit(sys)
		},
	}
}

// runInit is holdfast init.
func runInit(sys *system) error {
	files := []struct{ name, text string }{{"holdfast.yaml", firstSpecs}, {"hello.js", firstScript}}
	for _, file := range files {
		if _, err := os.Lstat(filepath.Join(sys.dir, file.name)); err == nil {
			return alreadyThere(file.name)
		}
	}
	for i, file := range files {
		err := create(filepath.Join(sys.dir, file.name), file.text)
		if err == nil {
			continue
		}
		for _, made := range files[:i] { // else the next try finds them
			err = errors.Join(err, os.Remove(filepath.Join(sys.dir, made.name)))
		}
		if errors.Is(err, fs.ErrExist) {
			return alreadyThere(file.name)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return folderGone()
		}
		return fmt.Errorf("%s: %w", file.name, bare(err))
	}
	return newConsole(sys).out(`made holdfast.yaml, which declares what scripts may run
made hello.js, a first script

next:
  ` + typedProgram(sys) + ` run hello.js`)
}

func alreadyThere(name string) error {
	return misuse("nothing was written; move it away, or start in an empty folder",
		"%s exists already", name)
}

// create writes a file that must not exist. After an error it does not exist either.
func create(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Close()); err != nil {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// typedProgram is how the user can call this program again.
func typedProgram(sys *system) string {
	if filepath.Base(sys.program) == sys.program {
		return "holdfast"
	}
	return quote(sys.program)
}
