// Package marker answers: which processes descend from a session, whoever their
// parent is by now?
//
// Every command of a session carries a random value in its environment, and
// hands it down. Search finds the processes that carry one, daemons and
// processes in sessions of their own among them. It misses those that were
// started with another environment or have overwritten theirs, a process whose
// main thread has exited, one that forks and exits as fast as a scan goes, and
// those whose environment this user may not read. So this is the last net, for
// when the guardian, which misses nothing, is dead.
//
// Off Linux no process is ever found.
package marker

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
)

// Variable is the name of the environment variable that carries markers: a list
// of them with colons in between, the outermost first. A host that is itself
// some session's command adds its own to those it has, so that the outer
// session finds its grandchildren too.
const Variable = "HOLDFAST_SESSION"

// separator stands between two markers.
const separator = ":"

// A Marker is the value of one session. The zero Marker is nobody's.
type Marker [16]byte

// New returns a marker that nobody else has.
func New() (m Marker) {
	_, _ = rand.Read(m[:]) // never fails: crypto/rand ends the program instead
	return m
}

// Parse parses what String returns.
func Parse(text string) (m Marker, err error) {
	err = m.UnmarshalText([]byte(text))
	return m, err
}

// String returns the marker as 32 hexadecimal digits.
func (m Marker) String() string { return hex.EncodeToString(m[:]) }

// MarshalText returns the text of String.
func (m Marker) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText parses the text of String.
func (m *Marker) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(m)) {
		return fmt.Errorf("marker %.40q: %d characters, want %d", text, len(text), hex.EncodedLen(len(m)))
	}
	if _, err := hex.Decode(m[:], text); err != nil {
		return fmt.Errorf("marker %q: %w", text, err)
	}
	return nil
}

// Environ returns what to add to a command's environment. The value that the
// host itself has of Variable is inherited, "" for none; what is no marker in
// it is left out.
func (m Marker) Environ(inherited string) string {
	var list []string
	for text := range strings.SplitSeq(inherited, separator) {
		if _, err := Parse(text); err == nil {
			list = append(list, text)
		}
	}
	return Variable + "=" + strings.Join(append(list, m.String()), separator)
}

// A Search says which processes are meant: those that carry one of Markers.
// This process is never among them.
type Search struct {
	Markers []Marker

	// Since leaves out what was started before: clock ticks from boot, as in
	// procfs.Identity. Zero leaves out nothing.
	Since uint64

	// OwnUser leaves out the processes of other users, which only root finds.
	OwnUser bool
}
