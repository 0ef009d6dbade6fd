package guardian

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// A Report is what ending a session came to.
type Report struct {
	Killed    []Process // at most maxProcesses of them
	Unlisted  int       // how many more, not counting what Spawn has started
	Survivors []Process // what is still there at the deadline
}

// A Process is one that a guardian had in its care.
type Process struct {
	PID     int
	Program string          // as the system calls it: at most 15 bytes
	Leader  bool            // it was started by Spawn, not by a command
	Status  unix.WaitStatus // how it ended; of a survivor, nothing
}

const (
	// maxProcesses keeps a report within what a socket takes at once.
	maxProcesses = 1000
	nameBytes    = 16 // TASK_COMM_LEN
	processBytes = 4 + 4 + 1 + nameBytes
	reportBytes  = 4 + 4 + 2*maxProcesses*processBytes
)

func (r *Report) encode() []byte {
	killed := r.Killed[:min(len(r.Killed), maxProcesses)]
	survivors := r.Survivors[:min(len(r.Survivors), maxProcesses)]
	b := binary.NativeEndian.AppendUint32(nil, uint32(r.Unlisted))
	b = binary.NativeEndian.AppendUint32(b, uint32(len(killed)))
	for _, p := range killed {
		b = p.append(b)
	}
	for _, p := range survivors {
		b = p.append(b)
	}
	return b
}

func (p Process) append(b []byte) []byte {
	b = binary.NativeEndian.AppendUint32(b, uint32(p.PID))
	b = binary.NativeEndian.AppendUint32(b, uint32(p.Status))
	leader := byte(0)
	if p.Leader {
		leader = 1
	}
	var name [nameBytes]byte
	copy(name[:], p.Program)
	return append(append(b, leader), name[:]...)
}

// decodeReport undoes encode.
func decodeReport(b []byte) (Report, error) {
	if len(b) < 8 || (len(b)-8)%processBytes != 0 {
		return Report{}, errMalformed
	}
	r := Report{Unlisted: int(binary.NativeEndian.Uint32(b))}
	killed := int(binary.NativeEndian.Uint32(b[4:]))
	for b = b[8:]; len(b) > 0; b = b[processBytes:] {
		p := decodeProcess(b)
		if len(r.Killed) < killed {
			r.Killed = append(r.Killed, p)
		} else {
			r.Survivors = append(r.Survivors, p)
		}
	}
	return r, nil
}

func decodeProcess(b []byte) Process {
	name, _, _ := bytes.Cut(b[9:processBytes], []byte{0})
	return Process{
		PID:     int(binary.NativeEndian.Uint32(b)),
		Status:  unix.WaitStatus(binary.NativeEndian.Uint32(b[4:])),
		Leader:  b[8] == 1,
		Program: string(name),
	}
}
