package guardian

// How a process finds out that it is to be a guardian, and makes itself one.

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/holdfast-run/holdfast/internal/launch"
)

const available = true

// By argv[0], this variable and a socket together, and no less, a guardian is
// told from any other start of the same program.
const (
	roleName     = "holdfast-guardian"
	roleVariable = "HOLDFAST_CHILD"
	roleFormat   = "%d/%d" // its value: the host's process number, and timer slack
	nullFD       = 0       // /dev/null
	controlFD    = 3       // a socket: requests come from it
	takenFD      = 4       // an eventfd: counts the requests for commands that were taken
	reportFD     = 5       // a socket: what the end has come to is told there
)

func beGuardian() bool {
	host, slack, ok := role()
	if !ok {
		return false
	}
	// The thread that starts a command must live as long as the guardian: its
	// end is what kills the command (Pdeathsig).
	runtime.LockOSThread()
	_ = launch.SetSlack(time.Duration(slack)) // all other threads keep what they have inherited
	if k, err := newKeeper(host); err == nil {
		k.keep()
	}
	// Not through main: what else a program does at its end (coverage files,
	// the second for which the race detector waits) is for the host to do.
	syscall.Exit(0)
	return true
}

// role reports whether this process is to be a guardian, of which host, and the
// timer slack that its commands are to have. Reading the environment is the one
// way to tell a process before main what it is for.
func role() (host, slack int, ok bool) {
	if len(os.Args) == 0 || os.Args[0] != roleName {
		return 0, 0, false
	}
	_, err := fmt.Sscanf(os.Getenv(roleVariable), roleFormat, &host, &slack)
	if err != nil {
		return 0, 0, false
	}
	var control unix.Stat_t
	err = unix.Fstat(controlFD, &control)
	return host, slack, err == nil && control.Mode&unix.S_IFMT == unix.S_IFSOCK
}

// newKeeper makes this process a guardian. The error says that the host has
// gone already, or that this kernel has no child subreapers.
func newKeeper(host int) (*keeper, error) {
	for _, fd := range []int{controlFD, takenFD, reportFD} {
		unix.CloseOnExec(fd)
	}
	launch.CloseInherited(reportFD)
	hostFD, err := unix.PidfdOpen(host, 0)
	if err != nil {
		return nil, err
	}
	if unix.Getppid() != host { // it has ended; the number may be another's by now
		return nil, unix.ESRCH
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return nil, err
	}
	k := &keeper{host: hostFD, group: -1,
		commands: map[int]*command{}, answers: map[uint32]int{}, doomed: map[int]string{}}
	for _, event := range []*int{&k.started, &k.emptied, &k.asked} {
		if *event, err = unix.Eventfd(0, unix.EFD_CLOEXEC); err != nil {
			return nil, err
		}
	}
	unhearAll()
	// Without it the process would be listed as "exe".
	_ = os.WriteFile("/proc/self/comm", []byte("holdfast-guard"), 0)
	// What runs as the same user shall not open its descriptors, by /proc, nor
	// trace it: the pipe that tells how an exec went would never end if a command
	// held the other end too.
	return k, unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// hear passes on that someone asks this process to end. Signals that the host
// ignores are left alone: commands inherit that.
func (k *keeper) hear() {
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{unix.SIGTERM, unix.SIGINT, unix.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	<-signals
	raise(k.asked)
}
