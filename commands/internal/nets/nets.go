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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/ledger"
	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// catchWait is how long Catch waits for what it has killed to go.
const catchWait = 2 * time.Second

// A Net is one session's nets. It costs nothing until Cast or Environ is called,
// and a nil Net does nothing. It is safe for concurrent use. Close must be called.
type Net struct {
	ledger    *ledger.Ledger
	inherited string

	mu     sync.Mutex // guards what follows; held while the nets are made and used
	closed bool
	cast   bool // what follows is set
	marker marker.Marker
	entry  string // the marker, for an environment
	record *ledger.Session
	probed bool     // group is what there is
	groups int      // how many were made
	group  *group   // nil if none could be made
	spent  []*group // of guardians that were killed, as far as they may not be empty
}

// New returns the nets of a session that l records; a nil ledger records
// nothing. inherited is the host's own value of marker.Variable.
func New(l *ledger.Ledger, inherited string) *Net {
	return &Net{ledger: l, inherited: inherited}
}

// Environ returns env with the marker in it. After Close there is none to come,
// and nothing is to be started.
func (n *Net) Environ(env []string) []string {
	if n == nil {
		return env
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ensure(); !n.cast {
		return env
	}
	marked := make([]string, 0, len(env)+1)
	for _, pair := range env {
		if !strings.HasPrefix(pair, marker.Variable+"=") {
			marked = append(marked, pair)
		}
	}
	return append(marked, n.entry)
}

// Cast makes the marker and the record. What comes before the first Environ is
// recorded after it.
func (n *Net) Cast() {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ensure()
}

// ensure is Cast. The caller holds mu.
func (n *Net) ensure() {
	if n.cast || n.closed {
		return
	}
	n.cast = true
	n.marker = marker.New()
	n.entry = n.marker.Environ(n.inherited)
	// An incomplete record costs this net, and the others hold.
	n.record, _ = n.ledger.Session(n.marker)
}

// Group returns a descriptor of the session's control group, which it makes at
// the first call; -1 if none can be made. It stays the Net's, which makes another
// one after Catch.
func (n *Net) Group() int {
	if n == nil {
		return -1
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.cast {
		return -1
	}
	if !n.probed {
		n.probed = true
		n.groups++
		id := fmt.Sprintf("%v_%d", n.marker, n.groups)
		if n.group = newGroup(id); n.group != nil {
			_ = n.record.Group(n.group.dir())
		}
	}
	if n.group == nil {
		return -1
	}
	return n.group.fd()
}

// Guardian records the guardian's process, in the place of one before.
func (n *Net) Guardian(pid int) { n.recordWith(func(r *ledger.Session) { _ = r.Guardian(pid) }) }

// Started records a command whose end nobody has seen yet.
func (n *Net) Started(pid int) { n.recordWith(func(r *ledger.Session) { _ = r.Started(pid) }) }

// Ended says that a command has ended.
func (n *Net) Ended(pid int) { n.recordWith(func(r *ledger.Session) { r.Ended(pid) }) }

func (n *Net) recordWith(write func(*ledger.Session)) {
	if n == nil {
		return
	}
	n.mu.Lock()
	record := n.record
	n.mu.Unlock()
	if record != nil {
		write(record)
	}
}

// Catch kills what guardians have left, and returns what it has killed. The error
// names what survives, or says why a net could not be used: the next Catch tries
// again.
func (n *Net) Catch(ctx context.Context) ([]procfs.Identity, error) {
	if n == nil {
		return nil, nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.cast {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, catchWait)
	defer cancel()
	if n.group != nil {
		// Linux kills whatever is cloned into a group that was ever killed, so
		// the next guardian gets another one.
		n.spent = append(n.spent, n.group)
		n.group, n.probed = nil, false
	}
	inGroup, err := n.killSpent(ctx)
	marked, markErr := marker.Search{Markers: []marker.Marker{n.marker}}.Kill(ctx)
	err = errors.Join(err, markErr)
	if left := slices.Concat(inGroup.Survivors, marked.Survivors); len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("processes survive: %v", left))
	}
	return slices.Concat(inGroup.Killed, marked.Killed), err
}

// killSpent kills what is in the groups of guardians that were killed, and gives
// up those that are empty then. The caller holds mu.
func (n *Net) killSpent(ctx context.Context) (all procfs.Outcome, err error) {
	n.spent = slices.DeleteFunc(n.spent, func(g *group) (empty bool) {
		killed, failed := g.kill(ctx)
		all.Killed = append(all.Killed, killed.Killed...)
		all.Survivors = append(all.Survivors, killed.Survivors...)
		err = errors.Join(err, failed)
		if failed != nil || len(killed.Survivors) > 0 {
			return false
		}
		g.close()
		return true
	})
	return all, err
}

// Close removes the group, and the record if the session is known to be empty.
// Closing twice is fine.
func (n *Net) Close(empty bool) {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	if n.group != nil {
		n.group.close()
		n.group = nil
	}
	for _, g := range n.spent {
		g.close()
	}
	n.spent = nil
	if empty && n.record != nil {
		n.record.Close()
	}
}
