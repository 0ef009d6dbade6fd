// Package nets answers: what ends a session's processes when its guardian
// cannot, because it was killed itself, or the whole machine's hosts were?
//
// Below the guardian, which misses nothing while it lives, there are three: a
// marker in every command's environment, a control group where one can be made,
// and a ledger that the next host reads. Each misses something, so all are
// tried. See packages marker, cgroup and ledger.
package nets

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/ledger"
	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// catchWait is how long Catch waits for what it has killed to go.
const catchWait = 2 * time.Second

// A Net is one session's nets. It is safe for concurrent use. Close must be
// called.
type Net struct {
	marker  marker.Marker
	environ string // what a command's environment is given
	record  *ledger.Session

	once  sync.Once // makes group
	mu    sync.Mutex
	group *group // nil if none could be made; set once, guarded by mu in use
}

// New returns the nets of a session that l records; nil is a ledger that records
// nothing. inherited is the host's own value of marker.Variable.
func New(l *ledger.Ledger, inherited string) *Net {
	n := &Net{marker: marker.New()}
	n.environ = n.marker.Environ(inherited)
	// An incomplete record costs this net, and the others hold.
	n.record, _ = l.Session(n.marker)
	return n
}

// Environ returns env with the marker in it.
func (n *Net) Environ(env []string) []string {
	marked := make([]string, 0, len(env)+1)
	for _, pair := range env {
		if !strings.HasPrefix(pair, marker.Variable+"=") {
			marked = append(marked, pair)
		}
	}
	return append(marked, n.environ)
}

// Group returns a descriptor of the session's control group, which it makes at
// the first call, in a millisecond or two; -1 if none can be made. It stays the
// Net's.
func (n *Net) Group() int {
	n.once.Do(func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.group = newGroup(n.marker.String()); n.group != nil {
			_ = n.record.Group(n.group.dir())
		}
	})
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.group == nil {
		return -1
	}
	return n.group.fd()
}

// Guardian records the guardian's process, in the place of one before.
func (n *Net) Guardian(pid int) { _ = n.record.Guardian(pid) }

// Started records a command whose end nobody has seen yet.
func (n *Net) Started(pid int) { _ = n.record.Started(pid) }

// Ended says that a command has ended.
func (n *Net) Ended(pid int) { n.record.Ended(pid) }

// Catch kills what the guardian has left, and returns what it has killed. The
// error names what survives, or says why a net could not be used.
func (n *Net) Catch(ctx context.Context) ([]procfs.Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, catchWait)
	defer cancel()
	inGroup, err := n.killGroup(ctx)
	marked, markErr := marker.Search{Markers: []marker.Marker{n.marker}}.Kill(ctx)
	killed := append(inGroup.Killed, marked.Killed...)
	err = errors.Join(err, markErr)
	if left := append(inGroup.Survivors, marked.Survivors...); len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("processes survive: %v", left))
	}
	return killed, err
}

func (n *Net) killGroup(ctx context.Context) (procfs.Outcome, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.group == nil {
		return procfs.Outcome{}, nil
	}
	return n.group.kill(ctx)
}

// Close removes the group, and the record if the session is known to be empty.
func (n *Net) Close(empty bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.group != nil {
		n.group.close()
		n.group = nil
	}
	if empty {
		n.record.Close()
	}
}
