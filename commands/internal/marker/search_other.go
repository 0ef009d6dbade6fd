//go:build !linux

package marker

import (
	"context"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// Find finds nothing on this platform.
func (s Search) Find() ([]procfs.Identity, error) { return nil, nil }

// Kill kills nothing on this platform.
func (s Search) Kill(context.Context) (procfs.Outcome, error) {
	return procfs.Outcome{}, nil
}
