// Package procfs answers: which process is it, and is it still the same one?
//
// A pid names a process until it is reaped, and then whoever gets the number
// next. What names a process for good is its pid together with the time it
// started, within one boot and one pid namespace. Whoever signals a process it
// is not the parent of must open it first (Open, Identity.Open), which pins it,
// and then compare.
//
// All of it is Linux only: elsewhere the package has these types and no more.
package procfs

import (
	"errors"
	"fmt"
)

// An Identity names one process of this boot and this pid namespace. The zero
// Identity names none.
type Identity struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"` // clock ticks (10 ms as a rule) from boot to its start
}

func (id Identity) String() string { return fmt.Sprintf("pid %d started at %d", id.PID, id.Start) }

// A Scope is where an Identity means something.
type Scope struct {
	Boot         string `json:"boot"`  // the kernel's boot id, a UUID
	PIDNamespace uint64 `json:"pidns"` // inode of the pid namespace: containers share a boot
}

// ErrGone means that the process has ended and nothing else has its number.
var ErrGone = errors.New("no such process")

// ErrRecycled means that another process has the number by now.
var ErrRecycled = errors.New("the number belongs to another process by now")
