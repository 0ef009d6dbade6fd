package commands_test

// The frame of this package's tests: programs that stand in for commands, a
// Runner for them, and the checks that nothing is left when all are done.

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/specs"
)

// marker is a variable that every process these tests start carries, with the
// number of the test process as its value.
const marker = "HOLDFAST_COMMANDS_TEST"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "-without-child" {
		programs[os.Args[2]].main(os.Args[3:])
		return
	}
	if commands.Child() {
		return
	}
	if len(os.Args) > 2 && os.Args[1] == "-program" {
		programs[os.Args[2]].main(os.Args[3:])
		return
	}
	goleak.VerifyTestMain(frame{m})
}

// A frame is a testing.M that also fails for what the tests left behind.
type frame struct{ m *testing.M }

func (f frame) Run() int {
	code := f.m.Run()
	if code != 0 {
		return code
	}
	if pids := leftBehind(); len(pids) > 0 {
		fmt.Fprintln(os.Stderr, "processes left behind:", pids)
		return 1
	}
	for name, p := range programs {
		if !p.used.Load() && wholeSuite() {
			fmt.Fprintf(os.Stderr, "no test uses program %q\n", name)
			return 1
		}
	}
	return 0
}

// wholeSuite reports whether every test ran.
func wholeSuite() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

// leftBehind returns the processes that still carry the marker a while after
// the tests.
func leftBehind() []string {
	want := marker + "=" + strconv.Itoa(os.Getpid()) + "\x00"
	var pids []string
	poll(5*time.Second, func() bool {
		pids = nil
		environs, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, file := range environs {
			env, _ := os.ReadFile(file) // a process that has gone is fine
			if strings.Contains(string(env), want) {
				pids = append(pids, strings.Split(file, "/")[2])
			}
		}
		return len(pids) == 0
	})
	return pids
}

// A program is what the test binary does when it is run as a command.
type program struct {
	name string
	main func(args []string)
	used atomic.Bool
}

var programs = map[string]*program{}

// register makes a program. Call it next to the test that needs it.
func register(name string, main func(args []string)) *program {
	p := &program{name: name, main: main}
	programs[name] = p
	return p
}

// argv returns the command line of a program, as YAML.
func (p *program) argv(args ...string) string {
	p.used.Store(true)
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	line, err := json.Marshal(append([]string{exe, "-program", p.name}, args...))
	if err != nil {
		panic(err)
	}
	return string(line)
}

// newRunner returns a Runner with the commands declared, in a folder of its own.
func newRunner(t testing.TB, declared string) *commands.Runner {
	t.Helper()
	return newRunnerWith(t, commands.Config{}, declared)
}

func newRunnerWith(t testing.TB, cfg commands.Config, declared string) *commands.Runner {
	t.Helper()
	cfg.Specs = parse(t, declared)
	cfg.Environ = environ()
	r := commands.New(cfg)
	t.Cleanup(func() {
		if _, err := r.Close(context.Background()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return r
}

// environ is what commands are given. A program under the race detector takes a
// second to exit unless it is told not to.
func environ() []string {
	return []string{
		"GORACE=atexit_sleep_ms=0",
		marker + "=" + strconv.Itoa(os.Getpid()),
		"PATH=/usr/bin:/bin",
	}
}

func parse(t testing.TB, declared string) *specs.Set {
	t.Helper()
	file := filepath.Join(t.TempDir(), "holdfast.yaml")
	src := "defaults: { env: { pass: [GORACE, " + marker + "] } }\ncommands:\n" + declared
	set, err := specs.Parse(file, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// poll calls done until it is true, and reports whether it became so in time.
func poll(within time.Duration, done func() bool) bool {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(within); !done(); <-tick.C {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// eventually fails the test unless done becomes true.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	if !poll(10*time.Second, done) {
		t.Fatalf("not within 10s: %s", what)
	}
}

// hang waits until it is killed.
var hang = register("hang", func([]string) { forever() })

func forever() {
	for {
		time.Sleep(time.Hour)
	}
}

// say writes its first argument to stdout, its second to stderr, and exits with
// its third.
var say = register("say", func(args []string) {
	fmt.Fprint(os.Stdout, args[0])
	fmt.Fprint(os.Stderr, args[1])
	code, _ := strconv.Atoi(args[2])
	os.Exit(code)
})
