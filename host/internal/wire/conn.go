package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
)

// A Frame is one message. Its head is small and structured, its tail is bulk: a
// script, a command's output, an entry of the console. The tail is sent as it is.
type Frame struct {
	Kind Kind
	ID   uint32 // of the call that it is about; 0 for none
	head []byte
	Tail []byte
	// Bytes is about how much memory it takes once it is decoded.
	Bytes int
}

// ErrProtocol is the error of a frame that does not keep to the protocol.
var ErrProtocol = errors.New("the other side does not keep to the protocol")

// Decode stores the frame's head in dst, a pointer to one of this package's
// messages. The error is an ErrProtocol.
func (f Frame) Decode(dst any) error {
	if err := decoding().Unmarshal(f.head, dst); err != nil {
		return fmt.Errorf("%w: a %v frame: %w", ErrProtocol, f.Kind, err)
	}
	return nil
}

// Limits bound what one frame may hold, in bytes.
type Limits struct {
	Head, Tail int
	Values     int // about what the head's values take in memory, decoded
	// Believed is how much room is made because a header says that so much comes.
	// Past that, room grows with what has come.
	Believed int
	// Waiting bounds what all frames hold together that wait to be sent, but for
	// short ones and a single one.
	Waiting int
}

// Limits of what either side says. A worker is not trusted, and a head can take a
// hundred times its bytes when it is decoded. Nor need it read what it has asked for.
var (
	FromWorker = Limits{
		Head: 16 << 20, Tail: 64 << 20, Values: 128 << 20, Believed: 4 << 20, Waiting: math.MaxInt,
	}
	FromHost = Limits{
		Head: 1 << 30, Tail: 1 << 30, Values: math.MaxInt, Believed: math.MaxInt, Waiting: 512 << 20,
	}
)

// ErrSize is the error of Send for a frame that is larger than the other side
// takes. It was not sent, and the connection is as good as before.
var ErrSize = errors.New("more data than can pass between a script and its host at once")

// ErrUnread is the error of Send for a frame that would wait behind too many that
// the other side does not read. It was not sent; a short one always is.
var ErrUnread = errors.New("more data than may wait to be read; await some calls before the next")

// check returns an error if a frame does not keep to the limits.
func (l Limits) check(head, tail, values int) error {
	for _, part := range []struct {
		name        string
		bytes, most int
	}{{"values", head, l.Head}, {"text or bytes", tail, l.Tail}, {"values in memory", values, l.Values}} {
		if part.bytes < 0 || part.bytes > part.most { // negative: where int has 32 bits
			return fmt.Errorf("%w: %d bytes of %s, the most is %d", ErrSize, part.bytes, part.name, part.most)
		}
	}
	return nil
}

// headerBytes is the size of what precedes a frame: the lengths of head and
// tail, the number of the call and the kind.
const headerBytes = 4 + 4 + 4 + 1

// A Conn is one end of the socket between a host and a worker. Any goroutine may
// Send; one at a time may Receive.
type Conn struct {
	socket       io.ReadWriter
	takes, sends Limits
	in           *bufio.Reader

	mu      sync.Mutex // guards what follows
	room    sync.Cond  // signalled when out has been written
	out     [][]byte   // not yet written
	queued  int        // bytes of out
	waiting int        // bytes of frames that wait for room in out, but for short ones
	writing bool       // a goroutine is in flush
	err     error      // of the first write that failed
}

// inBytes and outBytes are how much is read ahead, and how much may wait to be
// written until Send waits too.
const (
	inBytes  = 64 << 10
	outBytes = 1 << 20
	// copied is the size up to which a tail is copied to save a write, and a frame
	// is short.
	copied = 16 << 10
)

// New returns a Conn that reads and writes socket, which stays the caller's, and
// takes and sends frames within limits.
func New(socket io.ReadWriter, takes, sends Limits) *Conn {
	c := &Conn{
		socket: socket, takes: takes, sends: sends, in: bufio.NewReaderSize(socket, inBytes),
	}
	c.room.L = &c.mu
	return c
}

// Send sends a frame. It may return before the frame is written, so tail must
// not be changed any more. The error is ErrSize, ErrUnread, or says that head is not
// data: nothing has been sent then. Or it is ErrBroken.
func (c *Conn) Send(kind Kind, id uint32, head any, tail []byte) error {
	return c.send(kind, id, head, tail, false)
}

// SendLazily is Send, and lets whoever else can run go first. It is for one of
// many frames at about the same time: most then add to a write that has yet to
// begin, and a write costs more than a frame.
func (c *Conn) SendLazily(kind Kind, id uint32, head any, tail []byte) error {
	return c.send(kind, id, head, tail, true)
}

