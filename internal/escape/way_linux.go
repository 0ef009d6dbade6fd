package escape

// The ways to get away. Most fork as C does, without exec: what runs after fork
// is system calls only, for Go's runtime has lost all its other threads there.

import (
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// A way is a way to get away. Each of its processes has a grip, and lets go of
// it only by dying.
type way struct {
	processes int
	unmarked  bool // an environment with a marker does not give its processes away
	run       func(grip)
}

// ways returns all ways by name.
func ways() map[string]way {
	return map[string]way{
		"bg":           {1, false, background},
		"ignore":       {1, false, ignore},
		"setpgid":      {1, false, setpgid},
		"setsid":       {1, false, func(g grip) { daemons(g, 1) }},
		"daemon":       {1, false, doubleFork},
		"clearenv":     {1, true, clearEnvironment},
		"subreaper":    {2, false, subreaper},
		"cloneparent":  {1, false, cloneParent},
		"noexitsignal": {1, false, noExitSignal},
		"stopped":      {1, false, stopped},
		"zombieleader": {1, true, zombieLeader},
		"chain20":      {20, false, func(g grip) { chain(g, 20) }},
		"tree100":      {110, false, tree},
		"hop":          {1, true, hop},
		"patricide":    {1, false, patricide},
		"descriptors":  {1, false, descriptors},
	}
}

// Ways returns the names of all ways, sorted: sixteen, which are as many
// persistent commands as a session may have.
func Ways() []string { return slices.Sorted(maps.Keys(ways())) }

// Marked returns the names of those ways whose processes carry the environment
// that they were given, where a search can see it for as long as it takes. The
// others are for the parent of all, or for a control group.
func Marked() []string {
	marked := ways()
	maps.DeleteFunc(marked, func(_ string, w way) bool { return w.unmarked })
	return slices.Sorted(maps.Keys(marked))
}

// held is the way of a process that another one has executed in order to hold a
// grip, as files 3 and 4.
const held = "held"

// Main gets away. Its arguments are the name of the way and the path of the
// lifeline; they must be the last ones of the command line.
func Main(args []string) {
	if args[0] == held {
		arrive(grip{3, 4})
		Stay()
	}
	lifeline, err := syscall.Open(args[1], syscall.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		panic(err)
	}
	w := ways()[args[0]]
	w.run(grip{lifeline, ends[1]})
	for range w.processes { // who is still in its group when the leader exits is killed
		_, _ = syscall.Read(ends[0], make([]byte, 1))
	}
}

// background leaves a process in the leader's group that the leader waits for.
//
//go:norace
func background(g grip) {
	if fork() == 0 {
		arrive(g)
		Stay()
	}
	Stay()
}

func ignore(g grip) {
	signal.Ignore() // all that can be
	background(g)
}

//go:norace
func setpgid(g grip) {
	if fork() == 0 {
		syscall.RawSyscall(syscall.SYS_SETPGID, 0, 0, 0)
		arrive(g)
		Stay()
	}
}

// Daemons starts n processes in sessions of their own, each of which writes a
// byte into fd and stays.
func Daemons(fd, n int) { daemons(grip{fd, -1}, n) }

// daemons leaves processes in sessions of their own. It is called after fork,
// where the check of the stack that nosplit saves could enter the scheduler.
//
//go:nosplit
//go:norace
func daemons(g grip, n int) {
	for range n {
		if fork() == 0 {
			setsid()
			arrive(g)
			Stay()
		}
	}
}

//go:norace
func doubleFork(g grip) {
	if fork() == 0 {
		setsid()
		if fork() == 0 {
			arrive(g)
			Stay()
		}
		exit()
	}
}

func clearEnvironment(g grip) {
	before := os.Args[1 : len(os.Args)-2] // what makes this binary run Main
	cmd := exec.Command("/proc/self/exe", slices.Concat(before, []string{held, ""})...)
	cmd.Env = []string{}
	cmd.ExtraFiles = []*os.File{
		os.NewFile(uintptr(g.lifeline), "lifeline"),
		os.NewFile(uintptr(g.leader), "leader"),
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
}

// subreaper leaves a daemon that adopts the orphans below it.
//
//go:norace
func subreaper(g grip) {
	const setChildSubreaper = 36
	if fork() == 0 {
		setsid()
		syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0)
		if fork() == 0 {
			daemons(g, 1)
			exit()
		}
		arrive(g)
		Stay()
	}
}

// cloneParent leaves a sibling: a child of the leader's parent.
//
//go:norace
func cloneParent(g grip) {
	if clone(syscall.CLONE_PARENT|uintptr(syscall.SIGCHLD)) == 0 {
		setsid()
		arrive(g)
		Stay()
	}
}

// noExitSignal leaves a child that only a wait with __WALL sees.
//
//go:norace
func noExitSignal(g grip) {
	if clone(0) == 0 {
		setsid()
		arrive(g)
		Stay()
	}
}

//go:norace
func stopped(g grip) {
	if fork() == 0 {
		setsid()
		arrive(g)
		pid, _, _ := syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
		syscall.RawSyscall(syscall.SYS_KILL, pid, uintptr(syscall.SIGSTOP), 0)
		Stay()
	}
}

// zombieLeader ends its main thread and lives on in the others.
func zombieLeader(g grip) {
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
		arrive(g)
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
func chain(g grip, n int) {
	for range n {
		if fork() != 0 {
			break
		}
		setsid()
		arrive(g)
		n--
	}
	if n < 20 { // not the leader
		Stay()
	}
}

// tree leaves 10 processes with 10 children each, all in sessions of their own.
//
//go:norace
func tree(g grip) {
	for range 10 {
		if fork() == 0 {
			setsid()
			daemons(g, 10)
			arrive(g)
			Stay()
		}
	}
}

// hop leaves a process that forks and exits, as does the child, and so on.
//
//go:norace
func hop(g grip) {
	if fork() != 0 {
		return
	}
	setsid()
	arrive(g)
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
func patricide(g grip) {
	leader, _, _ := syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
	if fork() == 0 {
		setsid()
		syscall.RawSyscall(syscall.SYS_KILL, leader, uintptr(syscall.SIGKILL), 0)
		arrive(g)
		Stay()
	}
	Stay()
}

// descriptors leaves a daemon that has opened every file it was given once more,
// for reading and writing: both ends of what it inherited one of.
func descriptors(g grip) {
	names, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		_, _ = syscall.Open(name, syscall.O_RDWR, 0) // some are of a kind that cannot be
	}
	doubleFork(g)
}

func forever() {
	for {
		time.Sleep(time.Hour)
	}
}
