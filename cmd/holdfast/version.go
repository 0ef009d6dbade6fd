package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

type versionFlags struct{ json bool }

func newVersionCommand(sys *system) *cobra.Command {
	var f versionFlags
	cmd := &cobra.Command{
		Use:               "version",
		Short:             "Show the version",
		Args:              atMost(0, "version takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVersion(sys, f)
		},
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document")
	return cmd
}

// A build is what version tells.
type build struct {
	Version  string `json:"version"`            // "(devel)" if not built from a release
	Revision string `json:"revision,omitempty"` // of the version control system
	Modified bool   `json:"modified,omitempty"` // since that revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// runVersion is holdfast version.
func runVersion(sys *system, f versionFlags) error {
	b := newBuild()
	if f.json {
		return newConsole(sys).json(b)
	}
	return newConsole(sys).out(b.String())
}

func newBuild() build {
	b := build{
		Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Revision = setting.Value
		case "vcs.modified":
			b.Modified = setting.Value == "true"
		}
	}
	return b
}

func (b build) String() string {
	text := fmt.Sprintf("holdfast %s %s %s", b.Version, b.Go, b.Platform)
	if b.Revision == "" {
		return text
	}
	text += " " + b.Revision[:min(12, len(b.Revision))]
	if b.Modified {
		text += " with changes"
	}
	return text
}
