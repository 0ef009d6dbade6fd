package cgroup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A Base is where this process can make groups: its own group. It is safe for
// concurrent use.
type Base struct {
	dir   string
	maker name
}

// probeTime is how long an empty group may take to be one.
const probeTime = time.Second

// Probe finds out, in about a millisecond, whether this process can make groups,
// kill all of one and remove it. Whether a child can be started inside is for
// who starts one to find out: a child of this process would be one more that a
// program around us might wait for. The answer does not change, so it need be
// asked once. The error says what cannot be done: it is for a log, not for a
// user, who is none the worse.
func Probe() (*Base, error) {
	dir, err := ownDir()
	if err != nil {
		return nil, fmt.Errorf("no control groups: %w", err)
	}
	return probeAt(dir)
}

// probeAt probes whether groups can be made in dir.
func probeAt(dir string) (*Base, error) {
	maker, err := maker()
	if err != nil {
		return nil, fmt.Errorf("no control groups: %w", err)
	}
	b := &Base{dir: dir, maker: maker}
	if err := b.try(); err != nil {
		return nil, fmt.Errorf("no control groups: %w", err)
	}
	return b, nil
}

func (b *Base) try() error {
	// Two hosts in one process may probe at once.
	group, err := b.Create(fmt.Sprintf("probe_%d", time.Now().UnixNano()))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	_, err = group.Kill(ctx)
	return errors.Join(err, group.Close())
}

// Create makes an empty group. The id tells the groups of this process apart:
// at most 64 letters, digits and underscores. The error is one of the system's.
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
