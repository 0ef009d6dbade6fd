//go:build amd64 || arm64

package sandbox

// The filter of system calls. It is a short list of what may be called, by
// number, so that what a later kernel adds is refused unseen. Libraries for this
// exist (go-seccomp-bpf); what is left without their tables of all systems'
// calls is this file.

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// calls may be made whatever their arguments: Go's runtime makes them, with cgo
// glibc's threads and allocator, and in tests the race detector; and they are
// how one reads, writes and closes what is open.
var calls = [...]uint32{
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_READV, unix.SYS_WRITEV,
	unix.SYS_PREAD64, // the runtime keeps an eye on its control group's limit
	unix.SYS_RECVFROM, unix.SYS_SENDTO, unix.SYS_RECVMSG, unix.SYS_SENDMSG,
	unix.SYS_SHUTDOWN, unix.SYS_CLOSE,
	unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_EPOLL_PWAIT2,

	unix.SYS_MUNMAP, unix.SYS_MREMAP, unix.SYS_MADVISE, unix.SYS_MINCORE, unix.SYS_BRK,

	unix.SYS_FUTEX, unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY,
	unix.SYS_SET_ROBUST_LIST, unix.SYS_RSEQ,
	unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_RESTART_SYSCALL,
	unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_GETTIMEOFDAY,
	unix.SYS_GETRANDOM, unix.SYS_GETPID, unix.SYS_GETTID, unix.SYS_GETPPID,

	unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN,
	unix.SYS_SIGALTSTACK,
	unix.SYS_EXIT, unix.SYS_EXIT_GROUP,

	unix.SYS_LANDLOCK_RESTRICT_SELF, // what Confine does next; it only ever takes
}

// A rule allows a call if all of its conditions hold.
type rule struct {
	call       uint32
	conditions []condition
}

// A condition compares the lower 32 bits of an argument, which is all that the
// kernel looks at in the arguments concerned.
type condition struct {
	argument int
	jump     uint16 // unix.BPF_JEQ, or BPF_JSET: any of the bits
	value    uint32
	want     bool
}

// newNamespaces are the flags of clone that make namespaces.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS |
	unix.CLONE_NEWIPC | unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET

// rules allows calls by their arguments. Of several for a call one is enough.
func rules(pid int) []rule {
	one := func(call uint32, argument int, value int) rule {
		return rule{call, []condition{{argument, unix.BPF_JEQ, uint32(value), true}}}
	}
	noCode := []condition{{2, unix.BPF_JSET, unix.PROT_EXEC, false}}
	return []rule{
		// Threads, but no processes.
		{unix.SYS_CLONE, []condition{
			{0, unix.BPF_JSET, unix.CLONE_THREAD, true},
			{0, unix.BPF_JSET, newNamespaces, false},
		}},
		// By signals to its own threads the runtime stops goroutines.
		one(unix.SYS_TGKILL, 0, pid),
		// Memory, but no new code.
		{unix.SYS_MMAP, noCode},
		{unix.SYS_MPROTECT, noCode},
		one(unix.SYS_PRCTL, 0, unix.PR_SET_VMA), // names for /proc/PID/maps
		one(unix.SYS_FCNTL, 1, unix.F_GETFD),
		one(unix.SYS_FCNTL, 1, unix.F_GETFL),
		one(unix.SYS_FCNTL, 1, unix.F_SETFL),
	}
}

