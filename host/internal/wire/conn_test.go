package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// A stream is a socket that reads from one buffer and writes to another.
type stream struct {
	io.Reader
	io.Writer
}

// header is what precedes a frame that claims to have so many bytes.
func header(head, tail, id uint32, kind Kind) []byte {
	b := binary.LittleEndian.AppendUint32(nil, head)
	b = binary.LittleEndian.AppendUint32(b, tail)
	b = binary.LittleEndian.AppendUint32(b, id)
	return append(b, byte(kind))
}

func TestFramesArrive(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, copied, copied + 1, inBytes, outBytes + 1, FromWorker.Believed - 1, 3*FromWorker.Believed + 1} {
		var sent bytes.Buffer
		from := New(stream{nil, &sent}, FromHost, FromWorker)
		tail := bytes.Repeat([]byte{7}, size)
		if err := from.Send(KindCall, 9, Call{Method: Exec, Name: "x"}, tail); err != nil {
			t.Fatal(err)
		}
		f, err := New(stream{&sent, nil}, FromWorker, FromHost).Receive()
		if err != nil {
			t.Fatal(err)
		}
		var c Call
		if err := f.Decode(&c); err != nil || c.Name != "x" || f.ID != 9 || f.Kind != KindCall ||
			!bytes.Equal(f.Tail, tail) {
			t.Errorf("%d bytes: got %+v, %v", size, c, err)
		}
	}
}

// TestSendersTakeTurns holds that frames of many goroutines arrive whole.
func TestSendersTakeTurns(t *testing.T) {
	t.Parallel()
	a, b := net.Pipe()
	from, to := New(a, FromHost, FromWorker), New(b, FromWorker, FromHost)
	const senders, frames = 8, 50
	var work sync.WaitGroup
	for i := range senders {
		work.Go(func() {
			for j := range frames {
				tail := bytes.Repeat([]byte{byte(i)}, 1+j*1000)
				send := from.Send
				if j%2 == 1 {
					send = from.SendLazily
				}
				if err := send(KindConsole, uint32(i), nil, tail); err != nil {
					t.Error(err)
				}
			}
		})
	}
	next := make([]int, senders)
	for range senders * frames {
		f, err := to.Receive()
		if err != nil {
			t.Fatal(err)
		}
		want := bytes.Repeat([]byte{byte(f.ID)}, 1+next[f.ID]*1000)
		if next[f.ID]++; !bytes.Equal(f.Tail, want) {
			t.Fatalf("sender %d: frame %d is not as it was sent", f.ID, next[f.ID])
		}
	}
	work.Wait()
}

func TestSendRefusesWhatIsTooLarge(t *testing.T) {
	t.Parallel()
	var sent bytes.Buffer
	c := New(stream{nil, &sent}, FromHost, Limits{Head: 100, Tail: 100, Values: 1000})
	for told, send := range map[string]func() error{
		"105 bytes of values, the most is 100":        func() error { return c.Send(KindCall, 1, Ready{strings.Repeat("x", 101)}, nil) },
		"101 bytes of text or bytes, the most is 100": func() error { return c.Send(KindCall, 1, nil, make([]byte, 101)) },
		"bytes of values in memory, the most is 1000": func() error {
			return c.Send(KindCall, 1, Call{Args: []any{[]any{}, map[string]any{"a": 1.0}, make([]any, 40)}}, nil)
		},
	} {
		if err := send(); !errors.Is(err, ErrSize) || !strings.HasSuffix(err.Error(), told) || sent.Len() > 0 {
			t.Errorf("got %v, want ErrSize: %s", err, told)
		}
	}
	if err := c.Send(KindCall, 1, Ready{"x"}, nil); err != nil || sent.Len() == 0 {
		t.Errorf("a good frame after that: %v", err)
	}
}

