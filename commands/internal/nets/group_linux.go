package nets

import (
	"context"
	"sync"

	"github.com/holdfast-run/holdfast/commands/internal/cgroup"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// base is where this process can make groups; nil if it cannot, which most
// cannot: nobody is told, for nobody is the worse.
var base = sync.OnceValue(func() *cgroup.Base {
	b, err := cgroup.Probe()
	if err != nil {
		return nil
	}
	return b
})

// A group is a session's control group.
type group struct{ *cgroup.Group }

func newGroup(id string) *group {
	b := base()
	if b == nil {
		return nil
	}
	g, err := b.Create(id)
	if err != nil {
		return nil
	}
	return &group{g}
}

func (g *group) fd() int { return g.FD() }

func (g *group) dir() string { return g.Dir() }

func (g *group) kill(ctx context.Context) (procfs.Outcome, error) { return g.Kill(ctx) }

// close leaves a folder that cannot be removed for the next host.
func (g *group) close() { _ = g.Close() }
