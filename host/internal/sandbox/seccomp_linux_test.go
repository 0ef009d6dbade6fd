//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"
	"slices"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Numbers of calls mean something else on another architecture.
func TestFilterIsForOneArchitecture(t *testing.T) {
	t.Parallel()
	p := filter(1)
	if p[0].K != dataArchitecture || p[1].K != architecture ||
		p[2].K != unix.SECCOMP_RET_KILL_PROCESS || len(p) > 4096 {
		t.Errorf("%+v", p[:3])
	}
}

// Every number there is, and some that later kernels may have.
func TestFilterKnowsEachCall(t *testing.T) {
	t.Parallel()
	const pid = 7
	byArguments := map[uint32][6]uint32{
		unix.SYS_CLONE:    {unix.CLONE_THREAD},
		unix.SYS_TGKILL:   {pid},
		unix.SYS_MMAP:     {2: unix.PROT_READ},
		unix.SYS_MPROTECT: {2: unix.PROT_READ},
		unix.SYS_PRCTL:    {unix.PR_SET_VMA},
		unix.SYS_FCNTL:    {1: unix.F_SETFL},
	}
	always := slices.Concat(calls[:], architectureCalls[:])
	vm := newFilterVM(t, filter(pid))
	for call := range uint32(1000) {
		arguments, conditional := byArguments[call]
		want := uint32(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM))
		switch {
		case conditional || slices.Contains(always, call):
			want = unix.SECCOMP_RET_ALLOW
		case call == unix.SYS_CLONE3:
			want = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
		}
		if got := ask(t, vm, call, arguments); got != want {
			t.Errorf("call %d: %#x, want %#x", call, got, want)
		}
	}
	for call, arguments := range map[uint32][6]uint32{
		unix.SYS_CLONE:    {unix.CLONE_THREAD | unix.CLONE_NEWUSER},
		unix.SYS_TGKILL:   {pid + 1},
		unix.SYS_MMAP:     {2: unix.PROT_READ | unix.PROT_EXEC},
		unix.SYS_MPROTECT: {2: unix.PROT_EXEC},
		unix.SYS_PRCTL:    {unix.PR_SET_DUMPABLE},
		unix.SYS_FCNTL:    {1: unix.F_DUPFD},
	} {
		if got := ask(t, vm, call, arguments); got != unix.SECCOMP_RET_ERRNO|uint32(unix.EPERM) {
			t.Errorf("call %d with %d: %#x", call, arguments, got)
		}
	}
}

// newFilterVM returns what follows a filter as the kernel does.
func newFilterVM(t *testing.T, filter []unix.SockFilter) *bpf.VM {
	t.Helper()
	var program []bpf.Instruction
	for _, i := range filter {
		raw := bpf.RawInstruction{Op: i.Code, Jt: i.Jt, Jf: i.Jf, K: i.K}
		program = append(program, raw.Disassemble())
	}
	vm, err := bpf.NewVM(program)
	if err != nil {
		t.Fatal(err)
	}
	return vm
}

// ask returns the answer to a call, of whose arguments these are the lower halves.
func ask(t *testing.T, vm *bpf.VM, call uint32, arguments [6]uint32) uint32 {
	t.Helper()
	data := make([]byte, 64) // struct seccomp_data, in the order of bytes of packets
	binary.BigEndian.PutUint32(data[dataCall:], call)
	binary.BigEndian.PutUint32(data[dataArchitecture:], architecture)
	for i, argument := range arguments {
		binary.BigEndian.PutUint32(data[dataArguments+8*i:], argument)
	}
	got, err := vm.Run(data)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(got)
}
