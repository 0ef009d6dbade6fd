package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host"
)

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	if len(os.Args) > 2 && os.Args[1] == programFlag {
		programs[os.Args[2]](os.Args[3:])
		return
	}
	testscript.Main(leakChecked{m}, map[string]func(){"holdfast": main})
}

// programFlag makes the test binary be the program that is named next.
const programFlag = "-program"

// programs are what the test binary can be, beside holdfast, for the commands
// that tests declare.
var programs = map[string]func(args []string){}

// register adds a program. Call it next to the test that needs it.
func register(name string, main func(args []string)) string {
	programs[name] = main
	return name
}

// leakChecked fails a run of all tests that leaves goroutines behind.
type leakChecked struct{ m *testing.M }

// Run implements testscript.TestingM.
func (l leakChecked) Run() int {
	hearSignals()
	status := l.m.Run()
	if status != 0 {
		return status
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// hearSignals has what these tests start begin with the signals as they are by
// default, although these tests may be started with some ignored, as by nohup.
// What is ignored is inherited, and what is heard is not.
func hearSignals() {
	for _, s := range []os.Signal{
		syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGPIPE,
	} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
}
