package cgroup

import (
	"fmt"
	"strings"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// A name is that of a group's folder. It says who made it, so that a later host
// knows without any record whether the maker is still there.
type name struct {
	boot string // the first bootDigits of the boot id
	pids uint64 // inode of the pid namespace that host.PID counts in
	host procfs.Identity
	id   string
}

const (
	namePrefix = "holdfast"
	bootDigits = 8
	maxID      = 64
)

func (n name) String() string {
	return fmt.Sprintf("%s-%s-%d-%d-%d-%s", namePrefix, n.boot, n.pids, n.host.PID, n.host.Start, n.id)
}

// parseName parses what String returns, and nothing else.
func parseName(text string) (n name, ok bool) {
	parts := strings.Split(text, "-")
	if len(parts) != 6 || parts[0] != namePrefix {
		return name{}, false
	}
	n.boot, n.id = parts[1], parts[5]
	_, err := fmt.Sscanf(strings.Join(parts[2:5], " "), "%d %d %d", &n.pids, &n.host.PID, &n.host.Start)
	return n, err == nil && n.String() == text && validID(n.id)
}

// validID reports whether id can be part of a name: letters, digits and
// underscores.
func validID(id string) bool {
	for _, r := range id {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '_':
		default:
			return false
		}
	}
	return id != "" && len(id) <= maxID
}

// maker is what the names of this process's groups have in common.
func maker() (name, error) {
	scope, err := procfs.CurrentScope()
	if err != nil {
		return name{}, err
	}
	self, err := procfs.Self()
	if err != nil {
		return name{}, err
	}
	if len(scope.Boot) < bootDigits {
		return name{}, fmt.Errorf("boot id %q is too short", scope.Boot)
	}
	return name{boot: scope.Boot[:bootDigits], pids: scope.PIDNamespace, host: self}, nil
}

// orphaned reports whether the maker of a group is dead. Of another pid
// namespace that cannot be known, so its groups are left alone. Groups do not
// outlive a boot, so another boot id is no name of ours.
func (n name) orphaned(now name) bool {
	return n.boot == now.boot && n.pids == now.pids && n.host != now.host && !n.host.Alive()
}
