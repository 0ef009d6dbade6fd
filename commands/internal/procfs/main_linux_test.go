package procfs_test

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

func TestMain(m *testing.M) {
	programs := proctest.Programs{
		"hang":           func([]string) { fmt.Println("ready"); proctest.Hang() },
		"exitmainthread": func([]string) { fmt.Println("ready"); proctest.ExitMainThread() },
	}
	if !programs.Main() {
		goleak.VerifyTestMain(m)
	}
}

func TestUnprivileged(t *testing.T) { proctest.Unprivileged(t, nil) }

// start starts a program and waits until it is what it is named after.
func start(t *testing.T, name string) *proctest.Process {
	t.Helper()
	p := proctest.Start(t, proctest.Command(name))
	p.Line()
	return p
}