// filter returns the program. What is not allowed fails with EPERM and does not
// end the process: a library that starts something of its own account gets an
// error it can deal with, and nobody gets more.
func filter(pid int) []unix.SockFilter {
	allow := []unix.SockFilter{answer(unix.SECCOMP_RET_ALLOW)}
	verdicts := []verdict{
		// glibc then takes clone, whose flags a filter can see.
		{unix.SYS_CLONE3, []unix.SockFilter{refuse(unix.ENOSYS)}},
	}
	for _, list := range [][]uint32{calls[:], architectureCalls[:]} {
		for _, call := range list {
			verdicts = append(verdicts, verdict{call, allow})
		}
	}
	for _, r := range rules(pid) {
		v := verdict{r.call, r.compile(allow[0])}
		if last := &verdicts[len(verdicts)-1]; last.call == r.call {
			last.program = append(last.program, v.program...)
		} else {
			verdicts = append(verdicts, v)
		}
	}
	slices.SortFunc(verdicts, func(a, b verdict) int { return cmp.Compare(a.call, b.call) })
	return search([]unix.SockFilter{
		load(dataArchitecture),
		jump(unix.BPF_JEQ, architecture, 1, 0),
		answer(unix.SECCOMP_RET_KILL_PROCESS), // numbers of another architecture
		load(dataCall),
	}, verdicts)
}

// A verdict is what a filter says of a call. The program goes on behind itself where
// the call is to be refused.
type verdict struct {
	call    uint32
	program []unix.SockFilter
}

// search adds instructions to p that go to the verdict on a call by halves. For every
// call there is the kernel goes through a new filter once, which from one call to the
// next takes 45 µs more.
func search(p []unix.SockFilter, sorted []verdict) []unix.SockFilter {
	if len(sorted) == 1 {
		v := sorted[0]
		p = append(p, jump(unix.BPF_JEQ, v.call, 0, uint8(len(v.program))))
		p = append(p, v.program...)
		return append(p, refuse(unix.EPERM))
	}
	middle := len(sorted) / 2
	at := len(p)
	p = search(append(p, unix.SockFilter{}), sorted[:middle])
	p[at] = jump(unix.BPF_JGE, sorted[middle].call, uint8(len(p)-at-1), 0)
	return search(p, sorted[middle:])
}

// compile returns instructions that end with the answer if all conditions hold,
// and go on behind themselves if one does not.
func (r rule) compile(end unix.SockFilter) []unix.SockFilter {
	left := uint8(2*len(r.conditions) + 1)
	var p []unix.SockFilter
	for _, c := range r.conditions {
		left -= 2
		next := jump(c.jump, c.value, 0, left)
		if !c.want {
			next = jump(c.jump, c.value, left, 0)
		}
		p = append(p, load(dataArguments+8*uint32(c.argument)), next)
	}
	return append(p, end)
}

// Where things are in struct seccomp_data. The architectures that have a filter
// are little-endian: the lower half of an argument comes first.
const (
	dataCall         = 0
	dataArchitecture = 4
	dataArguments    = 16
)

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

// jump skips so many instructions if the comparison with k holds, or not.
func jump(comparison uint16, k uint32, holds, holdsNot uint8) unix.SockFilter {
	return unix.SockFilter{
		Code: unix.BPF_JMP | comparison | unix.BPF_K, Jt: holds, Jf: holdsNot, K: k,
	}
}

func answer(action uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: action}
}

func refuse(e syscall.Errno) unix.SockFilter {
	return answer(unix.SECCOMP_RET_ERRNO | uint32(e))
}

// installFilter puts all threads of this process under the filter, and with it
// brings them no_new_privs, without which it could not.
func installFilter(c *Confinement) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	p := filter(unix.Getpid())
	program := unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
	// SPEC_ALLOW: on older kernels a filter turns off speculation, which costs an
	// interpreter dearly; there is nothing here to be spied out.
	const flags = unix.SECCOMP_FILTER_FLAG_TSYNC | unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW
	thread, _, errno := syscall.Syscall(unix.SYS_SECCOMP,
		unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(p)
	switch {
	case errno != 0 && isMissing(errno):
		return nil
	case errno != 0:
		return errno
	case thread != 0: // has a filter of its own
		return syscall.EBUSY
	}
	c.Seccomp, c.NoNewPrivileges = true, true
	return nil
}

// isMissing reports whether an error says that the system does not have what
// was asked for, or that a container around this program does not pass it on.
func isMissing(err error) bool {
	return errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP) ||
		errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EPERM)
}
