package nets

import (
	"context"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/cgroup"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// base is where this process can make groups, if it can; nil if there is no such
// place.
var base = sync.OnceValue(func() *cgroup.Base {
	b, err := cgroup.Find()
	if err != nil {
		return nil
	}
	sweep(b)
	return b
})

// sweepWait is how long sweep waits for what it has killed to go.
const sweepWait = time.Second

// sweep ends what is in the groups of hosts that are dead. What it cannot, the
// next host may.
func sweep(b *cgroup.Base) {
	dirs, err := b.Stale()
	if err != nil || len(dirs) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), sweepWait)
	defer cancel()
	for _, dir := range dirs {
		if g, err := cgroup.Open(dir); err == nil {
			_, _ = g.Kill(ctx)
			_ = g.Close()
		}
	}
}

// A group is a session's control group.
type group struct{ *cgroup.Group }

// newGroup returns nil if no group can be made, which for most processes none can:
// nobody is told, for nobody is the worse.
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
