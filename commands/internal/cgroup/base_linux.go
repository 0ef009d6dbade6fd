package cgroup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A Base is where this process can make groups: its own group. It is safe for
// concurrent use.
type Base struct {
	dir   string
	maker name
}

// Find returns where this process can make groups, if it can make any: the first
// Create tells. To try is what it costs to make one. Whether a child can be started
// inside is for who starts one to find out. The error says that there is no such
// place: it is for a log, not for a user, who is none the worse.
func Find() (*Base, error) {
	dir, err := ownDir()
	if err != nil {
		return nil, fmt.Errorf("no control groups: %w", err)
	}
	maker, err := maker()
	if err != nil {
		return nil, fmt.Errorf("no control groups: %w", err)
	}
	return &Base{dir: dir, maker: maker}, nil
}

// Create makes an empty group. The id tells the groups of this process apart:
// at most 64 letters, digits and underscores. The error is one of the system's, or
// says that the folder is in no cgroup2 file system.
func (b *Base) Create(id string) (*Group, error) {
	if !validID(id) {
		return nil, fmt.Errorf("group id %q: want 1 to %d letters, digits or underscores", id, maxID)
	}
	n := b.maker
	n.id = id
	dir := filepath.Join(b.dir, n.String())
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	group, err := open(dir)
	if err != nil {
		return nil, errors.Join(err, os.Remove(dir))
	}
	return group, nil
}

// Stale returns the folders of the groups that hosts which are dead have left.
// Open opens them.
func (b *Base) Stale() ([]string, error) {
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return nil, err
	}
	var stale []string
	for _, entry := range entries {
		if n, ok := parseName(entry.Name()); ok && n.orphaned(b.maker) {
			stale = append(stale, filepath.Join(b.dir, entry.Name()))
		}
	}
	return stale, nil
}
