//go:build !linux

package cgroup

import "errors"

// A Base is a place for groups; this platform has none.
type Base struct{}

// Find returns an error: control groups are Linux's.
func Find() (*Base, error) { return nil, errors.New("control groups exist on Linux only") }
