//go:build !linux

package cgroup

import "errors"

// A Base is a place for groups; this platform has none.
type Base struct{}

// Probe returns an error: control groups are Linux's.
func Probe() (*Base, error) { return nil, errors.New("control groups exist on Linux only") }
