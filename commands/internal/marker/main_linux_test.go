package marker_test

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands/internal/marker"
	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func TestMain(m *testing.M) {
	programs := proctest.Programs{
		"hang":   func([]string) { fmt.Println("ready"); proctest.Hang() },
		"family": family,
		"daemon": daemon,
		"nested": nested,
		"hop":    func([]string) { proctest.Hop(20_000, 2*time.Millisecond) },
	}
	if !programs.Main() {
		goleak.VerifyTestMain(m)
	}
}

func TestUnprivileged(t *testing.T) { proctest.Unprivileged(t, nil) }

// family prints the pids of its descendants, those with a marker first: a
// child, a child in a session of its own, a daemon, and one that got an empty
// environment.
func family([]string) {
	child := proctest.Command("hang")
	own := proctest.Command("hang")
	own.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cleared := proctest.Command("hang")
	cleared.Env = []string{}
	fmt.Println(started(child), started(own), daemonPID(), started(cleared))
	proctest.Hang()
}

// started starts cmd and returns its pid once it runs the program: until then
// its environment is that of this process.
func started(cmd *exec.Cmd) int {
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		_, err = stdout.Read(make([]byte, len("ready\n")))
	}
	if err != nil {
		panic(err)
	}
	return cmd.Process.Pid
}

// daemon starts hang in a session of its own, prints its pid and exits.
func daemon([]string) {
	cmd := proctest.Command("hang")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	fmt.Println(started(cmd))
}

// daemonPID starts a daemon whose parent has exited.
func daemonPID() int {
	out, err := proctest.Command("daemon").Output()
	if err != nil {
		panic(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		panic(err)
	}
	return pid
}

// nested is a host that is a command of another one: it starts hang under a
// marker of its own and prints that and the pid.
func nested([]string) {
	own := marker.New()
	cmd := proctest.Command("hang")
	cmd.Env = proctest.With(cmd.Env, own.Environ(os.Getenv(marker.Variable)))
	fmt.Println(own, started(cmd))
	proctest.Hang()
}

// marked starts a program of a session.
func marked(t testing.TB, m marker.Marker, name string) *proctest.Process {
	t.Helper()
	cmd := proctest.Command(name)
	cmd.Env = proctest.With(cmd.Env, m.Environ(""))
	return proctest.Start(t, cmd)
}

// pidsOf returns the pids of identities, for comparison.
func pidsOf(ids []procfs.Identity) map[int]bool {
	pids := map[int]bool{}
	for _, id := range ids {
		pids[id.PID] = true
	}
	return pids
}

// numbers parses a line of numbers.
func numbers(t *testing.T, line string) []int {
	t.Helper()
	var list []int
	for field := range strings.FieldsSeq(line) {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, n)
	}
	return list
}
