package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/host"
)

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	testscript.Main(leakChecked{m}, map[string]func(){"holdfast": main})
}

// leakChecked fails a run of all tests that leaves goroutines behind.
type leakChecked struct{ m *testing.M }

// Run implements testscript.TestingM.
func (l leakChecked) Run() int {
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
