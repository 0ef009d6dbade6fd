package ledger

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// What is read of one file at most. A Ledger rewrites its file long before.
const (
	maxFileBytes = 16 << 20
	maxLineBytes = 64 << 10
)

// A legacy is what a file says its host had started, each thing once.
type legacy struct {
	header
	markers   map[marker.Marker]bool
	guardians map[procfs.Identity]bool
	processes map[procfs.Identity]bool
	groups    map[string]bool
}

// Why nothing that a file names may be killed by this process.
var (
	errGarbage   = errors.New("does not begin as a ledger does, so nothing in it can be trusted; removed")
	errBoot      = errors.New("of another boot, so what it names is dead; removed")
	errVersion   = errors.New("written by a later version of Holdfast; left for that")
	errNamespace = errors.New("of another pid namespace; left for hosts in that one")
)

// read reads a file. Lines that are torn, too long or not understood are gone
// over. The error is errGarbage, errVersion, or one of the system's.
func read(file io.Reader) (legacy, error) {
	lines := bufio.NewReaderSize(io.LimitReader(file, maxFileBytes), maxLineBytes)
	line, err := readLine(lines)
	if err != nil && !errors.Is(err, io.EOF) {
		return legacy{}, err
	}
	l := legacy{
		markers:   map[marker.Marker]bool{},
		guardians: map[procfs.Identity]bool{},
		processes: map[procfs.Identity]bool{},
		groups:    map[string]bool{},
	}
	if json.Unmarshal(line, &l.header) != nil || l.Version < 1 {
		return legacy{}, errGarbage
	}
	if l.Version > version {
		return legacy{}, errVersion
	}
	for err == nil {
		if line, err = readLine(lines); err == nil {
			l.add(line)
		}
	}
	if !errors.Is(err, io.EOF) {
		return legacy{}, err
	}
	return l, nil
}

// add takes a line after the first.
func (l *legacy) add(line []byte) {
	var r record
	if json.Unmarshal(line, &r) != nil || r.Session == (marker.Marker{}) {
		return
	}
	l.markers[r.Session] = true
	if r.Guardian != nil {
		l.guardians[*r.Guardian] = true
	}
	if r.Process != nil {
		l.processes[*r.Process] = true
	}
	if r.Group != "" {
		l.groups[r.Group] = true
	}
}

// readLine returns the next line that is whole and not too long, valid until
// the next call. The error is io.EOF, or one of the system's.
func readLine(lines *bufio.Reader) ([]byte, error) {
	for {
		line, err := lines.ReadSlice('\n')
		if err == nil {
			return line, nil
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = lines.ReadSlice('\n')
		}
		if err != nil {
			return nil, err // what came without a line feed is torn
		}
	}
}

// check says why nothing of this file may be killed here. The error is errBoot
// or errNamespace.
func (l *legacy) check(now procfs.Scope) error {
	if l.Boot != now.Boot {
		return errBoot
	}
	if l.PIDNamespace != now.PIDNamespace {
		return fmt.Errorf("namespace %d, and this is %d: %w", l.PIDNamespace, now.PIDNamespace, errNamespace)
	}
	return nil
}
