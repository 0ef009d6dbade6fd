package launch

import (
	"errors"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// A Worker is a process that was started, and what its host holds of it. The
// descriptors are O_CLOEXEC and the caller's.
type Worker struct {
	PID    int
	PIDFD  int
	Socket int // the host's end of a stream, whose other end is the worker's SocketFD
	Words  int // a file in memory of WordsBytes that is the worker's stderr
	// Inherited is the peak memory, in bytes, that the system books to a worker
	// before it has any: that of the process that forked it.
	Inherited int
}

// An Error is what the system refused.
type Error struct {
	What string
	Err  error
}

func (e *Error) Error() string { return e.What + ": " + e.Err.Error() }

// Unwrap returns the system's error.
func (e *Error) Unwrap() error { return e.Err }

// errNoPIDFD is ForkExec's silence.
var errNoPIDFD = errors.New("this kernel gives no pidfd; Linux 5.4 or later is needed")

// start starts a worker. It can be written to at once, though it needs some
// milliseconds before it reads. The error is an *Error or errNoPIDFD.
func start(drowsily drowsy) (w Worker, err error) {
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return Worker{}, &Error{"socketpair", err}
	}
	defer syscall.Close(ends[1])
	w = Worker{Socket: ends[0]}
	if w.Words, err = newWords(); err != nil {
		_ = syscall.Close(w.Socket)
		return Worker{}, err
	}
	if err = w.fork(drowsily, ends[1]); err != nil {
		_ = syscall.Close(w.Socket)
		_ = syscall.Close(w.Words)
		return Worker{}, err
	}
	w.offer()
	return w, nil
}

// A drowsy is Drowsily or what is like it.
type drowsy = func(slack time.Duration, start func())

// fork starts the process.
func (w *Worker) fork(drowsily drowsy, socket int) error {
	null, err := syscall.Open("/dev/null", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return &Error{"/dev/null", err}
	}
	defer syscall.Close(null)
	w.PIDFD = -1
	attr := &syscall.ProcAttr{
		Dir:   "/", // so that it keeps no file system from being unmounted
		Env:   environment(),
		Files: []uintptr{uintptr(null), uintptr(null), uintptr(w.Words), SocketFD: uintptr(socket)},
		// A group of its own: what is typed at a terminal is not for workers. Not a
		// session of its own: when this process ends, the system then makes a worker
		// continue that somebody stopped, and that can end, too.
		Sys: &syscall.SysProcAttr{Setpgid: true, PidFD: &w.PIDFD},
	}
	drowsily(drowsiness, func() {
		w.PID, err = syscall.ForkExec("/proc/self/exe", []string{Name}, attr)
	})
	if err != nil {
		return &Error{"/proc/self/exe", err}
	}
	if w.PIDFD < 0 {
		_ = syscall.Kill(w.PID, syscall.SIGKILL)
		_, _ = syscall.Wait4(w.PID, nil, 0, nil)
		return errNoPIDFD
	}
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	w.Inherited = int(usage.Maxrss) << 10
	return nil
}

// environment is what a worker needs to be one, to start where libraries are
// found by a variable, and to have this process's time zone.
func environment() []string {
	env := []string{Role(syscall.Getpid()), OneProcessor}
	for _, name := range []string{"LD_LIBRARY_PATH", "TZ"} {
		if value, ok := syscall.Getenv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// drowsiness is by how much a worker's timers may be late while it starts, which
// takes a tenth less for it.
const drowsiness = 500 * time.Microsecond

// offer makes the worker what the system ends first when memory runs out. The
// worker could, but once it has threads the system looks at every process there
// is for one that shares its memory. Where /proc is missing or read-only the
// system chooses by size, which is next best.
func (w *Worker) offer() {
	name := "/proc/" + strconv.Itoa(w.PID) + "/oom_score_adj"
	fd, err := syscall.Open(name, syscall.O_WRONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	_, _ = syscall.Write(fd, []byte("1000"))
	_ = syscall.Close(fd)
}

// newWords makes what a worker has as its stderr: a file in memory that takes
// WordsBytes and then no more. Nobody has to read it while the worker lives, and
// one that prints without end neither waits nor fills anything.
func newWords() (int, error) {
	const (
		cloexec, allowSealing, noexecSeal = 1, 2, 8 // of memfd_create
		addSeals                          = 1033    // F_ADD_SEALS
		sealed                            = 1 | 2 | 4
	)
	fd, err := memfdCreate("last words", cloexec|noexecSeal)
	if err == syscall.EINVAL { // before Linux 6.3
		fd, err = memfdCreate("last words", cloexec|allowSealing)
	}
	if err != nil {
		return -1, &Error{"memfd_create", err}
	}
	err = syscall.Ftruncate(fd, WordsBytes)
	if err == nil {
		_, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), addSeals, sealed)
		err = asError(errno)
	}
	if err != nil {
		_ = syscall.Close(fd)
		return -1, &Error{"memfd", err}
	}
	return fd, nil
}

// memfdCreate is memfd_create(2), whose number package syscall does not have.
func memfdCreate(name string, flags uintptr) (int, error) {
	number, ok := memfdNumbers(runtime.GOARCH)
	if !ok {
		return -1, syscall.ENOSYS
	}
	text, err := syscall.BytePtrFromString(name)
	if err != nil {
		return -1, err
	}
	fd, _, errno := syscall.Syscall(number, uintptr(unsafe.Pointer(text)), flags, 0)
	return int(fd), asError(errno)
}

// memfdNumbers are those of the kernel's tables of system calls. A map would have
// to be initialised.
func memfdNumbers(architecture string) (number uintptr, ok bool) {
	switch architecture {
	case "amd64":
		return 319, true
	case "arm64", "riscv64", "loong64":
		return 279, true
	case "386":
		return 356, true
	case "arm":
		return 385, true
	case "ppc64", "ppc64le":
		return 360, true
	case "s390x":
		return 350, true
	case "mips", "mipsle":
		return 4354, true
	case "mips64", "mips64le":
		return 5314, true
	}
	return 0, false
}

func asError(errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return errno
}
