//go:build !linux

package ledger

import (
	"context"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
)

// A Ledger does not exist on this platform; the methods of a nil one do
// nothing.
type Ledger struct{}

// Open returns nil: what a host leaves behind here when it is killed stays.
func Open(context.Context, string) (*Ledger, Report, error) { return nil, Report{}, nil }

// Close does nothing.
func (l *Ledger) Close() error { return nil }

// Session returns nil.
func (l *Ledger) Session(marker.Marker) (*Session, error) { return nil, nil }

// A Session does not exist on this platform; the methods of a nil one do
// nothing.
type Session struct{}

// Guardian does nothing.
func (s *Session) Guardian(int) error { return nil }

// Group does nothing.
func (s *Session) Group(string) error { return nil }

// Started does nothing.
func (s *Session) Started(int) error { return nil }

// Ended does nothing.
func (s *Session) Ended(int) {}

// Close does nothing.
func (s *Session) Close() {}
