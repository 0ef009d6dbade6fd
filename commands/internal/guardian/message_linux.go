package guardian

// What host and guardian say to each other. Requests go one way, over one
// socket; each names the pipe that its answers are to be written to, which has room
// for all of them. What the end has come to is told over another socket. So the
// guardian never waits for the host to read.

import (
	"encoding/binary"
	"errors"
	"strings"

	"golang.org/x/sys/unix"
)

// What a request asks for, and the descriptors that go with it.
const (
	askSpawn   = 1 + iota // start body; [answers], stdout, stderr, [stdin], [body]
	askSignal             // send signal number to the group of command id
	askAdopt              // end process number, no child, with the session; answers, its pidfd
	askEnd                // end everything, and report after number nanoseconds at the latest
	askConfine            // start commands in a control group from here on; its folder
)

// More that a request for a command says. Descriptors are left out where they can
// be: to pass one, and to close it at both ends, takes as long as all else that is
// done for a request.
const (
	withPipe  = 1 << iota // it brings the pipe; or an earlier one did
	withStdin             // or the command reads the guardian's own, which is empty
	withFile              // the body is in a file of its own
	isBrief               // tell its start with its end if that comes soon
)

// A request is what the host asks.
type request struct {
	kind   byte
	flags  byte
	pipe   uint32 // which the answers are to go to, as the host numbers them
	id     uint64 // of a command, likewise
	number int64
	body   []byte // an encoded Command; empty if it is in a file of its own
}

const (
	requestBytes = 1 + 1 + 4 + 8 + 8
	// bodyBytes is how long a body may be to go with its request. A longer one
	// goes in a file in memory, for a message must fit into a socket's buffer.
	bodyBytes = 32 << 10
	// maxBodyBytes is more than Linux lets a process be given.
	maxBodyBytes = 16 << 20
)

func (r *request) encode() []byte {
	b := make([]byte, 0, requestBytes+len(r.body))
	b = append(b, r.kind, r.flags)
	b = binary.NativeEndian.AppendUint32(b, r.pipe)
	b = binary.NativeEndian.AppendUint64(b, r.id)
	b = binary.NativeEndian.AppendUint64(b, uint64(r.number))
	return append(b, r.body...)
}

// has reports whether a request for a command has these flags.
func (r *request) has(flag byte) bool { return r.flags&flag != 0 }

// decodeRequest undoes encode. The body is part of b.
func decodeRequest(b []byte) (request, error) {
	if len(b) < requestBytes {
		return request{}, errMalformed
	}
	return request{
		kind:   b[0],
		flags:  b[1],
		pipe:   binary.NativeEndian.Uint32(b[2:]),
		id:     binary.NativeEndian.Uint64(b[6:]),
		number: int64(binary.NativeEndian.Uint64(b[14:])),
		body:   b[requestBytes:],
	}, nil
}

var errMalformed = errors.New("malformed message")

// A Command is what to execute.
type Command struct {
	Path string   // absolute, or relative to Dir
	Argv []string // Argv[0] is what the process is told it is called
	Env  []string // "NAME=value" each: the whole environment
	Dir  string   // working folder, absolute

	// Brief says that it may soon be over, and that until then nothing can be
	// done for it. Spawn then returns a little later, and often not before the
	// end, which saves a switch between processes while the command runs.
	Brief bool
}

func (c *Command) encode() []byte {
	size := 0
	for _, list := range [][]string{c.Argv, c.Env, {c.Path, c.Dir, ""}} {
		for _, s := range list {
			size += len(s) + binary.MaxVarintLen32
		}
	}
	b := binary.AppendUvarint(make([]byte, 0, size), uint64(len(c.Argv)))
	b = appendStrings(b, c.Path, c.Dir)
	b = appendStrings(b, c.Argv...)
	return appendStrings(b, c.Env...)
}

func appendStrings(b []byte, list ...string) []byte {
	for _, s := range list {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return b
}

// decodeCommand undoes encode.
func decodeCommand(b []byte) (Command, error) {
	args, n := binary.Uvarint(b)
	if n <= 0 {
		return Command{}, errMalformed
	}
	list, err := parseStrings(string(b[n:]))
	if err != nil || len(list) < 2 || uint64(len(list)-2) < args {
		return Command{}, errMalformed
	}
	rest := list[2:]
	return Command{Path: list[0], Dir: list[1], Argv: rest[:args], Env: rest[args:]}, nil
}

func parseStrings(s string) (list []string, err error) {
	for r := strings.NewReader(s); r.Len() > 0; {
		size, err := binary.ReadUvarint(r)
		if err != nil || size > uint64(r.Len()) {
			return nil, errMalformed
		}
		start := len(s) - r.Len()
		list = append(list, s[start:start+int(size)])
		r.Reset(s[start+int(size):])
		s = s[start+int(size):]
	}
	return list, nil
}

// An answer is what the guardian says of a command: that it was started or not,
// and later that it has ended and is about to be reaped.
type answer struct {
	pid    int32           // 0: not started
	errno  unix.Errno      // why it was not started
	status unix.WaitStatus // how it has ended
}

const answerBytes = 12

func (a answer) encode() []byte {
	b := binary.NativeEndian.AppendUint32(nil, uint32(a.pid))
	b = binary.NativeEndian.AppendUint32(b, uint32(a.errno))
	return binary.NativeEndian.AppendUint32(b, uint32(a.status))
}

func decodeAnswer(b []byte) (answer, error) {
	if len(b) != answerBytes {
		return answer{}, errMalformed
	}
	return answer{
		pid:    int32(binary.NativeEndian.Uint32(b)),
		errno:  unix.Errno(binary.NativeEndian.Uint32(b[4:])),
		status: unix.WaitStatus(binary.NativeEndian.Uint32(b[8:])),
	}, nil
}
