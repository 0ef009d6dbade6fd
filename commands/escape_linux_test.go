package commands_test

// Programs that try to outlive their session. Most fork as C does, without
// exec: what runs after fork is system calls only, for Go's runtime has lost
// all its other threads there.

import (
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"
)

// An escape is a way to get away. Each of its processes holds the lifeline, a
// pipe, and writes a byte into it once it is where it wants to be: the reader
// sees how many have got there, and the end of the file when none is left.
type escape struct {
	processes int
	run       func(lifeline int)
}

var escapes = map[string]escape{
	"bg":           {1, background},
	"ignore":       {1, ignore},
	"setpgid":      {1, setpgid},
	"setsid":       {1, func(fd int) { daemons(fd, 1) }},
	"daemon":       {1, doubleFork},
	"clearenv":     {1, clearEnvironment},
	"subreaper":    {2, subreaper},
	"cloneparent":  {1, cloneParent},
	"noexitsignal": {1, noExitSignal},
	"stopped":      {1, stopped},
	"zombieleader": {1, zombieLeader},
	"chain20":      {20, func(fd int) { chain(fd, 20) }},
	"tree100":      {110, tree},
	"hop":          {1, hop},
	"patricide":    {1, patricide},
}

// escaper makes the escape named by its first argument, with the lifeline named
// by its second.
var escaper = register("escaper", func(args []string) {
	if args[0] == "held" { // executed with lifeline and toLeader open
		toLeader = 4
		arrive(3)
		stay()
	}
	lifeline, err := syscall.Open(args[1], syscall.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		panic(err)
	}
	toLeader = ends[1]
	e := escapes[args[0]]
	e.run(lifeline)
	for range e.processes { // who is still in its group when the leader exits is killed
		_, _ = syscall.Read(ends[0], make([]byte, 1))
	}
})

// toLeader is a pipe to the leader, if it is one that waits to exit.
var toLeader = -1

// background leaves a process in the leader's group that the leader waits for.
//
//go:norace
func background(lifeline int) {
	if fork() == 0 {
		arrive(lifeline)
		stay()
	}
	stay()
}

func ignore(lifeline int) {
	signal.Ignore() // all that can be
	background(lifeline)
}

//go:norace
func setpgid(lifeline int) {
	if fork() == 0 {
		syscall.RawSyscall(syscall.SYS_SETPGID, 0, 0, 0)
		arrive(lifeline)
		stay()
	}
}

// daemons leaves processes in sessions of their own. It is called after fork,
// where the check of the stack that nosplit saves could enter the scheduler.
//
//go:nosplit
//go:norace
func daemons(lifeline, n int) {
	for range n {
		if fork() == 0 {
			setsid()
			arrive(lifeline)
			stay()
		}
	}
}

//go:norace
func doubleFork(lifeline int) {
	if fork() == 0 {
		setsid()
		if fork() == 0 {
			arrive(lifeline)
			stay()
		}
		exit()
	}
}

func clearEnvironment(lifeline int) {
	cmd := exec.Command("/proc/self/exe", "-program", "escaper", "held")
	cmd.Env = []string{}
	cmd.ExtraFiles = []*os.File{
		os.NewFile(uintptr(lifeline), "lifeline"),
		os.NewFile(uintptr(toLeader), "leader"),
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
}

// subreaper leaves a daemon that adopts the orphans below it.
//
//go:norace
func subreaper(lifeline int) {
	const setChildSubreaper = 36
	if fork() == 0 {
		setsid()
		syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0)
		if fork() == 0 {
			daemons(lifeline, 1)
			exit()
		}
		arrive(lifeline)
		stay()
	}
}

// cloneParent leaves a sibling: a child of the leader's parent.
//
//go:norace
func cloneParent(lifeline int) {
	if clone(syscall.CLONE_PARENT|uintptr(syscall.SIGCHLD)) == 0 {
		setsid()
		arrive(lifeline)
		stay()
	}
}

// noExitSignal leaves a child that only a wait with __WALL sees.
//
//go:norace
func noExitSignal(lifeline int) {
	if clone(0) == 0 {
		setsid()
		arrive(lifeline)
		stay()
	}
}

//go:norace
func stopped(lifeline int) {
	if fork() == 0 {
		setsid()
		arrive(lifeline)
		pid, _, _ := syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
		syscall.RawSyscall(syscall.SYS_KILL, pid, uintptr(syscall.SIGSTOP), 0)
		stay()
	}
}

// zombieLeader ends its main thread and lives on in the others.
func zombieLeader(lifeline int) {
	ended := make(chan bool, 1)
	for range 100 { // one of them is on the main thread, or this one is
		go func() {
			runtime.LockOSThread()
			if syscall.Gettid() == os.Getpid() {
				ended <- true
				exitThread()
			}
			forever()
		}()
	}
	go func() {
		<-ended
		arrive(lifeline)
	}()
	runtime.LockOSThread()
	if syscall.Gettid() == os.Getpid() {
		ended <- true
		exitThread()
	}
	forever()
}

// chain leaves n processes, each the child of the one before and in a session
// of its own.
//
//go:norace
func chain(lifeline, n int) {
	for range n {
		if fork() != 0 {
			break
		}
		setsid()
		arrive(lifeline)
		n--
	}
	if n < 20 { // not the leader
		stay()
	}
}

// tree leaves 10 processes with 10 children each, all in sessions of their own.
//
//go:norace
func tree(lifeline int) {
	for range 10 {
		if fork() == 0 {
			setsid()
			daemons(lifeline, 10)
			arrive(lifeline)
			stay()
		}
	}
}

// hop leaves a process that forks and exits, as does the child, and so on.
//
//go:norace
func hop(lifeline int) {
	if fork() != 0 {
		return
	}
	setsid()
	arrive(lifeline)
	for {
		setsid()
		if fork() != 0 {
			exit()
		}
	}
}

// patricide leaves a daemon that has killed the leader.
//
//go:norace
func patricide(lifeline int) {
	leader, _, _ := syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
	if fork() == 0 {
		setsid()
		syscall.RawSyscall(syscall.SYS_KILL, leader, uintptr(syscall.SIGKILL), 0)
		arrive(lifeline)
		stay()
	}
	stay()
}

// fork returns 0 in the child, which may only call what follows here.
//
//go:nosplit
//go:norace
func fork() uintptr { return clone(uintptr(syscall.SIGCHLD)) }

//go:nosplit
//go:norace
func clone(flags uintptr) uintptr {
	pid, _, _ := syscall.RawSyscall6(syscall.SYS_CLONE, flags, 0, 0, 0, 0, 0)
	return pid
}

//go:nosplit
//go:norace
func setsid() { syscall.RawSyscall(syscall.SYS_SETSID, 0, 0, 0) }

//go:nosplit
//go:norace
func exit() { syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0) }

//go:nosplit
//go:norace
func exitThread() { syscall.RawSyscall(syscall.SYS_EXIT, 0, 0, 0) }

// here is the byte that arrive writes.
var here byte

// arrive tells the reader of the lifeline and the leader.
//
//go:nosplit
//go:norace
func arrive(lifeline int) {
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(toLeader), uintptr(unsafe.Pointer(&here)), 1)
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(lifeline), uintptr(unsafe.Pointer(&here)), 1)
}

// stay waits until it is killed.
//
//go:nosplit
//go:norace
func stay() {
	for {
		syscall.RawSyscall6(syscall.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
	}
}
