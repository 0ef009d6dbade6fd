//go:build !linux

package nets

import (
	"context"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// A group is a Linux thing.
type group struct{}

func newGroup(string) *group { return nil }

func (*group) fd() int { return -1 }

func (*group) dir() string { return "" }

func (*group) kill(context.Context) (procfs.Outcome, error) { return procfs.Outcome{}, nil }

func (*group) close() {}
