//go:build unix

package sandbox

// What the host's handle of a worker is on all systems that have workers.

import (
	"fmt"
	"os"
)

// Start starts this program again as a worker. It can be written to at once,
// though it needs some milliseconds before it reads. The error is Ready's, or
// the system's. Start changes nothing in this process: no signal, no limit.
func Start() (*Process, error) {
	if err := Ready(); err != nil {
		return nil, err
	}
	p := &Process{ended: make(chan struct{})}
	if err := p.start(); err != nil {
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	// Owner: p. It ends when the worker has. Close waits for it.
	go p.reap()
	return p, nil
}

// Socket returns the host's end of the connection, a stream, with deadlines. It
// is p's: Close closes it, and nothing before. When the worker has ended, a read
// returns what it had written, and then io.EOF, or ECONNRESET if it left
// something unread.
func (p *Process) Socket() *os.File { return p.socket }

// Ended is closed when the worker has ended, for whatever reason. What it had
// written before can still be read from the socket.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// Death returns how the worker ended. It waits for Ended.
func (p *Process) Death() Death {
	<-p.ended
	return p.death
}

// Close kills the worker, waits until it has ended, and releases everything. It
// may be called again.
func (p *Process) Close() {
	p.Kill()
	<-p.ended
	_ = p.socket.Close()
}
