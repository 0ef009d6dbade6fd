package sandbox

// What a confined worker can do, and what it cannot.

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

var (
	_ = deed("confine", func(string) string {
		c, err := Confine()
		return fmt.Sprintf("%+v %v", c, err)
	})
	_ = deed("privileges", func(string) string { return take(fixPrivileges) })
	_ = deed("landlock", func(string) string { return take(landlock) })
	_ = deed("limits", func(string) string { return take(lowerLimits) })
	_ = deed("seccomp", func(string) string { return take(installFilter) })
	_ = deed("echo", func(argument string) string { return argument })
	_ = deed("try", func(name string) string { return explain(forbidden[name]()) })
	_ = deed("compute", func(name string) string { return explain(allowed[name]()) })
)

func landlock(c *Confinement) error {
	rules, err := newRuleset()
	if err != nil {
		return err
	}
	return rules.restrict(c)
}

// take takes one step of confine and tells what holds then.
func take(step func(*Confinement) error) string {
	var c Confinement
	err := step(&c)
	return fmt.Sprintf("%+v %v", c, err)
}

func explain(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return unix.ErrnoName(errno)
	}
	return fmt.Sprint(err)
}

func call(number uintptr, arguments ...uintptr) error {
	arguments = append(arguments, 0, 0, 0, 0, 0, 0)
	_, _, e := syscall.RawSyscall6(number, arguments[0], arguments[1], arguments[2], arguments[3],
		arguments[4], arguments[5])
	return asError(e)
}

// forbidden is what a worker tries; host is its parent.
var forbidden = map[string]func() error{
	"open":     func() error { _, err := os.Open("/etc/passwd"); return err },
	"create":   func() error { return os.WriteFile("/tmp/holdfast-sandbox-test", nil, 0o600) },
	"list":     func() error { _, err := os.ReadDir("/"); return err },
	"stat":     func() error { _, err := os.Stat("/etc/passwd"); return err },
	"proc":     func() error { _, err := os.ReadFile("/proc/self/maps"); return err },
	"environ":  func() error { _, err := os.ReadFile(hostFile("environ")); return err },
	"chdir":    func() error { return os.Chdir("/tmp") },
	"remove":   func() error { return os.Remove("/tmp/holdfast-sandbox-test") },
	"socket":   func() error { _, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0); return err },
	"dial":     func() error { _, err := net.Dial("tcp", "127.0.0.1:1"); return err },
	"pipe":     func() error { _, _, err := os.Pipe(); return err },
	"dup":      func() error { _, err := unix.Dup(launch.SocketFD); return err },
	"dupfd":    func() error { _, err := unix.FcntlInt(launch.SocketFD, unix.F_DUPFD, 0); return err },
	"memfd":    func() error { _, err := unix.MemfdCreate("x", 0); return err },
	"exec":     func() error { return unix.Exec("/bin/true", []string{"true"}, nil) },
	"command":  func() error { return exec.Command("/bin/true").Run() },
	"fork":     func() error { return call(unix.SYS_CLONE, uintptr(unix.SIGCHLD)) },
	"vfork":    func() error { return call(unix.SYS_CLONE, unix.CLONE_VM|unix.CLONE_VFORK|uintptr(unix.SIGCHLD)) },
	"unshare":  func() error { return unix.Unshare(unix.CLONE_NEWUSER) },
	"kill":     func() error { return unix.Kill(unix.Getppid(), unix.SIGTERM) },
	"tgkill":   func() error { return unix.Tgkill(unix.Getppid(), unix.Getppid(), unix.SIGTERM) },
	"pidfd":    func() error { _, err := unix.PidfdOpen(unix.Getppid(), 0); return err },
	"ptrace":   func() error { return unix.PtraceAttach(unix.Getppid()) },
	"peek":     func() error { return call(unix.SYS_PROCESS_VM_READV, uintptr(unix.Getppid())) },
	"prlimit":  func() error { return unix.Prlimit(0, unix.RLIMIT_DATA, &unix.Rlimit{}, nil) },
	"dumpable": func() error { return unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) },
	"setsid":   func() error { _, err := unix.Setsid(); return err },
	"io_uring": func() error { return call(unix.SYS_IO_URING_SETUP, 1) },
	"bpf":      func() error { return call(unix.SYS_BPF) },
	"code": func() error {
		_, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_ANON|unix.MAP_PRIVATE)
		return err
	},
	"recode": func() error {
		page, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ, unix.MAP_ANON|unix.MAP_PRIVATE)
		if err != nil {
			return nil
		}
		return unix.Mprotect(page, unix.PROT_READ|unix.PROT_EXEC)
	},
}

func hostFile(name string) string { return "/proc/" + strconv.Itoa(os.Getppid()) + "/" + name }

func TestConfinement(t *testing.T) {
	t.Parallel()
	w := newWorker(t)
	answer := w.ask(t, "confine")
	for _, want := range []string{"Limits:true", "Private:true", "NoNewPrivileges:true",
		"Seccomp:true} <nil>"} {
		if !strings.Contains(answer, want) {
			t.Errorf("%s: no %s", answer, want)
		}
	}
	if want := fmt.Sprint("Landlock:", landlockHere(t)); !strings.Contains(answer, want) {
		t.Errorf("%s: no %s", answer, want)
	}
	for name := range forbidden {
		if got := w.ask(t, "try "+name); got != "EPERM" {
			t.Errorf("%s: %s, want EPERM", name, got)
		}
	}
	if got := w.ask(t, "echo still here"); got != "still here" {
		t.Errorf("got %q", got)
	}
}

