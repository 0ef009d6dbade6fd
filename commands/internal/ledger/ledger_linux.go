package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
)

// A Ledger is the file of this host. It is safe for concurrent use. The methods
// of a nil Ledger, and of the Sessions it makes, do nothing.
type Ledger struct {
	dir    *folder
	header header

	mu        sync.Mutex // guards what follows
	name      string
	file      *os.File // nil once closed
	size      int      // bytes in the file
	rewriteAt int      // the size at which the file is rewritten
	torn      bool     // the last line is not whole
	live      map[*Session]bool
}

// rewriteBytes is the size at which a file is first rewritten without what has
// ended: some two thousand commands.
const rewriteBytes = 256 << 10

// Open makes a ledger for this process in the folder at path, which it makes if
// need be, and ends what dead hosts have left there. It waits for that as long
// as ctx lets it; two seconds of it may be for a guardian that is at work. What
// is left then is in the Report, and its file stays. Live hosts are left alone.
//
// The error says why the folder cannot be used. It has been swept as far as
// possible even so.
func Open(ctx context.Context, path string) (*Ledger, Report, error) {
	scope, err := procfs.CurrentScope()
	if err != nil {
		return nil, Report{}, fmt.Errorf("ledger: %w", err)
	}
	self, err := procfs.Self()
	if err != nil {
		return nil, Report{}, fmt.Errorf("ledger: %w", err)
	}
	dir, err := openFolder(path)
	if err != nil {
		return nil, Report{}, err
	}
	report, err := sweepFolder(ctx, dir, scope)
	l := &Ledger{
		dir:       dir,
		header:    header{Version: version, Scope: scope, Host: self},
		rewriteAt: rewriteBytes,
		live:      map[*Session]bool{},
	}
	if err == nil {
		err = l.rewrite()
	}
	if err != nil {
		dir.close()
		return nil, report, err
	}
	return l, report, nil
}

// Close removes the file, unless there is a Session that has not been closed:
// then the next host sees what is left of it. Closing twice is fine.
func (l *Ledger) Close() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	var err error
	if len(l.live) == 0 {
		err = l.dir.remove(l.name)
	}
	release(l.file) // after the file is removed
	l.file = nil
	l.dir.close()
	return err
}

// Session begins to record a session. The error is the system's: then the
// record is not complete, and it can be gone on with all the same.
func (l *Ledger) Session(m marker.Marker) (*Session, error) {
	if l == nil {
		return nil, nil
	}
	s := &Session{ledger: l, marker: m, processes: map[int]procfs.Identity{}}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.live[s] = true
	return s, l.append(record{Session: m})
}

// append writes one line. No fsync: what is written survives the end of this
// process, and what does not survive the end of the system is of another boot.
// It is called with mu held.
func (l *Ledger) append(r record) error {
	if l.file == nil {
		return fmt.Errorf("ledger %s: %w", l.dir.file(l.name), os.ErrClosed)
	}
	line, err := appendLine(nil, r)
	if err != nil {
		return err
	}
	if l.torn {
		line = append([]byte("\n"), line...)
	}
	n, err := l.file.Write(line)
	l.size += n
	l.torn = err != nil && (n > 0 || l.torn)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if l.size < l.rewriteAt {
		return nil
	}
	return l.rewrite()
}

// rewrite puts what is live into a new file and removes the old one. Whenever
// this process dies, one of the two is whole. It is called with mu held.
func (l *Ledger) rewrite() error {
	l.rewriteAt = 2 * max(l.size, rewriteBytes/2) // if it fails, not at once again
	text, err := l.text()
	if err != nil {
		return err
	}
	name, file, err := l.dir.create()
	if err != nil {
		return err
	}
	if _, err := file.Write(text); err != nil {
		_ = l.dir.remove(name)
		release(file)
		return fmt.Errorf("ledger: %w", err)
	}
	if l.file != nil {
		err = l.dir.remove(l.name)
		release(l.file)
	}
	l.name, l.file, l.size, l.torn = name, file, len(text), false
	l.rewriteAt = max(rewriteBytes, 4*l.size)
	return err
}

// text returns all that a new file is to say.
func (l *Ledger) text() ([]byte, error) {
	text, err := appendLine(nil, l.header)
	for s := range l.live {
		for _, r := range s.records() {
			if err == nil {
				text, err = appendLine(text, r)
			}
		}
	}
	return text, err
}

func appendLine(text []byte, v any) ([]byte, error) {
	line, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return append(append(text, line...), '\n'), nil
}
