package guardian

// The pipes that a guardian's answers come by: each belongs to one command at a
// time, and the first few are used again when that has ended.

import "golang.org/x/sys/unix"

// A pipe is the host's side of one.
type pipe struct {
	number uint32
	read   int
	write  int // -1: the guardian has it, and nobody else
}

// maxReused is the highest number of a pipe that is used again. A guardian that had
// many commands at once has the pipes of few afterwards.
const maxReused = 8

// isReused reports whether a pipe is. The others are closed, by both sides, when their
// command has ended.
func isReused(number uint32) bool { return number <= maxReused }

// pipes are a guardian's.
type pipes struct {
	made   uint32
	idle   []pipe
	closed bool // the guardian has ended
}

// takePipe returns one in which no answer is and to which none is to come.
func (g *Guardian) takePipe() (pipe, error) {
	g.asking.Lock()
	defer g.asking.Unlock()
	if last := len(g.pipes.idle) - 1; last >= 0 {
		p := g.pipes.idle[last]
		g.pipes.idle = g.pipes.idle[:last]
		return p, nil
	}
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return pipe{}, err
	}
	g.pipes.made++
	return pipe{number: g.pipes.made, read: ends[0], write: ends[1]}, nil
}

// returnPipe takes back what takePipe has returned, and may return again.
func (g *Guardian) returnPipe(p pipe) {
	g.asking.Lock()
	defer g.asking.Unlock()
	if g.pipes.closed || !isReused(p.number) {
		p.close()
		return
	}
	g.pipes.idle = append(g.pipes.idle, p)
}

// closePipes is for when the guardian has ended.
func (g *Guardian) closePipes() {
	g.asking.Lock()
	defer g.asking.Unlock()
	for _, p := range g.pipes.idle {
		p.close()
	}
	g.pipes = pipes{closed: true}
}

// sent leaves the other end to the guardian.
func (p *pipe) sent() {
	if p.write >= 0 {
		_ = unix.Close(p.write)
		p.write = -1
	}
}

// close makes the guardian find that nobody waits for its answers any more. It
// closes its end then.
func (p *pipe) close() {
	p.sent()
	_ = unix.Close(p.read)
}