// TestWaitingIsBounded holds that what waits for a side that does not read is bounded:
// of frames of a third of the bound one is being written, one is queued, three wait.
func TestWaitingIsBounded(t *testing.T) {
	t.Parallel()
	a, b := net.Pipe()
	c := New(a, FromWorker, FromHost)
	tail := make([]byte, FromHost.Waiting/3-headerBytes)
	const senders = 6
	errs := make(chan error, senders)
	for id := range uint32(senders) {
		go func() { errs <- c.Send(KindReply, id, nil, tail) }()
	}
	queued, refused := <-errs, <-errs
	if queued != nil {
		queued, refused = refused, queued
	}
	if queued != nil || !errors.Is(refused, ErrUnread) {
		t.Errorf("got %v and %v, want one frame queued and one ErrUnread", queued, refused)
	}
	go func() { errs <- c.Send(KindReply, senders, Reply{OK: true}, nil) }()
	to := New(b, FromHost, FromWorker)
	for range senders {
		if _, err := to.Receive(); err != nil { // with the short one
			t.Fatal(err)
		}
	}
	for range senders - 1 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestSendAfterABrokenWrite(t *testing.T) {
	t.Parallel()
	a, b := net.Pipe()
	_ = b.Close()
	c := New(a, FromHost, FromWorker)
	for range 2 {
		if err := c.Send(KindReady, 0, Ready{}, nil); !errors.Is(err, ErrBroken) {
			t.Errorf("got %v, want ErrBroken", err)
		}
	}
}

// TestReceiveBelievesLittle holds that what a header claims is not made room for
// before it comes. It measures the process, so it does not run in parallel.
func TestReceiveBelievesLittle(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"nothing", nil, io.EOF},
		{"half a header", header(1, 1, 1, KindCall)[:7], io.ErrUnexpectedEOF},
		{"a header alone", header(0xff, 0, 1, KindCall), io.EOF},
		{"the largest that may be", header(16<<20, 64<<20, 1, KindCall), io.EOF},
		{"a larger head", header(16<<20+1, 0, 1, KindCall), ErrProtocol},
		{"a larger tail", header(0, 64<<20+1, 1, KindCall), ErrProtocol},
		{"all bits", header(1<<32-1, 1<<32-1, 1<<32-1, 255), ErrProtocol},
	} {
		var err error
		took := allocated(func() {
			_, err = New(stream{bytes.NewReader(c.bytes), nil}, FromWorker, FromHost).Receive()
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if most := FromWorker.Believed + inBytes + 64<<10; took > most {
			t.Errorf("%s: took %d bytes, more than %d", c.name, took, most)
		}
	}
}

// TestReceiveRefusesBombs holds that a head that would be very much more when it
// is decoded is not.
func TestReceiveRefusesBombs(t *testing.T) {
	t.Parallel()
	for name, item := range map[string]string{"maps": "\xa0", "lists of one": "\x81\x80", "maps of one": "\xa1\x60\xf6"} {
		const n = 1 << 21
		head := append([]byte("\xa1\x04\x9a\x00\x20\x00\x00"), strings.Repeat(item, n)...)
		b := append(header(uint32(len(head)), 0, 1, KindCall), head...)
		_, err := New(stream{bytes.NewReader(b), nil}, FromWorker, FromHost).Receive()
		if !errors.Is(err, ErrProtocol) || !errors.Is(err, ErrSize) {
			t.Errorf("%s: got %v, want ErrProtocol and ErrSize", name, err)
		}
	}
}

func FuzzReceive(f *testing.F) {
	var sent bytes.Buffer
	c := New(stream{nil, &sent}, FromHost, FromWorker)
	for _, send := range []struct {
		kind Kind
		head any
		tail string
	}{
		{KindReady, Ready{}, ""}, {KindCall, Call{Method: VarGet, Name: "x"}, ""},
		{KindConsole, Entry{Level: "log"}, "hello"}, {KindDone, Done{}, "42"},
	} {
		if err := c.Send(send.kind, 1, send.head, []byte(send.tail)); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(sent.Bytes())
	f.Add(header(16<<20, 64<<20, 1, KindCall))
	f.Fuzz(func(t *testing.T, b []byte) {
		limits := Limits{Head: 1 << 16, Tail: 1 << 16, Values: 1 << 20}
		c := New(stream{bytes.NewReader(b), nil}, limits, FromHost)
		for {
			frame, err := c.Receive()
			if err != nil {
				return
			}
			if len(frame.head) > limits.Head || len(frame.Tail) > limits.Tail || frame.Bytes < len(frame.Tail) {
				t.Fatalf("a frame of %d and %d bytes passed", len(frame.head), len(frame.Tail))
			}
			for _, message := range messages() {
				_ = frame.Decode(message)
			}
			_ = frame.Kind.String()
		}
	})
}
