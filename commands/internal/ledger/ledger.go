// Package ledger answers: what did hosts leave behind that died without ending
// their sessions?
//
// A host keeps a file in the state folder that says what it has started. It
// holds a lock on the file for as long as it lives, however it ends; so a file
// that nobody has locked is that of a dead host, and whoever opens the folder
// next ends what the file names. A process is killed only if its number and its
// start time are those recorded, or it carries a recorded session's marker, or
// it is in a recorded control group.
//
// Off Linux nothing is recorded and nothing is swept: Open returns a nil
// Ledger.
package ledger

import (
	"fmt"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// A Report is what Open found of dead hosts.
type Report struct {
	Killed    []Kill
	Survivors []procfs.Identity // their file stays, for the next Open to try again
	Skipped   []Skip
}

// A Kill is a process that a dead host has left behind and that is gone.
type Kill struct {
	procfs.Identity
	Program string // as the system calls it, at most 15 bytes; "" if that is not known
	By      string // which net caught it: "ledger", "group" or "marker"
}

// A Skip is something that was left as it is.
type Skip struct {
	What   string // a file or a process
	Reason error
}

func (s Skip) String() string { return fmt.Sprintf("%s: %v", s.What, s.Reason) }

// The nets of Kill.By, in the order in which they are cast.
const (
	byLedger = "ledger"
	byGroup  = "group"
	byMarker = "marker"
)

// version is that of the files this package writes. It is raised when a reader
// of the version before would do harm; one that merely misses something goes
// over what it does not know.
const version = 1

// A header is the first line of a file.
type header struct {
	Version int `json:"holdfast"`
	procfs.Scope
	Host procfs.Identity `json:"host"`
}

// A record is any other line: one fact about a session.
type record struct {
	Session  marker.Marker    `json:"session"`
	Guardian *procfs.Identity `json:"guardian,omitempty"`
	Process  *procfs.Identity `json:"process,omitempty"`
	Group    string           `json:"group,omitempty"` // folder of the control group
}