func (c *Conn) send(kind Kind, id uint32, head any, tail []byte, lazily bool) error {
	frame, err := c.encode(kind, id, head, tail)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.awaitRoom(len(frame) + len(tail) - shortBytes(tail)); err != nil {
		return err
	}
	c.queue(frame, tail)
	if !c.writing { // else whoever writes takes it along
		c.flush(lazily)
	}
	return c.err
}

// awaitRoom waits until a frame of so many bytes may be queued. The caller holds mu.
func (c *Conn) awaitRoom(bytes int) error {
	if bytes <= copied {
		bytes = 0
	}
	if c.queued > outBytes && c.waiting > 0 && bytes > c.sends.Waiting-c.waiting {
		return ErrUnread
	}
	c.waiting += bytes
	for c.queued > outBytes && c.err == nil {
		c.room.Wait()
	}
	c.waiting -= bytes
	return c.err
}

// ErrBroken is the error of Send when this or an earlier write has failed: the
// connection is of no more use.
var ErrBroken = errors.New("the connection is broken")

// encode returns header and head, and a tail that is short.
func (c *Conn) encode(kind Kind, id uint32, head any, tail []byte) ([]byte, error) {
	var body []byte
	if head != nil {
		var err error
		if body, err = encoding().Marshal(head); err != nil {
			return nil, fmt.Errorf("a %v frame: %w", kind, err)
		}
	}
	if err := c.sends.check(len(body), len(tail), footprint(body)); err != nil {
		return nil, err
	}
	frame := make([]byte, 0, headerBytes+len(body)+shortBytes(tail))
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(body)))
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(tail)))
	frame = binary.LittleEndian.AppendUint32(frame, id)
	frame = append(frame, byte(kind))
	frame = append(frame, body...)
	return append(frame, tail[:shortBytes(tail)]...), nil
}

// shortBytes is how much of tail is copied: all of it or nothing.
func shortBytes(tail []byte) int {
	if len(tail) > copied {
		return 0
	}
	return len(tail)
}

// queue adds a frame, and its tail unless that was copied, to what is to be
// written. The caller holds mu.
func (c *Conn) queue(frame, tail []byte) {
	if last := len(c.out) - 1; last >= 0 && len(c.out[last])+len(frame) <= copied {
		c.out[last] = append(c.out[last], frame...)
	} else {
		c.out = append(c.out, frame)
	}
	c.queued += len(frame)
	if rest := tail[shortBytes(tail):]; len(rest) > 0 {
		c.out = append(c.out, rest)
		c.queued += len(rest)
	}
}

// flush writes until nothing is left. The caller holds mu, which is free during
// each write.
func (c *Conn) flush(lazily bool) {
	c.writing = true
	if lazily {
		c.mu.Unlock()
		runtime.Gosched()
		c.mu.Lock()
	}
	for len(c.out) > 0 && c.err == nil {
		out := c.out
		c.out, c.queued = nil, 0
		c.mu.Unlock()
		err := c.write(out)
		c.mu.Lock()
		c.err = err
		c.room.Broadcast()
	}
	c.writing = false
}

func (c *Conn) write(out [][]byte) error {
	for _, b := range out {
		if _, err := c.socket.Write(b); err != nil {
			return fmt.Errorf("%w: %w", ErrBroken, err)
		}
	}
	return nil
}

// Receive waits for a frame. The error is io.EOF if the other side has closed
// the connection between two frames, an ErrProtocol, or the system's; then the
// connection is of no more use.
func (c *Conn) Receive() (Frame, error) {
	var header [headerBytes]byte
	if _, err := io.ReadFull(c.in, header[:]); err != nil {
		return Frame{}, err
	}
	head := int(binary.LittleEndian.Uint32(header[0:]))
	tail := int(binary.LittleEndian.Uint32(header[4:]))
	f := Frame{ID: binary.LittleEndian.Uint32(header[8:]), Kind: Kind(header[12])}
	if err := c.takes.check(head, tail, 0); err != nil {
		return Frame{}, fmt.Errorf("%w: a %v frame: %w", ErrProtocol, f.Kind, err)
	}
	body, err := c.read(head + tail)
	if err != nil {
		return Frame{}, fmt.Errorf("a %v frame: %w", f.Kind, err)
	}
	f.head = body[:head:head]
	if tail > 0 {
		f.Tail = body[head:]
	}
	values := footprint(f.head)
	if err := c.takes.check(head, tail, values); err != nil {
		return Frame{}, fmt.Errorf("%w: a %v frame: %w", ErrProtocol, f.Kind, err)
	}
	f.Bytes = len(body) + values
	return f, nil
}

// read reads n bytes.
func (c *Conn) read(n int) ([]byte, error) {
	var body []byte
	for len(body) < n {
		have := len(body)
		want := min(n, max(2*have, c.takes.Believed, inBytes))
		body = append(make([]byte, 0, want), body...)[:want]
		if _, err := io.ReadFull(c.in, body[have:]); err != nil {
			return nil, err
		}
	}
	return body, nil
}