func TestConfineIsForWorkers(t *testing.T) {
	t.Parallel()
	if c, err := Confine(); err == nil || c != (Confinement{}) {
		t.Errorf("Confine = %+v, %v", c, err)
	}
	if err := os.WriteFile(t.TempDir()+"/x", nil, 0o600); err != nil {
		t.Error(err)
	}
}

// Each measure must do its part without the others.
func TestMeasures(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		steps []string
		holds string            // in the answer to the last
		fails map[string]string // what is tried, and how it ends
	}{
		{[]string{"limits"}, "Limits:true",
			map[string]string{"open": "EMFILE", "socket": "EMFILE", "dup": "EMFILE", "stat": "<nil>"}},
		{[]string{"privileges", "landlock"}, fmt.Sprint("Landlock:", landlockHere(t)),
			map[string]string{"open": "EACCES", "list": "EACCES", "create": "EACCES", "stat": "<nil>"}},
		{[]string{"privileges", "seccomp"}, "Seccomp:true",
			map[string]string{"open": "EPERM", "stat": "EPERM"}},
	} {
		w := newWorker(t)
		w.ask(t, "compute threads") // they must be reached, too
		for i, step := range test.steps {
			answer := w.ask(t, step)
			if !strings.HasSuffix(answer, "} <nil>") ||
				i == len(test.steps)-1 && !strings.Contains(answer, test.holds) {
				t.Fatalf("%s: %s, want %s", step, answer, test.holds)
			}
		}
		if test.holds == "Landlock:0" {
			continue // which TestConfinement reports
		}
		for range 20 { // on whichever thread
			for name, want := range test.fails {
				if got := w.ask(t, "try "+name); got != want {
					t.Errorf("%s: %s: %s, want %s", test.holds, name, got, want)
				}
			}
		}
		if got := w.ask(t, "compute preemption"); got != "<nil>" {
			t.Errorf("%s: %s", test.holds, got)
		}
	}
}

// landlockHere returns the version that a worker must report: the kernel's,
// unless this program has cgo and the kernel needs each thread asked.
func landlockHere(t *testing.T) int {
	t.Helper()
	abi, err := createRuleset(nil, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if err != nil {
		t.Logf("no Landlock: %v", err)
		return 0
	}
	_, _, errno := syscall.AllThreadsSyscall(unix.SYS_GETPID, 0, 0, 0)
	if errno == syscall.ENOTSUP && abi < 8 {
		return 0
	}
	return abi
}

// What a worker is to the system.
func TestConfinementFromOutside(t *testing.T) {
	t.Parallel()
	w := newWorker(t)
	w.ask(t, "compute threads")
	w.ask(t, "confine")
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", w.PID()))
	if err != nil || len(tasks) < 8 {
		t.Fatalf("%d threads, %v", len(tasks), err)
	}
	for _, task := range tasks {
		holds(t, w, "task/"+task.Name()+"/status", "\nNoNewPrivs:\t1\n", "\nSeccomp:\t2\n")
	}
	holds(t, w, "oom_score_adj", "1000\n")
	holds(t, w, "limits", "Max open files            0  ", "Max core file size        0  ",
		"Max file size             32768  ")
}

// holds checks that a file about a process contains texts.
func holds(t *testing.T, w asker, file string, texts ...string) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", w.PID(), file))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range texts {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s: no %q in %s", file, want, b)
		}
	}
}

// allowed is what computing needs.
var allowed = map[string]func() error{
	"memory": func() error {
		for size := 1; size <= 64<<20; size *= 4 {
			b := make([]byte, size)
			for i := 0; i < size; i += 512 {
				b[i] = 1
			}
		}
		return nil
	},
	"gc": func() error {
		for range 5 {
			_ = make([]*[64]byte, 1<<16)
			runtime.GC()
		}
		return nil
	},
	"goroutines": func() error {
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() { time.Sleep(time.Millisecond) })
		}
		all.Wait()
		return nil
	},
	"threads": func() error {
		var all, here sync.WaitGroup
		here.Add(8)
		for range 8 {
			all.Go(func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				here.Done()
				here.Wait()
			})
		}
		all.Wait()
		return nil
	},
	// A loop that does not yield must be interrupted by a signal.
	"preemption": func() error {
		stop := make(chan struct{})
		for range runtime.GOMAXPROCS(0) {
			go spin(stop)
		}
		runtime.GC()
		time.Sleep(time.Millisecond)
		close(stop)
		return nil
	},
	"recover": func() (err error) {
		defer func() {
			if r := recover(); r == nil {
				err = errors.New("nil was dereferenced")
			}
		}()
		var p *int
		*p = 1
		return nil
	},
	"stack": func() error {
		if depth(100_000) != 100_000 {
			return errors.New("wrong depth")
		}
		return nil
	},
	"time": func() error {
		begin := time.Now()
		time.Sleep(2 * time.Millisecond)
		if time.Since(begin) < time.Millisecond {
			return errors.New("no sleep")
		}
		return nil
	},
}

//go:noinline
func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}

func TestComputing(t *testing.T) {
	t.Parallel()
	w := newConfined(t)
	for range 3 {
		for name := range allowed {
			if got := w.ask(t, "compute "+name); got != "<nil>" {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}
